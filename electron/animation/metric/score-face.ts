import { lipDistanceMm, type LipDistance } from './lip-distances.ts'

/** A phone in ARPAbet, lower case without stress (`pau` is silence), and when it is heard. */
export interface TimedPhone {
  symbol: string
  startS: number
  endS: number
}

/** Coefficients (52, canonical) at presentation times. */
export interface CoefficientTrack {
  times: readonly number[]
  frames: readonly ArrayLike<number>[]
}

export type MouthEvent = 'closure' | 'open' | 'round' | 'lipTeeth'

/** Percentages, and how many phones they were taken from. */
export interface EventScore {
  hitPercent: number
  phones: number
  falseAlarmPercent: number
  contrasts: number
}

export interface FaceScore {
  /** Mean of (hit − false alarm) over those of the four events that the speech has, in points; 0 where it has none. */
  j: number
  events: Record<MouthEvent, EventScore>
  rest: { hitPercent: number; silences: number }
}

interface EventRule {
  phones: ReadonlySet<string>
  contrasts: ReadonlySet<string>
  distance: LipDistance
  hit: (mm: readonly number[]) => boolean
  falseAlarm: (mm: readonly number[]) => boolean
}

const setOf = (symbols: string): ReadonlySet<string> => new Set(symbols.split(' '))
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const reaches = (limitMm: number) => (mm: readonly number[]): boolean => Math.max(...mm) >= limitMm

const VOWELS = 'iy ih eh ey ae aa ay aw ah ax ao oy ow uh uw er axr'
const CONSONANTS = 'p b m f v th dh t d n l s z sh zh ch jh k g ng hh r w y'

const RULES: Record<MouthEvent, EventRule> = {
  closure: {
    phones: setOf('p b m'),
    contrasts: setOf(VOWELS),
    distance: 'gap',
    hit: (mm) => Math.min(...mm) <= 2,
    falseAlarm: (mm) => mean(mm) <= 2,
  },
  open: { phones: setOf('aa ao ae'), contrasts: setOf(`${CONSONANTS} iy uw`), distance: 'gap', hit: reaches(9), falseAlarm: reaches(9) },
  round: { phones: setOf('w uw ow'), contrasts: setOf('iy ih eh ae s'), distance: 'rounding', hit: reaches(3), falseAlarm: reaches(3) },
  lipTeeth: { phones: setOf('f v'), contrasts: setOf('aa ae ah ao eh d n k l th'), distance: 'lowerLip', hit: reaches(-2.5), falseAlarm: reaches(-2.5) },
}

export const GRID_S = 0.01
const HIT_MARGIN_S = 0.02
/** A contrast phone counts in its middle 60 %. */
const CONTRAST_INSET = 0.2
const REST_S = 0.45
const REST_INSET_S = 0.1
const REST_GAP_MM = 2.5
const REST_ROUNDING_MM = 2

/** One recording: what the face did, and when each phone was heard. */
export interface FaceClip {
  track: CoefficientTrack
  phones: readonly TimedPhone[]
}

/**
 * What a lip-reader would notice: does the mouth close on p, b and m, open on aa, round on w and bring lip to teeth on
 * f, and only there? Thresholds are millimetres on the scan-based head. All clips are counted together.
 * @param options.gain multiplies the coefficients, to compare systems of different liveliness
 */
export function scoreFaces(clips: readonly FaceClip[], options: { gain?: number } = {}): FaceScore {
  const gain = options.gain ?? 1
  const measured = clips.map(({ track, phones }) => ({
    phones,
    sampled: (distance: LipDistance) => sampler(track, distance, gain),
  }))
  const events = Object.fromEntries(
    Object.entries(RULES).map(([event, rule]) => [event, scoreEvent(rule, measured)]),
  ) as Record<MouthEvent, EventScore>
  const occurring = Object.values(events).filter(({ phones }) => phones > 0)
  return {
    j: occurring.length === 0 ? 0 : mean(occurring.map(({ hitPercent, falseAlarmPercent }) => hitPercent - falseAlarmPercent)),
    events,
    rest: scoreRest(measured),
  }
}

export function scoreFace(track: CoefficientTrack, phones: readonly TimedPhone[], options: { gain?: number } = {}): FaceScore {
  return scoreFaces([{ track, phones }], options)
}

type Sampler = (fromS: number, toS: number) => number[]
interface MeasuredClip {
  phones: readonly TimedPhone[]
  sampled: (distance: LipDistance) => Sampler
}

