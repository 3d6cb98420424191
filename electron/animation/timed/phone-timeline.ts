import { referenceCurves } from '../metric/reference-curves.ts'
import type { TimedPhone } from '../metric/score-face.ts'

/** Curves are made for this much at a time. */
const BLOCK_S = 0.5
/** Beyond this distance no phone is felt in a curve. */
const REACH_S = 0.9
/** A pause shorter than this is none. */
const SHORTEST_GAP_S = 0.02
const CURVE_RATE_HZ = 100

/**
 * Phones with the times at which they are heard, and what a mouth does for them at any moment: the articulation table's
 * targets, blended by dominance, with lips that meet where they must. Phones may still be added while it is read.
 */
export class PhoneTimeline {
  private readonly phones: TimedPhone[] = []
  private readonly blocks = new Map<number, number[][]>()

  /** @param phones ARPAbet in lower case, or classes of the articulation table; `pau` is silence. Ones without a duration are left out. */
  add(phones: readonly TimedPhone[]): void {
    const heard = phones.filter(({ startS, endS }) => endS > startS)
    if (heard.length === 0) return
    this.phones.push(...heard)
    this.phones.sort((a, b) => a.startS - b.startS)
    const first = Math.min(...heard.map(({ startS }) => startS))
    for (const block of this.blocks.keys()) if ((block + 1) * BLOCK_S + REACH_S > first) this.blocks.delete(block)
  }

  /** When the last phone ends; 0 while there is none. */
  get endS(): number {
    return this.phones.reduce((last, { endS }) => Math.max(last, endS), 0)
  }

  /** Whether what is heard at a moment is known: within a phone, or in a pause between two. */
  knows(timeS: number): boolean {
    const first = this.phones[0]
    return first !== undefined && timeS >= first.startS && timeS < this.endS
  }

  /** @returns 52 coefficients in canonical order */
  at(timeS: number): number[] {
    const block = Math.floor(timeS / BLOCK_S)
    const curves = this.block(block)
    const position = (timeS - block * BLOCK_S) * CURVE_RATE_HZ
    const before = curves[Math.floor(position)]!
    const after = curves[Math.min(curves.length - 1, Math.floor(position) + 1)]!
    const amount = position - Math.floor(position)
    return before.map((value, k) => value + amount * (after[k]! - value))
  }

  private block(block: number): number[][] {
    const known = this.blocks.get(block)
    if (known) return known
    const fromS = block * BLOCK_S - REACH_S
    const local = this.around(fromS, (block + 1) * BLOCK_S + REACH_S).map(({ symbol, startS, endS }) => ({ symbol, startS: startS - fromS, endS: endS - fromS }))
    const { frames } = referenceCurves(local, BLOCK_S + 2 * REACH_S)
    const first = Math.round(REACH_S * CURVE_RATE_HZ)
    const curves = frames.slice(first, first + BLOCK_S * CURVE_RATE_HZ + 1).map((frame) => Array.from(frame))
    this.blocks.set(block, curves)
    return curves
  }

  /** What is heard between two moments, silences included, without overlaps. */
  private around(fromS: number, toS: number): TimedPhone[] {
    const heard: TimedPhone[] = []
    let untilS = fromS
    for (const phone of this.phones) {
      if (phone.endS <= fromS || phone.startS >= toS || phone.endS <= untilS) continue
      const startS = Math.max(phone.startS, untilS)
      if (startS - untilS > SHORTEST_GAP_S) heard.push({ symbol: 'pau', startS: untilS, endS: startS })
      heard.push({ symbol: phone.symbol, startS: heard.length > 0 || phone.startS > fromS ? startS : phone.startS, endS: phone.endS })
      untilS = phone.endS
    }
    if (toS > untilS) heard.push({ symbol: 'pau', startS: untilS, endS: toS })
    return heard
  }
}
