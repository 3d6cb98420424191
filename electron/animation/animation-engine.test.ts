import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EMOTION_NAMES, type AnimationFrame } from '../contract/animation.ts'
import { COEFFICIENT_INDEX } from '../contract/coefficients.ts'
import { animateFile } from './animate-file.ts'
import { AUDIO2FACE_MODEL, createAnimationEngine, type AnimationEngine } from './animation-engine.ts'
import { lipDistanceMm } from './metric/lip-distances.ts'
import { scoreFace } from './metric/score-face.ts'
import { speakTimed, type TimedSpeech } from './metric/timed-speech.ts'

const modelPath = new URL(`../../models/${AUDIO2FACE_MODEL}`, import.meta.url).pathname
const SENTENCES = [
  'Mama and papa bought a big map for the baby.',
  'People often move from home to home before summer.',
  'Would you wait for a moment while we open the window?',
  'Father laughed at the calm dog far off in the park.',
  'Five very brave women found the office over the river.',
]

let engine: AnimationEngine
let speech: TimedSpeech[]

beforeAll(async () => {
  engine = await createAnimationEngine({ modelPath })
  speech = await Promise.all(SENTENCES.map(speakTimed))
})
afterAll(() => engine.dispose())

async function stream(samples: Float32Array, sampleRateHz: number, chunk: number, fps = 60): Promise<AnimationFrame[]> {
  const stream = engine.openStream({ sampleRateHz, fps })
  const frames: AnimationFrame[] = []
  for (let at = 0; at < samples.length; at += chunk) frames.push(...(await stream.push(samples.subarray(at, at + chunk))))
  frames.push(...(await stream.end()))
  stream.dispose()
  return frames
}

function room(seconds: number, rateHz: number, level: number): Float32Array {
  let seed = 1
  return Float32Array.from({ length: seconds * rateHz }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return level * (seed / 2 ** 31 - 1)
  })
}

describe('the mouth', () => {
  it('closes on p, b and m, opens on aa, rounds on w, bites on f, and not elsewhere', async () => {
    const tracks = await Promise.all(speech.map(({ samples, sampleRateHz }) => animateFile(engine, samples, sampleRateHz)))
    let offsetS = 0
    const joined = { times: [] as number[], frames: [] as number[][] }
    const phones = speech.flatMap(({ phones: spoken, samples, sampleRateHz }, k) => {
      const shifted = spoken.map(({ symbol, startS, endS }) => ({ symbol, startS: startS + offsetS, endS: endS + offsetS }))
      joined.times.push(...tracks[k]!.times.map((timeS) => timeS + offsetS))
      joined.frames.push(...tracks[k]!.frames)
      offsetS += samples.length / sampleRateHz
      return shifted
    })
    const score = scoreFace(joined, phones)
    expect(score.events.closure.phones).toBeGreaterThan(20)
    expect(score.events.closure.hitPercent).toBeGreaterThan(85)
    expect(score.events.closure.falseAlarmPercent).toBeLessThan(15)
    expect(score.j).toBeGreaterThan(60)
  })

  it('rests in silence and in the noise of a room', async () => {
    for (const samples of [new Float32Array(16_000), room(1, 16_000, 0.002)]) {
      const frames = await stream(samples, 16_000, 1_600)
      expect(frames).toHaveLength(60)
      for (const { coefficients } of frames) expect(Math.abs(lipDistanceMm('gap', coefficients))).toBeLessThan(2.5)
    }
  })
})

describe('the frames', () => {
  it('are the same whatever the size of the chunks', async () => {
    const { samples, sampleRateHz } = speech[0]!
    const small = await stream(samples, sampleRateHz, Math.round(sampleRateHz / 50))
    for (const chunk of [sampleRateHz, 777]) {
      const other = await stream(samples, sampleRateHz, chunk)
      expect(other).toHaveLength(small.length)
      other.forEach((frame, index) => {
        frame.coefficients.forEach((value, k) => expect(value).toBeCloseTo(small[index]!.coefficients[k]!, 4))
        frame.headRotation.forEach((value, k) => expect(value).toBeCloseTo(small[index]!.headRotation[k]!, 4))
      })
    }
  })

  it.each([24, 30, 60])('cover the audio at %i a second, within range', async (fps) => {
    const { samples, sampleRateHz } = speech[1]!
    const frames = await stream(samples, sampleRateHz, 1_000, fps)
    expect(frames).toHaveLength(Math.ceil((samples.length / sampleRateHz) * fps))
    frames.forEach(({ index, timeS, coefficients }, k) => {
      expect(index).toBe(k)
      expect(timeS).toBe(k / fps)
      for (const value of coefficients) expect(value >= 0 && value <= 1).toBe(true)
    })
  })

  it('move brows, lids and head as well, gently', async () => {
    const { samples, sampleRateHz } = speech[2]!
    const frames = await stream(samples, sampleRateHz, 1_000)
    const greatest = (read: (frame: AnimationFrame) => number): number => Math.max(...frames.map(read))
    expect(greatest((frame) => frame.coefficients[COEFFICIENT_INDEX.browInnerUp]!)).toBeGreaterThan(0.05)
    expect(greatest((frame) => frame.coefficients[COEFFICIENT_INDEX.eyeBlinkLeft]!)).toBeGreaterThan(0.8)
    expect(greatest((frame) => Math.max(...frame.headRotation.map(Math.abs)))).toBeGreaterThan(0.01)
    expect(greatest((frame) => Math.max(...frame.headRotation.map(Math.abs)))).toBeLessThan(0.2)
  })

  it('smile when the emotion says so', async () => {
    const { samples, sampleRateHz } = speech[3]!
    const neutral = await animateFile(engine, samples, sampleRateHz)
    const joy = await animateFile(engine, samples, sampleRateHz, { emotion: { name: 'joy', strength: 1 } })
    const smile = (frames: number[][]): number => frames.reduce((sum, frame) => sum + frame[COEFFICIENT_INDEX.mouthSmileLeft]!, 0) / frames.length
    expect(smile(joy.frames) - smile(neutral.frames)).toBeGreaterThan(0.2)
  })
})

