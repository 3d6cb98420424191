import { lipGap } from '../../../renderer/head/rig/lip-gap.ts'
import type { AnimationFrame } from '../../../electron/contract/animation.ts'
import type { ShownFrame } from './marked-frames.ts'
import type { RecordedSound } from './sound-recorder.ts'

/** Part of an answer that is looked for in the recording. */
const WINDOW_S = 0.25
/** Quieter parts are found anywhere. Share of the full scale. */
const LEAST_RMS = 0.01
const LEAST_CORRELATION = 0.6
/** Offsets beyond this are not looked for. */
const REACH_S = 0.2
const GRID_S = 0.005
/** Mouths that hardly move have no offset: least standard deviation of the lips' distance, in units of jawOpen. */
const LEAST_MOVEMENT = 0.02

/** Parts of an answer and when each was heard: its middle, seconds of the answer, and epoch ms. */
export type HeardParts = readonly { positionS: number; atMs: number }[]

/**
 * Where an answer lies in what was recorded, part after part, so that a gap in its delivery shifts what follows.
 * @param begun when it began to be heard, epoch ms
 */
export function findAnswer(answer: Float32Array, recorded: RecordedSound, begun: { earliestMs: number; latestMs: number }): HeardParts {
  const { samples, sampleRateHz, heardAtMs } = recorded
  const length = Math.round(WINDOW_S * sampleRateHz)
  const sampleAt = (atMs: number): number => Math.round(((atMs - heardAtMs(0)) / 1_000) * sampleRateHz)
  const parts: { positionS: number; atMs: number }[] = []
  let expected: number | null = null
  for (let at = 0; at + length <= answer.length; at += length) {
    const part = answer.subarray(at, at + length)
    if (rms(part) < LEAST_RMS) continue
    const reach = Math.round(REACH_S * sampleRateHz)
    const [first, last]: [number, number] = expected === null ? [sampleAt(begun.earliestMs) + at, sampleAt(begun.latestMs) + at] : [expected + at - reach, expected + at + reach]
    const found = bestMatch(part, samples, Math.max(0, first), Math.min(last, samples.length - length))
    if (!found || found.correlation < LEAST_CORRELATION) continue
    expected = found.at - at
    parts.push({ positionS: (at + length / 2) / sampleRateHz, atMs: heardAtMs(found.at + length / 2) })
  }
  return parts
}

/** Position of the answer that is heard at `atMs`, seconds; null where nothing of it is known to be. */
export function heardAt(parts: HeardParts, atMs: number): number | null {
  const nearest = parts.reduce<HeardParts[number] | null>((best, part) => (best && Math.abs(best.atMs - atMs) <= Math.abs(part.atMs - atMs) ? best : part), null)
  if (!nearest || Math.abs(nearest.atMs - atMs) > WINDOW_S * 1_000) return null
  return nearest.positionS + (atMs - nearest.atMs) / 1_000
}

/** How much later than its sound each frame was shown, ms; negative: earlier. */
export function frameOffsets(frames: readonly ShownFrame[], parts: HeardParts): number[] {
  return frames.flatMap(({ positionS, shownAtMs }) => {
    const heardS = positionS === null ? null : heardAt(parts, shownAtMs)
    return heardS === null || positionS === null ? [] : [(heardS - positionS) * 1_000]
  })
}

/** A value at moments in rising order. */
export interface Curve {
  times: readonly number[]
  values: readonly number[]
}

/** The distance of the lips as it was seen, at the position that was heard meanwhile. */
export function seenLips(frames: readonly ShownFrame[], parts: HeardParts): Curve {
  const there = frames.flatMap((frame) => {
    const timeS = heardAt(parts, frame.shownAtMs)
    return timeS === null || frame.positionS === null ? [] : [{ timeS, gap: frame.lipGap }]
  })
  return { times: there.map(({ timeS }) => timeS), values: there.map(({ gap }) => gap) }
}

/** The distance of the lips as the stream has it. */
export function wantedLips(frames: readonly AnimationFrame[]): Curve {
  return { times: frames.map(({ timeS }) => timeS), values: frames.map(({ coefficients }) => lipGap(Float32Array.from(coefficients))) }
}

