import type { Correction } from '../../contract/review.ts'
import type { Embed } from '../chat-model.ts'
import { excludeOneAnother, paraphraseFeatures, type ComparableQuestion } from './paraphrase-features.ts'
import { paraphraseScore, SAME_QUESTION_SCORE } from './paraphrase-score.ts'
import { frameOf, type KnownNames, type QuestionFrame } from './question-frame.ts'

/** Longer than this no answer waits for vectors; questions are then compared by words alone, which matches less. */
const PATIENCE_MS = 600
/** Vectors of so many questions and terms are kept. */
const REMEMBERED = 4_000
const BATCH_SIZE = 32

/** Tells whether two questions ask the same. */
export class ParaphraseMatcher {
  private readonly vectors = new Map<string, Float32Array>()
  private readonly frames = new Map<string, QuestionFrame>()

  constructor(
    private readonly embed: Embed,
    private readonly names: KnownNames,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** Begins the work for what may become the question. */
  prepare(question: string): void {
    void this.load([this.frame(question)])
  }

  /** The correction whose question asks the same as this one, the best of several, of equals the first; null where none does. Never rejects. */
  async match(question: string, corrections: readonly Correction[]): Promise<Correction | null> {
    const frame = this.frame(question)
    const same = corrections.find((correction) => this.frame(correction.question).plain === frame.plain)
    if (same) return same
    const candidates = corrections.filter((correction) => !excludeOneAnother(frame, this.frame(correction.question)))
    if (candidates.length === 0) return null
    await this.load([frame, ...candidates.map((correction) => this.frame(correction.question))])
    const asked = this.comparable(frame)
    let best: { correction: Correction; score: number } | null = null
    for (const correction of candidates) {
      const score = paraphraseScore(paraphraseFeatures(asked, this.comparable(this.frame(correction.question))))
      if (score >= SAME_QUESTION_SCORE && score > (best?.score ?? -Infinity)) best = { correction, score }
    }
    return best?.correction ?? null
  }

  /** Waits for the vectors of these questions, for a while. */
  private async load(frames: readonly QuestionFrame[]): Promise<void> {
    const missing = [...new Set(frames.flatMap(textsOf))].filter((text) => !this.vectors.has(text))
    if (missing.length === 0) return
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.patienceMs)
    })
    await Promise.race([this.embedAll(missing).catch(() => undefined), tooLate])
    clearTimeout(timer)
  }

  private async embedAll(texts: readonly string[]): Promise<void> {
    for (let start = 0; start < texts.length; start += BATCH_SIZE) {
      const batch = texts.slice(start, start + BATCH_SIZE)
      const vectors = await this.embed([...batch])
      batch.forEach((text, i) => this.vectors.set(text, vectors[i]!))
    }
    for (const oldest of this.vectors.keys()) {
      if (this.vectors.size <= REMEMBERED) break
      this.vectors.delete(oldest)
    }
  }

  private comparable(frame: QuestionFrame): ComparableQuestion {
    const termVectors = new Map<string, Float32Array>()
    for (const { meaning, stem } of frame.terms) {
      const vector = this.vectors.get(spelledOut(meaning))
      if (vector) termVectors.set(stem, vector)
    }
    return { frame, vector: this.vectors.get(frame.plain) ?? null, termVectors }
  }

  private frame(question: string): QuestionFrame {
    let frame = this.frames.get(question)
    if (!frame) {
      if (this.frames.size >= REMEMBERED) this.frames.clear()
      this.frames.set(question, (frame = frameOf(question, this.names)))
    }
    return frame
  }
}

function textsOf({ plain, terms }: QuestionFrame): string[] {
  return [plain, ...terms.map(({ meaning }) => spelledOut(meaning))].filter((text) => text !== '')
}

function spelledOut(meaning: string): string {
  return meaning.replaceAll('_', ' ')
}
