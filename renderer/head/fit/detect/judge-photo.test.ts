import { describe, expect, it } from 'vitest'
import { Random } from '../../life/random.ts'
import { MESH_POINTS, type DetectedFace } from './detected-face.ts'
import { judgeFaces, judgePerson, judgePixels, judgeSecondLook, trueFaces, type JudgedFace } from './judge-photo.ts'

/** A face `size` pixels from eye corner to eye corner, its nose `aside` of that from the middle. */
function face(size: number, aside = 0): DetectedFace {
  const mesh = new Float64Array(2 * MESH_POINTS)
  mesh.set([100, 100], 66)
  mesh.set([100 + size, 100], 526)
  mesh.set([100 + size * (0.5 + aside), 100 + size / 2], 2)
  return { mesh, box: [80, 60, 2 * size, 2 * size], score: 1, descriptor: new Float32Array() }
}

const reason = (judged: ReturnType<typeof judgeFaces>): string => (judged.usable ? '' : judged.reason)

describe('judgeFaces', () => {
  it('takes a face from the front, and warns of a small or turned one', () => {
    expect(judgeFaces([face(200)])).toEqual({ usable: true, warnings: [] })
    expect(judgeFaces([face(60)])).toMatchObject({ usable: true, warnings: [expect.stringMatching(/small/)] })
    expect(judgeFaces([face(200, 0.2)])).toMatchObject({ usable: true, warnings: [expect.stringMatching(/turned/)] })
  })

  it('says why a photograph cannot be used', () => {
    expect(reason(judgeFaces([]))).toMatch(/^No face/)
    expect(reason(judgeFaces([face(200), face(150)]))).toMatch(/more than one face/)
    expect(reason(judgeFaces([face(20)]))).toMatch(/too small/)
    expect(reason(judgeFaces([face(200, 0.45)]))).toMatch(/turned too far/)
  })

  it('lets somebody far behind be', () => {
    expect(judgeFaces([face(200), face(40)]).usable).toBe(true)
  })
})

describe('what the detector is not sure of', () => {
  const onItsSide = (size: number): DetectedFace => {
    const mesh = new Float64Array(2 * MESH_POINTS)
    mesh.set([100, 100], 66)
    mesh.set([100, 100 + size], 526)
    return { ...face(size), mesh }
  }

  it('takes no pattern for a second face', () => {
    expect(trueFaces([{ ...face(300), score: 0.3 }, { ...face(200), score: 1 }])).toEqual([face(200)])
    expect(trueFaces([face(200), { ...face(180), score: 0.8 }])).toHaveLength(2)
    expect(trueFaces([])).toEqual([])
  })

  it('refuses a picture on its side, a face that is not found again, and somebody else', () => {
    expect(reason(judgeFaces([onItsSide(200)]))).toMatch(/on its side/)
    expect(reason(judgeSecondLook({ ...face(200), difference: 0.12 }))).toMatch(/cannot be made out/)
    expect(judgeSecondLook({ ...face(200), difference: 0.03 }).usable).toBe(true)
    expect(reason(judgePerson(0.15))).toMatch(/somebody else/)
    expect(judgePerson(0.6).usable).toBe(true)
  })
})

const SIDE = 115

/** Skin with grain, darker eyes; `shade` of the eyes and `light` on everything. */
function pixels({ light = 0.6, eyes = 0.75, blurred = false, far = 5 } = {}): JudgedFace {
  const random = new Random(9)
  const mesh = new Float64Array(2 * MESH_POINTS)
  const put = (at: number, x: number, y: number): void => mesh.set([x, y], 2 * at)
  put(33, 26, 30)
  put(133, 48, 30)
  put(263, 90, 30)
  put(362, 68, 30)
  for (const [at, x] of [[50, 30], [101, 40], [280, 86], [330, 76]] as const) put(at, x, 62)
  const brightness = new Float32Array(SIDE * SIDE)
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const inEye = Math.min(Math.hypot(x - 37, y - 30), Math.hypot(x - 79, y - 30)) < 17
      const coarse = 0.08 * Math.sin(x / far) * Math.sin(y / far)
      brightness[y * SIDE + x] = light * (inEye ? eyes : 1) * (1 + coarse + (blurred ? 0 : 0.04 * random.normal()))
    }
  }
  return { width: SIDE, height: SIDE, brightness, mesh }
}

describe('judgePixels', () => {
  it('takes a face that is lit and sharp, of any skin', () => {
    expect(judgePixels(pixels())).toEqual({ usable: true, warnings: [] })
    expect(judgePixels(pixels({ light: 0.2 })).usable).toBe(true)
  })

  it.each([
    ['dark', { light: 0.05 }, /too dark/],
    ['burnt out', { light: 1 }, /burnt out/],
    ['behind dark glasses', { eyes: 0.2 }, /eyes cannot be seen/],
    ['blurred', { blurred: true, far: 16, eyes: 1 }, /blurred/],
  ] as const)('refuses one that is %s', (_, options, expected) => {
    expect(reason(judgePixels(pixels(options)))).toMatch(expected)
  })
})
