import { referenceCurves } from './reference-curves.ts'
import { gapOnGrid, GRID_S, lagOf, scoreFaces, type CoefficientTrack, type FaceScore, type TimedPhone } from './score-face.ts'

/** One recording that a system has animated. */
export interface AnimatedClip {
  track: CoefficientTrack
  phones: readonly TimedPhone[]
  durationS: number
}

export interface FaceReport extends FaceScore {
  /** Positive: the face is late. */
  lagMs: number
  /** Of the lips' gap with the reference curves', at that lag. */
  correlation: number
  /** The gap's acceleration against the reference curves'. */
  jitter: number
  /** What the coefficients were multiplied by: the same 95th percentile of the gap as the reference curves. */
  gain: number
  clips: number
  seconds: number
}

/** Where accelerations are compared: the frame rate of a display. */
const DISPLAY_STEP_S = 1 / 60

/**
 * A system's face against timed phones, all clips together.
 * @param options.shiftMs is taken off every presentation time: a report's own `lagMs` shows the system with its lag removed
 */
export function reportFace(clips: readonly AnimatedClip[], options: { shiftMs?: number } = {}): FaceReport {
  const shiftS = (options.shiftMs ?? 0) / 1000
  const shifted = clips.map(({ track, phones, durationS }) => ({
    phones,
    durationS,
    track: { times: track.times.map((timeS) => timeS - shiftS), frames: track.frames },
    reference: referenceCurves(phones, durationS),
  }))
  const gaps = (stepS: number): [number[][], number[][]] => [
    shifted.map(({ track, durationS }) => gapOnGrid(track, durationS, stepS)),
    shifted.map(({ reference, durationS }) => gapOnGrid(reference, durationS, stepS)),
  ]
  const [gap, wanted] = gaps(GRID_S)
  const gain = percentile(wanted.flat(), 0.95) / Math.max(percentile(gap.flat(), 0.95), 1e-6)
  const [shown, wantedShown] = gaps(DISPLAY_STEP_S)
  return {
    ...scoreFaces(shifted, { gain }),
    ...lagOf(gap.flat(), wanted.flat()),
    jitter: (gain * acceleration(shown)) / Math.max(acceleration(wantedShown), 1e-9),
    gain,
    clips: clips.length,
    seconds: clips.reduce((sum, { durationS }) => sum + durationS, 0),
  }
}

function acceleration(gaps: readonly number[][]): number {
  const values = gaps.flatMap((gap) => gap.slice(2).map((value, k) => Math.abs(value - 2 * gap[k + 1]! + gap[k]!)))
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1)
}

/** Linear between the neighbouring ranks. */
function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const position = part * (sorted.length - 1)
  const low = Math.floor(position)
  const [below, above] = [sorted[low] ?? 0, sorted[Math.min(low + 1, sorted.length - 1)] ?? 0]
  return below + (position - low) * (above - below)
}
