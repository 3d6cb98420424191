import type { QuarantinedWording } from './quarantine.ts'

/** Sentences before the one to be said that may make up a quarantined one together with it. */
const WINDOW = 2

/** Lets through what may be said, sentence by sentence: one alone, or one that completes what was said just before. */
export class SpokenFilter {
  private readonly recent: string[] = []

  constructor(private readonly wording: QuarantinedWording) {}

  allows(sentence: string): boolean {
    if (this.wording.isEmpty) return true
    if (this.wording.forbids(sentence)) return false
    for (let from = 0; from < this.recent.length; from += 1) {
      if (this.wording.forbids([...this.recent.slice(from), sentence].join(' '))) return false
    }
    this.recent.push(sentence)
    if (this.recent.length > WINDOW) this.recent.shift()
    return true
  }
}
