import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { UnderstudyError } from '../../contract/errors.ts'
import { correctionsFileSchema, type Correction, type CorrectionsFile, type Quarantine } from '../../contract/review.ts'
import { splitSentences } from '../../speech/sentence-splitter.ts'
import type { Embed } from '../chat-model.ts'
import { readPackageJson, writePackageJson } from '../package/package-json.ts'
import { ParaphraseMatcher } from './paraphrase-matcher.ts'
import { QuarantinedWording } from './quarantine.ts'
import { NO_NAMES, type KnownNames } from './question-frame.ts'

const EMPTY: CorrectionsFile = { formatVersion: 1, approved: [], never: [] }

export interface CorrectionsOptions {
  /** `corrections.json`; need not exist. */
  path: string
  embed: Embed
  /** Of the persona, its organisation and its products. */
  names?: KnownNames
  now?: () => Date
}

/**
 * What the owner decided in review about one persona: answers in their own words, and sentences that it never says
 * again. Kept in one file, which is read anew whenever another process has changed it.
 */
export class Corrections {
  private file: CorrectionsFile = EMPTY
  private wordingInUse = new QuarantinedWording([])
  private stamp = ''
  private readonly matcher: ParaphraseMatcher
  private writing: Promise<unknown> = Promise.resolve()

  private constructor(private readonly options: CorrectionsOptions) {
    this.matcher = new ParaphraseMatcher(options.embed, options.names ?? NO_NAMES)
  }

  /** @throws `persona_invalid` when the file is damaged; it is left as it is, and the persona must not speak without it */
  static async open(options: CorrectionsOptions): Promise<Corrections> {
    const corrections = new Corrections(options)
    await corrections.refresh()
    return corrections
  }

  /** Takes over what another process has written. Cheap when nothing has changed. @throws `persona_invalid` */
  async refresh(): Promise<void> {
    const { path } = this.options
    const stats = await stat(path).catch(() => undefined)
    const stamp = stats ? `${stats.ino}:${stats.size}:${stats.ctimeMs}` : ''
    if (stamp === this.stamp) return
    this.use(stats ? await readPackageJson(path, correctionsFileSchema, EMPTY) : EMPTY)
    this.stamp = stamp
  }

  list(): CorrectionsFile {
    return this.file
  }

  /** Changes whenever a sentence is quarantined or set free. */
  get wording(): QuarantinedWording {
    return this.wordingInUse
  }

  /** Whether the persona may not say this, nor anything that comes to the same words. */
  isQuarantined(sentence: string): boolean {
    return this.wordingInUse.forbids(sentence)
  }

  approved(id: string): Correction | undefined {
    return this.file.approved.find((correction) => correction.id === id)
  }

  /** Begins the work of {@link match}. */
  prepare(question: string): void {
    if (this.file.approved.length > 0) this.matcher.prepare(question)
  }

  /** The answer that was approved for this question or one that asks the same; the newest of several. Never rejects. */
  async match(question: string): Promise<Correction | null> {
    const { approved } = this.file
    return approved.length === 0 ? null : this.matcher.match(question, approved.toReversed())
  }

  /** Sentences of an approved answer that may be said, and whether these are all. */
  sayable(text: string): { sentences: string[]; isWhole: boolean } {
    const all = splitSentences(text, { firstClauseWords: Infinity }).map((sentence) => sentence.text).filter((sentence) => sentence !== '')
    const sentences = all.filter((sentence) => !this.wordingInUse.forbidsExactly(sentence))
    return { sentences, isWhole: sentences.length === all.length }
  }

  /** @throws `bad_request` when the answer holds a quarantined sentence */
  add(correction: Pick<Correction, 'question' | 'text' | 'turnId'>): Promise<Correction> {
    return this.change((file) => {
      const sentences = splitSentences(correction.text, { firstClauseWords: Infinity })
      if (sentences.some((sentence) => this.wordingInUse.forbidsExactly(sentence.text))) {
        throw new UnderstudyError('bad_request', 'That answer holds a sentence which this persona never says; take that verdict back first, or put it otherwise.')
      }
      const added: Correction = { id: randomUUID(), createdAt: this.now(), ...correction }
      return [{ ...file, approved: [...file.approved, added] }, added]
    })
  }

  /** Sentence by sentence: what is given as one text may be said in parts. @throws `bad_request` when there is no word */
  quarantine(texts: readonly string[], turnId: string | null): Promise<Quarantine[]> {
    return this.change((file) => {
      const sentences = texts
        .flatMap((text) => splitSentences(text, { firstClauseWords: Infinity }).map((sentence) => sentence.text))
        .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
      if (sentences.length === 0) throw new UnderstudyError('bad_request', 'Name the sentence that the persona should never say; there is no word in this one.')
      const added = sentences.map((sentence): Quarantine => ({ id: randomUUID(), sentence, turnId, createdAt: this.now() }))
      return [{ ...file, never: [...file.never, ...added] }, added]
    })
  }

  /** Takes approved answers and quarantines back, by their ids. @returns those that were there */
  remove(ids: readonly string[]): Promise<Pick<CorrectionsFile, 'approved' | 'never'>> {
    return this.change((file) => {
      const named = ({ id }: { id: string }): boolean => ids.includes(id)
      const kept = (item: { id: string }): boolean => !named(item)
      return [
        { ...file, approved: file.approved.filter(kept), never: file.never.filter(kept) },
        { approved: file.approved.filter(named), never: file.never.filter(named) },
      ]
    })
  }

  /** Puts back what {@link remove} took; what is there already stays once. */
  restore(removed: Pick<CorrectionsFile, 'approved' | 'never'>): Promise<void> {
    return this.change((file) => [{ ...file, approved: merge(file.approved, removed.approved), never: merge(file.never, removed.never) }, undefined])
  }

  /** One change after the other, each on what the file holds by then. */
  private change<T>(edit: (file: CorrectionsFile) => [CorrectionsFile, T]): Promise<T> {
    const done = this.writing.then(async () => {
      await this.refresh()
      const [changed, result] = edit(this.file)
      await writePackageJson(this.options.path, changed).catch((cause: unknown) => {
        throw new UnderstudyError('store_unavailable', 'The correction could not be written; check the free space and rights of the data folder.', { cause })
      })
      this.use(changed)
      this.stamp = ''
      await this.refresh()
      return result
    })
    this.writing = done.catch(() => undefined)
    return done
  }

  private use(file: CorrectionsFile): void {
    const sameNever = file.never.length === this.file.never.length && file.never.every((item, i) => item.id === this.file.never[i]!.id)
    this.file = file
    if (!sameNever) this.wordingInUse = new QuarantinedWording(file.never.map(({ sentence }) => sentence))
  }

  private now(): string {
    return (this.options.now?.() ?? new Date()).toISOString()
  }
}

function merge<T extends { id: string; createdAt: string }>(present: readonly T[], added: readonly T[]): T[] {
  const missing = added.filter(({ id }) => !present.some((item) => item.id === id))
  return [...present, ...missing].sort((a, b) => a.createdAt.localeCompare(b.createdAt))
}
