import table from '../../../models/audio2face/articulation.json' with { type: 'json' }
import { COEFFICIENT_NAMES } from '../../contract/coefficients.ts'
import { lipDistancesOf, type LipDistance } from './lip-distances.ts'
import type { CoefficientTrack, TimedPhone } from './score-face.ts'

const RATE_HZ = 100
/** The articulation table's coefficients, of which each drives left and right alike. */
export const ARTICULATED: readonly string[] = table.coefficients
/** Canonical indices of each. */
const DRIVEN = ARTICULATED.map((name) =>
  COEFFICIENT_NAMES.flatMap((canonical, index) => (canonical.replace(/(Left|Right)$/, '') === name ? [index] : [])),
)

type Group = 'jaw' | 'round' | 'lips'
const GROUPS = Object.entries(table.groups).map(([group, names]) => ({ group: group as Group, columns: names.map((name) => ARTICULATED.indexOf(name)) }))
const CLASSES: Record<string, Partial<Record<string, number>>> = table.classes
const ARPABET: Record<string, string[]> = table.arpabet
const VISEMES: Record<string, string> = table.visemes
const [VOWELS, ROUNDED, BILABIAL, LABIODENTAL] = [table.vowels, table.rounded, table.bilabial, table.labiodental].map(
  (names) => new Set<string>(names),
) as [Set<string>, Set<string>, Set<string>, Set<string>]
const MILLIMETRES = { gap: millimetres('gap'), lowerLip: millimetres('lowerLip') }
const MOUTH_CLOSE = ARTICULATED.indexOf('mouthClose')
const SMOOTHING_S = 0.01
const RAMP_S = 0.025

interface Segment {
  name: string
  startS: number
  endS: number
}

/**
 * What a mouth should do for timed phones: the curves that the network was trained on (models/audio2face/articulation.py),
 * at 100 Hz. A symbol that the table doesn't know counts as silence.
 */
export function referenceCurves(phones: readonly TimedPhone[], durationS: number): CoefficientTrack {
  const segments = phones.flatMap(segmentsOf)
  const times = Array.from({ length: Math.ceil(durationS * RATE_HZ) + 1 }, (_, k) => k / RATE_HZ)
  const rows = times.map(() => new Float64Array(ARTICULATED.length))
  for (const { group, columns } of GROUPS) blend(rows, segments, group, columns)
  close(rows, presence(times, segments, BILABIAL), (row) => along(row, MILLIMETRES.gap) + 0.6, -MILLIMETRES.gap[MOUTH_CLOSE]!)
  close(rows, presence(times, segments, LABIODENTAL), (row) => -1.2 - along(row, MILLIMETRES.lowerLip), MILLIMETRES.lowerLip[MOUTH_CLOSE]!)
  return { times, frames: smooth(rows).map((row) => canonical(row)) }
}

/** The 52 coefficients of an Oculus viseme (`PP`, `aa`, `viseme_I` …) at full strength; null for a name that is none. */
export function coefficientsOfViseme(viseme: string): number[] | null {
  const plain = viseme.replace(/^viseme_/, '')
  const name = VISEMES[{ I: 'ih', O: 'oh', U: 'ou' }[plain] ?? plain]
  return name ? canonical(targetOf(name)) : null
}

/** The articulation table's coefficients → 52 in canonical order, within 0…1. */
export function canonical(row: ArrayLike<number>): number[] {
  const coefficients = new Array<number>(COEFFICIENT_NAMES.length).fill(0)
  DRIVEN.forEach((indices, k) => {
    for (const index of indices) coefficients[index] = Math.min(1, Math.max(0, row[k]!))
  })
  return coefficients
}

function segmentsOf({ symbol, startS, endS }: TimedPhone): Segment[] {
  const names = ARPABET[symbol] ?? (symbol in CLASSES ? [symbol] : ['sil'])
  const partS = (endS - startS) / names.length
  return names.map((name, k) => ({ name, startS: startS + k * partS, endS: startS + (k + 1) * partS }))
}

function targetOf(name: string): number[] {
  return ARTICULATED.map((coefficient) => CLASSES[name]![coefficient] ?? 0)
}