describe('a feeling', () => {
  it.each(EMOTION_NAMES)('of %s shows, and never parts closed lips', async (name) => {
    const { samples, sampleRateHz } = speech[0]!
    const neutral = await animateFile(engine, samples, sampleRateHz)
    const felt = await animateFile(engine, samples, sampleRateHz, { emotion: { name, strength: 1 } })
    let moved = 0
    let closed = 0
    felt.frames.forEach((frame, k) => {
      moved = Math.max(moved, ...frame.map((value, c) => Math.abs(value - neutral.frames[k]![c]!)))
      if (lipDistanceMm('gap', neutral.frames[k]!) > 1.9) return
      closed++
      expect(lipDistanceMm('gap', frame)).toBeLessThanOrEqual(2)
    })
    expect(closed).toBeGreaterThan(20)
    if (name === 'neutral') expect(moved).toBe(0)
    else expect(moved).toBeGreaterThan(0.25)
  })
})

describe('a change of feeling', () => {
  it('begins with the sound that follows, and goes over without a jump', async () => {
    const silence = new Float32Array(16_000)
    const stream = engine.openStream({ sampleRateHz: 16_000 })
    const before = await stream.push(silence)
    stream.feel({ name: 'sadness', strength: 1 })
    const felt = await stream.push(silence)
    stream.feel({ name: 'joy', strength: 1 })
    // A second change before the first is over.
    const over = await stream.push(silence.subarray(0, 4_000))
    stream.feel({ name: 'neutral', strength: 0 })
    const frames = [...before, ...felt, ...over, ...(await stream.push(silence)), ...(await stream.end())]
    const frown = frames.map(({ coefficients }) => coefficients[COEFFICIENT_INDEX.mouthFrownLeft]!)
    expect(Math.max(...frown.slice(0, before.length))).toBeLessThan(0.01)
    expect(frown[before.length + felt.length - 1]).toBeGreaterThan(0.6)
    expect(frown.at(-1)).toBeLessThan(0.01)
    const smile = frames.map(({ coefficients }) => coefficients[COEFFICIENT_INDEX.mouthSmileLeft]!)
    expect(Math.max(...smile)).toBeGreaterThan(0.1)
    for (const curve of [frown, smile]) {
      expect(Math.max(...curve.slice(1).map((value, k) => Math.abs(value - curve[k]!)))).toBeLessThan(0.06)
    }
  })
})

describe('a stream', () => {
  it('serves overlapping pushes in order and other streams meanwhile', async () => {
    const { samples, sampleRateHz } = speech[0]!
    const [a, b] = [engine.openStream({ sampleRateHz }), engine.openStream({ sampleRateHz })]
    const half = samples.length >> 1
    const pushes = [a.push(samples.subarray(0, half)), a.push(samples.subarray(half)), a.end()]
    const quick = await b.push(samples.subarray(0, sampleRateHz / 5))
    expect(quick[0]!.index).toBe(0)
    const frames = (await Promise.all(pushes)).flat()
    expect(frames.map((frame) => frame.index)).toEqual(frames.map((_, index) => index))
    b.dispose()
  })

  it('takes nothing after its end, and stops when it is disposed', async () => {
    const ended = engine.openStream({ sampleRateHz: 16_000 })
    expect(await ended.end()).toEqual([])
    expect(() => ended.push(new Float32Array(320))).toThrow(expect.objectContaining({ code: 'bad_request' }))
    const disposed = engine.openStream({ sampleRateHz: 16_000 })
    const pending = disposed.push(new Float32Array(160_000))
    disposed.dispose()
    await expect(pending).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('refuses rates that cannot be, and an engine without weights', async () => {
    expect(() => engine.openStream({ sampleRateHz: 16_000, fps: 600 })).toThrow(expect.objectContaining({ code: 'bad_request' }))
    expect(() => engine.openStream({ sampleRateHz: 0 })).toThrow(expect.objectContaining({ code: 'bad_request' }))
    await expect(createAnimationEngine({ modelPath: '/nowhere.onnx' })).rejects.toMatchObject({ code: 'unavailable' })
    await expect(animateFile(engine, new Float32Array(0), 16_000)).rejects.toMatchObject({ code: 'audio_invalid' })
  })
})
