import { SentenceSplitter, type Sentence } from '../../speech/sentence-splitter.ts'
import { sentenceEdges } from './sentence-edges.ts'

/** A stretch of the sound that came. */
export interface Stretch {
  /** Its first sample in that sound. */
  start: number
  pcm: Int16Array
  /** Where it is known which sentences lie in it: the first and the last of them. */
  sentences?: [number, number]
}

interface Judged {
  letters: number
  allowed: boolean
}

/** Nobody speaks faster, letters and spaces a second: what is within it surely belongs to the sentences that were judged. */
const FASTEST_LETTERS_PER_S = 30

/**
 * Holds back the sound of an answer until the words in it have been judged. As long as every sentence may be heard, sound goes on as soon as it
 * surely belongs to judged ones. After the first that may not, all waits for the end, and it is cut out at the pauses around it; where
 * there is no pause to cut at, its neighbour goes with it.
 */
export class SentenceGate {
  private readonly splitter = new SentenceSplitter({ firstClauseWords: Infinity })
  private readonly judged: Judged[] = []
  private readonly chunks: Int16Array[] = []
  private samples = 0
  private passed = 0
  private isWhole = false

  /** @param judge whether a sentence may be heard; asked once for each, in order */
  constructor(
    private readonly sampleRateHz: number,
    private readonly judge: (sentence: Sentence) => boolean,
  ) {}

  /** Whether anything was kept from being heard. */
  get hasCut(): boolean {
    return this.judged.some(({ allowed }) => !allowed)
  }

  get letters(): readonly number[] {
    return this.judged.map(({ letters }) => letters)
  }

  words(text: string): void {
    for (const sentence of this.splitter.push(text)) this.add(sentence)
  }

  wordsDone(): void {
    for (const sentence of this.splitter.flush()) this.add(sentence)
    this.isWhole = true
  }

  sound(pcm: Int16Array): void {
    this.chunks.push(pcm)
    this.samples += pcm.length
  }

  /** What may be heard now and wasn't handed out before. */
  take(): Stretch | null {
    if (this.hasCut || this.judged.length === 0) return null
    const sure = this.isWhole ? this.samples : Math.min(this.samples, Math.floor((this.lettersJudged / FASTEST_LETTERS_PER_S) * this.sampleRateHz))
    return sure > this.passed ? this.pass(this.passed, sure) : null
  }

  /** The same when no more will come. */
  rest(): Stretch[] {
    if (!this.hasCut) {
      const open = this.take()
      return open ? [open] : []
    }
    const edges = [0, ...sentenceEdges(this.letters, this.whole, this.sampleRateHz), this.samples]
    const stretches: Stretch[] = []
    for (let k = 0; k < this.judged.length; k++) {
      if (!this.allowed(k)) continue
      let last = k
      while (this.allowed(last + 1)) last++
      // From the first edge that is known to the last one.
      const between = edges.slice(k, last + 2)
      const [first, end] = [between.findIndex((edge) => edge !== null), between.findLastIndex((edge) => edge !== null)]
      if (end > first) {
        const from = Math.max(this.passed, between[first]!)
        const to = Math.max(from, between[end]!)
        stretches.push({ ...this.pass(from, to), sentences: [k + first, k + end - 1] })
      }
      k = last
    }
    return stretches
  }

  /** Where each sentence ends by its sound, when all of it is there; null where that can't be told. */
  edges(): (number | null)[] {
    return [...sentenceEdges(this.letters, this.whole, this.sampleRateHz), this.samples]
  }

  private add(sentence: Sentence): void {
    if (sentence.text !== '') this.judged.push({ letters: sentence.raw.length, allowed: this.judge(sentence) })
  }

  private allowed(k: number): boolean {
    return this.judged[k]?.allowed ?? false
  }

  private get lettersJudged(): number {
    return this.judged.reduce((sum, { letters }) => sum + letters, 0)
  }

  private get whole(): Int16Array {
    if (this.chunks.length > 1) {
      const whole = new Int16Array(this.samples)
      let at = 0
      for (const chunk of this.chunks) {
        whole.set(chunk, at)
        at += chunk.length
      }
      this.chunks.splice(0, this.chunks.length, whole)
    }
    return this.chunks[0] ?? new Int16Array(0)
  }

  private pass(from: number, to: number): Stretch {
    this.passed = to
    return { start: from, pcm: this.whole.subarray(from, to) }
  }
}