/** Every phone pulls with alpha · exp(−distance / tau). */
function blend(rows: Float64Array[], segments: readonly Segment[], group: Group, columns: readonly number[]): void {
  const pull = new Float64Array(rows.length).fill(1e-6)
  for (const { name, startS, endS } of segments) {
    const { alpha, beforeS, afterS } = dominance(name, group, endS - startS)
    const insetS = Math.min(0.25 * (endS - startS), 0.04)
    const [firstS, lastS] = [startS + insetS, endS - insetS]
    const reachS = 8 * Math.max(beforeS, afterS)
    const target = targetOf(name)
    const last = Math.min(rows.length - 1, Math.ceil((lastS + reachS) * RATE_HZ) - 1)
    for (let k = Math.max(0, Math.ceil((firstS - reachS) * RATE_HZ)); k <= last; k++) {
      const timeS = k / RATE_HZ
      const weight = alpha * Math.exp(-Math.max(firstS - timeS, 0) / beforeS - Math.max(timeS - lastS, 0) / afterS)
      pull[k]! += weight
      for (const column of columns) rows[k]![column]! += weight * target[column]!
    }
  }
  rows.forEach((row, k) => {
    for (const column of columns) row[column]! /= pull[k]!
  })
}

function dominance(name: string, group: Group, durationS: number): { alpha: number; beforeS: number; afterS: number } {
  const meeting = BILABIAL.has(name) || LABIODENTAL.has(name)
  const of = (alpha: number, beforeS: number, afterS = beforeS): { alpha: number; beforeS: number; afterS: number } => ({
    alpha: name === 'sil' ? Math.min(1.2, 0.25 + 4 * durationS) : alpha,
    beforeS,
    afterS,
  })
  if (group === 'jaw') {
    if (name === 'h') return of(0.15, 0.055)
    if (name === 's' || name === 'sh') return of(1.2, 0.055)
    return of(VOWELS.has(name) || meeting ? 1 : 0.7, 0.055)
  }
  if (group === 'round') {
    if (meeting) return of(0.3, 0.09, 0.06)
    if (['w', 'uw', 'oh', 'ue'].includes(name)) return of(2, 0.09, 0.06)
    if (ROUNDED.has(name)) return of(1, 0.09, 0.06)
    return of(VOWELS.has(name) || name === 's' || name === 'y' ? 0.6 : 0.25, 0.09, 0.06)
  }
  if (meeting) return of(1.6, 0.022)
  return of(['h', 'k', 'n', 'td', 'l'].includes(name) ? 0.35 : 0.8, 0.035)
}

/** 1 inside the middle of the named segments, falling to 0 over a ramp. */
function presence(times: readonly number[], segments: readonly Segment[], names: ReadonlySet<string>): number[] {
  const result = times.map(() => 0)
  for (const { name, startS, endS } of segments) {
    if (!names.has(name)) continue
    const insetS = Math.min(0.15 * (endS - startS), 0.015)
    const last = Math.min(times.length - 1, Math.ceil((endS + RAMP_S) * RATE_HZ))
    for (let k = Math.max(0, Math.floor((startS - RAMP_S) * RATE_HZ)); k <= last; k++) {
      const distanceS = Math.max(startS + insetS - times[k]!, times[k]! - endS + insetS, 0)
      result[k] = Math.max(result[k]!, Math.min(1, Math.max(0, 1 - distanceS / RAMP_S)))
    }
  }
  return result
}

function close(rows: Float64Array[], amounts: readonly number[], missingMm: (row: Float64Array) => number, mmPerClose: number): void {
  rows.forEach((row, k) => {
    if (amounts[k]! > 0) row[MOUTH_CLOSE]! += (Math.max(0, missingMm(row)) * amounts[k]!) / mmPerClose
  })
}

function smooth(rows: readonly Float64Array[]): number[][] {
  const reach = Math.ceil(3 * SMOOTHING_S * RATE_HZ)
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-0.5 * ((k - reach) / (SMOOTHING_S * RATE_HZ)) ** 2))
  const sum = kernel.reduce((total, weight) => total + weight, 0)
  return rows.map((row, n) =>
    Array.from(row, (_, column) =>
      kernel.reduce((total, weight, k) => total + (weight / sum) * rows[Math.min(rows.length - 1, Math.max(0, n + k - reach))]![column]!, 0),
    ),
  )
}

function along(row: Float64Array, mm: readonly number[]): number {
  return row.reduce((total, value, k) => total + value * mm[k]!, 0)
}

/** For a coefficient of 1, left and right together. */
function millimetres(distance: LipDistance): number[] {
  const mm = lipDistancesOf(distance)
  return DRIVEN.map((indices) => indices.reduce((total, index) => total + mm[index]!, 0))
}