/** Loudness of a sound in dB over windows of 30 ms, 200 a second. */
export function envelope(samples: Float32Array, sampleRateHz: number): Curve {
  const half = Math.round(0.015 * sampleRateHz)
  const times: number[] = []
  const values: number[] = []
  for (let timeS = 0.015; timeS * sampleRateHz + half < samples.length; timeS += GRID_S) {
    const middle = Math.round(timeS * sampleRateHz)
    times.push(timeS)
    values.push(20 * Math.log10(Math.max(1e-3, rms(samples.subarray(middle - half, middle + half)))))
  }
  return { times, values }
}

/**
 * By how much `later` follows `reference`, ms, in each stretch of `windowS`: where their correlation is best.
 * Stretches in which the reference hardly moves are left out.
 */
export function lags(reference: Curve, later: Curve, windowS: number, leastMovement = LEAST_MOVEMENT): number[] {
  const found: number[] = []
  const endS = Math.min(reference.times.at(-1) ?? 0, later.times.at(-1) ?? 0)
  const count = Math.round(windowS / GRID_S)
  for (let fromS = REACH_S; fromS + windowS + REACH_S <= endS; fromS += windowS) {
    const wanted = Array.from({ length: count }, (_, k) => valueAt(reference, fromS + k * GRID_S))
    if (deviation(wanted) < leastMovement) continue
    const scores: number[] = []
    const steps = Math.round(REACH_S / GRID_S)
    for (let step = -steps; step <= steps; step++) {
      scores.push(correlation(wanted, Array.from({ length: count }, (_, k) => valueAt(later, fromS + (k + step) * GRID_S))))
    }
    const best = scores.indexOf(Math.max(...scores))
    if (best === 0 || best === scores.length - 1 || scores[best]! < LEAST_CORRELATION) continue
    found.push((best - steps + vertex(scores[best - 1]!, scores[best]!, scores[best + 1]!)) * GRID_S * 1_000)
  }
  return found
}

function valueAt({ times, values }: Curve, timeS: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! <= timeS) low = middle + 1
    else high = middle
  }
  const [before, after] = [low - 1, low]
  if (before < 0) return values[0] ?? 0
  if (after >= times.length) return values[before]!
  const share = (timeS - times[before]!) / (times[after]! - times[before]!)
  return values[before]! + (values[after]! - values[before]!) * share
}

/** Highest point of the parabola through three values around the highest, in steps from the middle one. */
function vertex(left: number, middle: number, right: number): number {
  const bend = left - 2 * middle + right
  return bend === 0 ? 0 : (0.5 * (left - right)) / bend
}

function bestMatch(part: Float32Array, samples: Float32Array, first: number, last: number): { at: number; correlation: number } | null {
  const COARSE = 4
  const coarsePart = smoothed(part, COARSE)
  const coarse = smoothed(samples.subarray(first, last + part.length), COARSE)
  let best = { at: -1, correlation: -1 }
  for (let at = 0; at + coarsePart.length <= coarse.length; at++) {
    const value = correlation(coarsePart, coarse.subarray(at, at + coarsePart.length))
    if (value > best.correlation) best = { at, correlation: value }
  }
  if (best.at < 0) return null
  const middle = first + best.at * COARSE
  best = { at: -1, correlation: -1 }
  for (let at = Math.max(first, middle - 2 * COARSE); at <= Math.min(last, middle + 2 * COARSE); at++) {
    const value = correlation(part, samples.subarray(at, at + part.length))
    if (value > best.correlation) best = { at, correlation: value }
  }
  return best
}

function smoothed(samples: Float32Array, factor: number): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / factor) }, (_, k) => mean(samples.subarray(k * factor, (k + 1) * factor)))
}

function rms(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return Math.sqrt(sum / samples.length)
}

function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum / values.length
}

function deviation(values: ArrayLike<number>): number {
  const middle = mean(values)
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i]! - middle) ** 2
  return Math.sqrt(sum / values.length)
}

/** Pearson's; 0 where one of the two stands still. */
function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [meanA, meanB] = [mean(a), mean(b)]
  let ab = 0
  let aa = 0
  let bb = 0
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB]
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb)
}
