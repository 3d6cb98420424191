import { contentStems } from '../../persona/terms.ts'
import type { Sentence } from './sentences.ts'
import { cleaned, fromMyside } from './wording.ts'

const LEAST_WORDS = 6
const MOST_WORDS = 40
/** Share of a sentence's words that a chosen one already has, from which on it tells nothing new. */
const REPEATS = 0.6
const MEETING_TALK = /\b(?:hello|good morning|good afternoon|goodbye|bye|thank you|thanks|can you hear|share my screen|see you|let me|i see|good question|move on|how are you|by the way|the weather)\b/

interface Counted {
  sentence: Sentence
  stems: Set<string>
}

/** Grows with the meeting: each sentence's words are counted once. */
export class SummaryBuilder {
  private readonly counts = new Map<string, number>()
  private readonly settled: Counted[] = []

  /** Sentences that will not change any more, in order. */
  settle(sentences: readonly Sentence[]): void {
    for (const sentence of sentences) this.settled.push(this.count({ sentence, stems: contentStems(sentence.text) }, 1))
  }

  /**
   * The sentences that say most about what the meeting was about: rich in its frequent words, not alike, in the order in
   * which they were said. Three, and one more for every ten minutes, six at most.
   * @param latest sentences which may still change
   */
  build(latest: readonly Sentence[], durationMs: number): { text: string; sentence: Sentence }[] {
    const wanted = Math.min(6, 3 + Math.floor(durationMs / 600_000))
    const fresh = latest.map((sentence) => this.count({ sentence, stems: contentStems(sentence.text) }, 1))
    const scored = [...this.settled, ...fresh].map((counted) => ({ ...counted, score: this.score(counted) })).filter(({ score }) => score > 0)
    for (const counted of fresh) this.count(counted, -1)
    const chosen: typeof scored = []
    for (const candidate of scored.sort((a, b) => b.score - a.score)) {
      if (chosen.length === wanted) break
      if (chosen.some(({ stems }) => overlap(candidate.stems, stems) >= REPEATS)) continue
      chosen.push(candidate)
    }
    return chosen
      .sort((a, b) => a.sentence.startMs - b.sentence.startMs)
      .map(({ sentence }) => ({ text: fromMyside(cleaned(sentence.text), sentence.source), sentence }))
  }

  private count(counted: Counted, by: 1 | -1): Counted {
    for (const stem of counted.stems) this.counts.set(stem, (this.counts.get(stem) ?? 0) + by)
    return counted
  }

  private score({ sentence: { plain, isQuestion }, stems }: Counted): number {
    const words = plain.split(' ').length
    if (isQuestion || words < LEAST_WORDS || words > MOST_WORDS || MEETING_TALK.test(plain)) return 0
    let sum = 0
    for (const stem of stems) sum += Math.log((this.counts.get(stem) ?? 0) + 0.5)
    // A sentence of few words must not win by one frequent one, nor a long one by its length.
    return stems.size < 3 ? 0 : sum / Math.sqrt(stems.size + 3)
  }
}

export function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0 || other.size === 0) return 0
  let common = 0
  for (const stem of one) if (other.has(stem)) common++
  return common / Math.min(one.size, other.size)
}