function sampler(track: CoefficientTrack, distance: LipDistance, gain: number): Sampler {
  const mm = track.frames.map((frame) => gain * lipDistanceMm(distance, frame))
  return (fromS, toS) => gridTimes(fromS, toS).map((timeS) => valueAt(track.times, mm, timeS))
}

function scoreEvent(rule: EventRule, clips: readonly MeasuredClip[]): EventScore {
  const hits: boolean[] = []
  const alarms: boolean[] = []
  for (const { phones, sampled } of clips) {
    const sample = sampled(rule.distance)
    for (const { symbol, startS, endS } of phones) {
      if (rule.phones.has(symbol)) hits.push(rule.hit(sample(startS - HIT_MARGIN_S, endS + HIT_MARGIN_S)))
      else if (rule.contrasts.has(symbol)) {
        const insetS = CONTRAST_INSET * (endS - startS)
        alarms.push(rule.falseAlarm(sample(startS + insetS, endS - insetS)))
      }
    }
  }
  return { hitPercent: percent(hits), phones: hits.length, falseAlarmPercent: percent(alarms), contrasts: alarms.length }
}

function scoreRest(clips: readonly MeasuredClip[]): FaceScore['rest'] {
  const rests = clips.flatMap(({ phones, sampled }) => {
    const [gap, rounding] = [sampled('gap'), sampled('rounding')]
    return phones
      .filter(({ symbol, startS, endS }) => symbol === 'pau' && endS - startS >= REST_S)
      .map(({ startS, endS }) => {
        const [fromS, toS] = [startS + REST_INSET_S, endS - REST_INSET_S]
        return Math.max(...gap(fromS, toS)) <= REST_GAP_MM && Math.max(...rounding(fromS, toS)) <= REST_ROUNDING_MM
      })
  })
  return { hitPercent: percent(rests), silences: rests.length }
}

/**
 * How late a track is against a reference, and how well they agree then, from the lips' gap within ±400 ms.
 * @returns lagMs positive when the track is late; correlation −1…1
 */
export function lagAndCorrelation(track: CoefficientTrack, reference: CoefficientTrack): { lagMs: number; correlation: number } {
  const durationS = reference.times.at(-1) ?? 0
  return lagOf(gapOnGrid(track, durationS, GRID_S), gapOnGrid(reference, durationS, GRID_S))
}

/** The same from two gaps on one grid of 10 ms. */
export function lagOf(gap: readonly number[], wanted: readonly number[]): { lagMs: number; correlation: number } {
  let best = { lagMs: 0, correlation: -1 }
  for (let shift = -40; shift <= 40; shift++) {
    const late = gap.slice(Math.max(shift, 0), gap.length + Math.min(shift, 0))
    const there = wanted.slice(Math.max(-shift, 0), wanted.length - Math.max(shift, 0))
    const correlation = pearson(late, there)
    if (correlation > best.correlation) best = { lagMs: shift * GRID_S * 1000, correlation }
  }
  return best
}

/** The lips' gap in millimetres from 0 to the end, every `stepS`. */
export function gapOnGrid(track: CoefficientTrack, durationS: number, stepS: number): number[] {
  const mm = track.frames.map((frame) => lipDistanceMm('gap', frame))
  return Array.from({ length: Math.floor(durationS / stepS + 1e-6) + 1 }, (_, k) => valueAt(track.times, mm, k * stepS))
}

function gridTimes(fromS: number, toS: number): number[] {
  const first = Math.round(fromS / GRID_S)
  const count = Math.max(1, Math.round(toS / GRID_S) - first + 1)
  return Array.from({ length: count }, (_, k) => (first + k) * GRID_S)
}

/** Linear between frames, held at both ends. */
function valueAt(times: readonly number[], values: readonly number[], timeS: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! <= timeS) low = middle + 1
    else high = middle
  }
  if (low === 0) return values[0] ?? 0
  if (low === times.length) return values[low - 1]!
  const amount = (timeS - times[low - 1]!) / (times[low]! - times[low - 1]!)
  return values[low - 1]! + amount * (values[low]! - values[low - 1]!)
}

function pearson(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)]
  let [cross, squareA, squareB] = [0, 0, 0]
  a.forEach((value, k) => {
    cross += (value - meanA) * (b[k]! - meanB)
    squareA += (value - meanA) ** 2
    squareB += (b[k]! - meanB) ** 2
  })
  return cross / Math.sqrt(squareA * squareB || 1)
}

function percent(outcomes: readonly boolean[]): number {
  return outcomes.length === 0 ? 0 : (100 * outcomes.filter(Boolean).length) / outcomes.length
}
