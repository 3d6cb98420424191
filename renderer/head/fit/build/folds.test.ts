import { beforeAll, describe, expect, it } from 'vitest'
import { COEFFICIENT_COUNT, COEFFICIENT_INDEX } from '../../../../electron/contract/coefficients.ts'
import type { FitLevel } from '../fit-model.ts'
import { shippedFitModel } from '../fit-test-model.ts'
import { outOfPupil } from './eyes.ts'
import { takeFolds } from './folds.ts'

const SIZE = 512
const SKIN = 0.6
/** On the atlas: beside a wing of the nose, and in the middle of the forehead. */
const FOLD = [0.37, 0.66] as const
const FOREHEAD = [0.5, 0.88] as const

describe('the folds of a photographed smile', () => {
  let level: FitLevel
  beforeAll(async () => {
    level = (await shippedFitModel()).level('high')
  })

  /** Even skin with a shadow, half a centimetre wide, at each place. */
  function shadedSkin(): Float32Array {
    const color = new Float32Array(3 * SIZE * SIZE).fill(SKIN)
    for (const [u, v] of [FOLD, FOREHEAD]) {
      for (let dy = -6; dy <= 6; dy++) for (let dx = -6; dx <= 6; dx++) color.fill(0.4, at(u, v, dx, dy), at(u, v, dx, dy) + 3)
    }
    return color
  }
  const at = (u: number, v: number, dx = 0, dy = 0): number => 3 * ((Math.floor((1 - v) * SIZE) + dy) * SIZE + Math.floor(u * SIZE) + dx)
  function smiling(weight: number): Float32Array {
    const photographed = new Float32Array(COEFFICIENT_COUNT)
    for (const name of ['mouthSmileLeft', 'mouthSmileRight'] as const) photographed[COEFFICIENT_INDEX[name]] = weight
    return photographed
  }

  it('go from the skin of the face at rest and come back as it smiles', () => {
    const color = shadedSkin()
    const folds = takeFolds(level, color, SIZE, smiling(0.6))
    expect(color[at(...FOLD)]).toBeGreaterThan(0.55)
    expect(color[at(...FOREHEAD)]).toBeCloseTo(0.4)
    expect(folds.weight).toEqual([expect.closeTo(0.6), expect.closeTo(0.6)])
    expect(color[at(...FOLD)]! * folds.shade[at(...FOLD) / 3]!).toBeCloseTo(0.4, 2)
    expect(folds.shade[at(...FOREHEAD) / 3]).toBe(1)
  })

  it('are not looked for in a face that was photographed at rest', () => {
    const color = shadedSkin()
    const folds = takeFolds(level, color, SIZE, smiling(0.05))
    expect(color).toEqual(shadedSkin())
    expect(folds.weight).toEqual([0, 0])
  })
})

describe('a light mirrored in the eyes', () => {
  const lights = (x: number, y: number) => [{ x, y, contrast: 0.5 }]

  it('beside the pupil stays where it is', () => {
    expect(outOfPupil(lights(-0.4, 0.5))).toEqual([0, 0])
  })

  it('in the pupil is drawn out of it, up and to the side that it is on', () => {
    const [x, y] = outOfPupil(lights(0.02, 0.01))
    expect(Math.hypot(0.02 + x, 0.01 + y)).toBeCloseTo(0.5)
    expect(0.02 + x).toBeGreaterThan(0.3)
    expect(0.01 + y).toBeGreaterThan(0.3)
    const [toX] = outOfPupil(lights(-0.4, 0))
    expect(-0.4 + toX).toBeLessThan(-0.4)
  })
})
