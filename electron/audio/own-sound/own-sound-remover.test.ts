import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MoonshineTranscriber } from '../../speech/moonshine.ts'
import { roomNoise, spoken } from '../../speech/testing/spoken.ts'
import { wordErrorRate } from '../../speech/transcript-text.ts'
import { concat, rmsDb } from '../pcm.ts'
import { OwnSoundRemover } from './own-sound-remover.ts'

const RATE_HZ = 16_000
const ANSWER = 'We shipped the hub before it was ready. At two in the morning a certificate on our message broker expired, and nobody was awake to see it.'
const FAR = 'I will send the revised budget to everybody by Friday. Could you please find a room for the customer workshop?'

/** What the machine plays: both sides' sound, ours as the recorder of the whole hears it. */
interface Machine {
  ours: Float32Array
  others: Float32Array
  /** Ours in the whole. */
  copy: Float32Array
}

/** As two recorders bring them, in uneven pieces, now the one ahead and now the other. */
function remove({ ours, others, copy }: Machine, options?: { expected: number }): { out: Float32Array; whole: Float32Array; latestMs: number; longLateMs: number; remover: OwnSoundRemover } {
  const heard = others.map((sample, n) => sample + (copy[n] ?? 0))
  const out: Float32Array[] = []
  const wholes: Float32Array[] = []
  let given = 0
  let latest = 0
  /** Since when it was never less than 250 ms late. */
  let inTimeAt = 0
  let longLate = 0
  const remover = new OwnSoundRemover((samples, whole) => {
    out.push(samples)
    wholes.push(whole)
    given += samples.length
  }, options)
  let played = 0
  for (let at = 0, turn = 0; at < heard.length; turn++) {
    const to = Math.min(heard.length, at + 170 + (turn % 7) * 60)
    remover.heard(heard.subarray(at, to))
    at = to
    const playedTo = Math.max(played, to - 700 + ((turn * 37) % 11) * 100)
    remover.played(ours.slice(played, playedTo))
    played = playedTo
    latest = Math.max(latest, at - given)
    if (at - given < 4_000) inTimeAt = at
    longLate = Math.max(longLate, at - inTimeAt)
  }
  remover.finish()
  return { out: concat(out), whole: concat(wholes), latestMs: latest / 16, longLateMs: longLate / 16, remover }
}

const delayed = (sound: Float32Array, samples: number, length: number): Float32Array => Float32Array.from({ length }, (_, n) => sound[n - samples] ?? 0)

/** Moved by a part of a sample, as a resampler may leave it (windowed sinc). */
function shifted(sound: Float32Array, part: number): Float32Array {
  const kernel = Float32Array.from({ length: 33 }, (_, k) => {
    const x = k - 16 - part
    return (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)) * (0.5 + 0.5 * Math.cos((Math.PI * x) / 17))
  })
  return sound.map((_, n) => kernel.reduce((sum, tap, k) => sum + tap * (sound[n - k + 16] ?? 0), 0))
}

describe('OwnSoundRemover', () => {
  let transcriber: MoonshineTranscriber
  let answer: Float32Array
  let far: Float32Array
  beforeAll(async () => {
    transcriber = await MoonshineTranscriber.create()
    answer = await spoken(ANSWER)
    far = (await spoken(FAR, { voice: 'rms' })).map((sample) => sample * 0.4)
  }, 120_000)
  afterAll(() => transcriber.dispose())

  const lost = async (samples: Float32Array): Promise<number> => wordErrorRate(FAR, (await transcriber.transcribe(samples, {})).text).rate
  const quiet = (seconds: number): Float32Array => roomNoise(seconds * 1000)

  it.each([
    { name: 'as a sound server mixes it', delay: 743, part: 0, gain: 1 },
    { name: 'softer, between two samples, and before it is known here', delay: -1_500, part: 0.33, gain: 0.4 },
    { name: 'louder and late', delay: 3_100, part: 0.5, gain: 1.4 },
  ])('leaves the words of who speaks under the answer from its first word on: $name', async ({ delay, part, gain }) => {
    const ours = concat([new Float32Array(2 * RATE_HZ), answer, new Float32Array(2 * RATE_HZ)])
    const length = Math.ceil((5 * RATE_HZ + Math.max(answer.length, far.length)) / 512) * 512
    const copy = delayed(shifted(ours, part).map((sample) => sample * gain), delay, length)
    const others = quiet(length / RATE_HZ).map((sample, n) => sample + (far[n - 2 * RATE_HZ - delay] ?? 0))
    const { out, whole, latestMs } = remove({ ours, others, copy })
    expect(out).toHaveLength(length)
    expect(whole).toEqual(others.map((sample, n) => sample + copy[n]!))
    expect(latestMs).toBeLessThan(480)
    expect(await lost(whole)).toBeGreaterThan(0.4)
    expect(await lost(out)).toBeLessThanOrEqual(0.05)
    expect(rmsDb(out.map((sample, n) => sample - others[n]!))).toBeLessThan(rmsDb(copy) - 20)
  }, 60_000)

  it('finds its way again where sound was lost and the volume turned, and knows it for the next answer', () => {
    const ours = concat([quiet(0), new Float32Array(RATE_HZ), answer, new Float32Array(RATE_HZ), answer, new Float32Array(RATE_HZ)])
    const length = Math.floor(ours.length / 512) * 512
    const [turned, jumped] = [RATE_HZ * 4, RATE_HZ * 6]
    const copy = Float32Array.from({ length }, (_, n) => (ours[n - (n < jumped ? 500 : 130)] ?? 0) * (n < turned ? 1 : 0.5))
    const { out } = remove({ ours, others: quiet(length / RATE_HZ), copy })
    const level = (from: number, to: number): number => rmsDb(out.subarray(from * RATE_HZ, to * RATE_HZ))
    const room = rmsDb(quiet(1)) + 2
    expect(level(1, 4)).toBeLessThan(room)
    expect(level(5, 6)).toBeLessThan(room)
    expect(level(6.8, 8)).toBeLessThan(room)
    expect(rmsDb(out.subarray(RATE_HZ * 2 + answer.length))).toBeLessThan(room)
  })

  it('passes everything as it is and at once while we play nothing', () => {
    const length = Math.floor(far.length / 512) * 512
    const others = far.slice(0, length)
    const before: number[] = []
    const remover = new OwnSoundRemover((samples) => before.push(...samples))
    for (let at = 0; at < length; at += 512) remover.heard(others.subarray(at, at + 512))
    expect(before).toHaveLength(length)
    expect(Float32Array.from(before)).toEqual(others)
    expect(remove({ ours: new Float32Array(length), others, copy: new Float32Array(length) }).out).toEqual(others)
  })

  it('touches nothing where our own sound is not among what is heard', async () => {
    const length = Math.floor(Math.min(answer.length, far.length) / 512) * 512
    const others = far.slice(0, length)
    const { out, remover, latestMs, longLateMs } = remove({ ours: answer, others, copy: new Float32Array(length) })
    expect(remover.found).toBe(false)
    expect(out).toEqual(others)
    expect(latestMs).toBeLessThan(480)
    // A meeting takes a second of it for lost sound.
    expect(longLateMs).toBeLessThan(900)
  })
})
