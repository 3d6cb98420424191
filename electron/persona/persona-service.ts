import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { UnderstudyError } from '../contract/errors.ts'
import type { DocumentFeedback } from '../contract/feedback.ts'
import type { GuardVerdict, RefusalReason } from '../contract/guard.ts'
import { answerModeSchema, type AnswerMode, type ConsentState, type PersonaDocument, type PersonaPolicy, type PersonaUse } from '../contract/persona.ts'
import type { Correction } from '../contract/review.ts'
import type { Citation } from '../contract/turn.ts'
import { splitSentences } from '../speech/sentence-splitter.ts'
import { acknowledgements } from './acknowledgements.ts'
import type { ChatModel, Embed } from './chat-model.ts'
import { CitationChecker } from './citation-check.ts'
import { PackageConsent, type ConsentGate } from './consent/consent-gate.ts'
import { Corpus } from './corpus.ts'
import { approvedDocument, citeApproved, correctionIdOf } from './corrections/approved-answer.ts'
import { Corrections } from './corrections/corrections.ts'
import { namesOf } from './corrections/known-names.ts'
import type { QuarantinedWording } from './corrections/quarantine.ts'
import { SpokenFilter } from './corrections/spoken-filter.ts'
import { EarlyWords } from './early-words.ts'
import { Reviewer } from './feedback/reviewer.ts'
import { GroundedAnswer, plainAnswer } from './grounded-answer.ts'
import { Guard } from './guard/guard.ts'
import { PersonaRules } from './guard/persona-rules.ts'
import { refusal, refusalSentences } from './guard/refusals.ts'
import { intentOf } from './guard/small-talk.ts'
import { PACKAGE } from './package/layout.ts'
import { aloudInstructions, buildPrompt } from './prompt.ts'
import { COVERAGE_FLOOR } from './ranking.ts'
import { isPlainReply, notSpokenAbout, replyTo } from './replies.ts'
import { Retriever, type HistoryTurn } from './retriever.ts'
import { sentencesOf } from './spoken-stream.ts'
import { words } from './terms.ts'

export type { HistoryTurn } from './retriever.ts'

export type AnswerEvent =
  /** `text` is to be spoken and shown; `markers` number the citations told so far; `unquoted`: a language model's own words; `continues`: the rest of
   * the sentence of the same number, which was begun before it was whole. */
  | { type: 'sentence'; index: number; text: string; markers: number[]; unquoted?: true; continues?: true }
  /** All citations so far; comes before the first sentence that uses a new one. */
  | { type: 'citations'; citations: Citation[] }
  /** How far it has come: the passages were found, the first word of an answer came. */
  | { type: 'stage'; stage: 'retrieval' | 'first_token' }
  /** The language model failed before it had said anything; our own engine answers in its place. `of`: what it is called. */
  | { type: 'stand_in'; of: string; error: UnderstudyError }
  /** `refusal`: which rule forbade an answer, if one did. */
  | { type: 'done'; answer: string; outcome: 'answered' | 'not_spoken_about'; citations: Citation[]; refusal: RefusalReason | null }

export type QuestionAsked = { question: string; history?: readonly HistoryTurn[]; signal?: AbortSignal; use?: PersonaUse; mode?: AnswerMode }

export type PersonaServiceOptions = {
  corpus: Corpus
  retriever: Retriever
  chat: ChatModel
  corrections: Corrections
  /** Defaults to what the package itself holds. */
  consent?: ConsentGate
  /** Told of every refusal and of every sentence that was held back: the reason and never the words. */
  onRefusal?: ((refused: { reason: RefusalReason; at: 'question' | 'sentence' }) => void) | undefined
}

const PASSAGES_FOR_ANSWER = 5
const REMEMBERED_TURNS = 6
const FREEDOM = answerModeSchema.options

/** A persona that answers questions from what it has said, or says that it hasn't. */
export class PersonaService {
  private readonly corpusInUse: Corpus
  private readonly retriever: Retriever
  private readonly chat: ChatModel
  private readonly names: readonly string[]
  private readonly consent: ConsentGate
  private readonly rules: PersonaRules
  private readonly guard: Guard
  private readonly onRefusal: NonNullable<PersonaServiceOptions['onRefusal']>
  /** What the owner decided in review about this persona. */
  readonly corrections: Corrections
  private withheld: { wording: QuarantinedWording; policy: PersonaPolicy } | null = null

  constructor({ corpus, retriever, chat, corrections, consent = new PackageConsent(corpus.directory), onRefusal = () => undefined }: PersonaServiceOptions) {
    this.consent = consent
    this.rules = new PersonaRules(corpus.directory)
    this.guard = new Guard(corpus.manifest, this.rules)
    this.onRefusal = onRefusal
    this.corrections = corrections
    this.corpusInUse = corpus
    this.retriever = retriever
    this.chat = chat
    this.names = words(`${corpus.manifest.name} ${corpus.manifest.organisation}`)
  }

  /** Loads a persona package. @throws `persona_invalid` */
  static async open(options: {
    directory: string
    embed: Embed
    chat: ChatModel
    databasePath?: string
    cacheDirectory?: string
    consent?: ConsentGate
    /** `corrections.json`; defaults to the package's own. */
    correctionsPath?: string
    onRefusal?: PersonaServiceOptions['onRefusal']
  }): Promise<PersonaService> {
    const { directory, chat, consent, onRefusal, correctionsPath = join(directory, PACKAGE.corrections), ...index } = options
    const corpus = await Corpus.load(directory)
    const corrections = await Corrections.open({ path: correctionsPath, embed: options.embed, names: namesOf(corpus) })
    return new PersonaService({ corpus, chat, consent, corrections, onRefusal, retriever: await Retriever.open({ corpus, ...index }) })
  }

  get corpus(): Corpus {
    return this.corpusInUse
  }

  get manifest(): Corpus['manifest'] {
    return this.corpusInUse.manifest
  }

  get suggestedQuestions(): readonly string[] {
    return this.corpusInUse.suggestedQuestions
  }

  /** A document of the corpus, or an approved answer under the id by which it is cited. */
  document(id: string): PersonaDocument | undefined {
    const correctionId = correctionIdOf(id)
    if (correctionId === undefined) return this.corpusInUse.document(id)
    const correction = this.corrections.approved(correctionId)
    return correction && approvedDocument(correction)
  }

  /** Whether the product itself answers this: its own plain words, which no review changes. */
  answersPlainly(question: string): boolean {
    return intentOf(question, this.names) !== null || this.guard.byProduct(question) !== null
  }

  /** Whether a question would be answered, and by whose rule not. @throws `persona_invalid` while its rules cannot be read */
  judge(question: string): GuardVerdict {
    return this.guard.question(question)
  }

  /** Whether a sentence is one of those plain words, or the admission that it hasn't spoken about something. */
  isPlainReply(sentence: string): boolean {
    return isPlainReply(sentence, this.manifest, this.suggestedQuestions) || refusalSentences(this.rules.current.crisisLine).includes(sentence.trim())
  }

  /** What it says while it thinks. */
  get acknowledgements(): readonly string[] {
    return acknowledgements(this.corpusInUse.style)
  }

  /** Of this moment: consent runs out and is taken back. */
  consentState(): ConsentState {
    return this.consent.state()
  }

  mayspeak(use: PersonaUse = 'talk'): boolean {
    return this.consent.allows(use)
  }

  /** @throws `persona_may_not_speak`, with what to do */
  requireUse(use: PersonaUse): void {
    this.consent.require(use)
  }

  /** For what goes on for a while: whether consent still holds for anything. @throws `persona_may_not_speak` */
  requireConsent(): void {
    if (!this.mayspeak('talk') && !this.mayspeak('meeting')) this.consent.require('talk')
  }

  /** The mode in which it answers somebody who wants `wanted`: no freer than its owner allows, the usual one without a wish. */
  answerMode(wanted?: AnswerMode): AnswerMode {
    const { usual, freest } = this.answerModes
    return isFreer(wanted ?? usual, freest) ? freest : (wanted ?? usual)
  }

  /** How it answers unless asked otherwise, and the freest that is allowed; strict while its rules cannot be read. */
  get answerModes(): { usual: AnswerMode; freest: AnswerMode } {
    try {
      return this.allowedModes()
    } catch {
      // Every answer tells what is wrong with them.
      return { usual: 'strict', freest: 'strict' }
    }
  }

  /** What whoever answers aloud is told of the persona before any question. */
  get aloudInstructions(): string {
    return aloudInstructions(this.manifest, this.corpusInUse.style)
  }

  /** Begins the work for what may become the question, read with what it leans on. Call it with partial transcripts. */
  prepare(question: string, history: readonly HistoryTurn[] = []): void {
    if (this.answersPlainly(question)) return
    const asked = this.retriever.standalone(question, this.remembered(history))
    this.retriever.prepare(asked)
    this.corrections.prepare(this.retriever.mend(asked))
  }

  /**
   * Sentences come as soon as each is known and checked. Ends with one `done`.
   * @throws `persona_may_not_speak`, `forbidden` for a freer mode than its owner allows, `persona_invalid` when the corrections became
   * unreadable, `cancelled`, and whatever
   * the chat model throws
   */
  async *answer(request: QuestionAsked): AsyncGenerator<AnswerEvent> {
    const ground = await this.ground(request)
    if (!(ground instanceof GroundedAnswer)) return yield* ground
    yield { type: 'stage', stage: 'retrieval' }
    const { signal } = request
    for await (const sentence of sentencesOf(this.chat, ground.messages, { signal, begun: () => ground.hasSaid })) {
      throwIfAborted(signal)
      if (!('type' in sentence)) {
        await nextTurn()
        yield* ground.judge(sentence)
      } else if (sentence.type === 'beginning') yield* ground.begin(sentence.text)
      else yield sentence
    }
    throwIfAborted(signal)
    yield* ground.end()
  }

  /**
   * All that comes before the first word of an answer: rules, small talk, approved answers, retrieval.
   * @param request.aloud whoever answers speaks at once, so that its words can be held back but not put right
   * @returns the whole answer where it is known already
   * @throws as {@link answer}
   */
  async ground(request: QuestionAsked & { aloud?: boolean }): Promise<GroundedAnswer | Iterable<AnswerEvent>> {
    this.consent.require(request.use ?? 'talk')
    const { question, signal, aloud = false } = request
    const mode = this.modeFor(request.mode)
    throwIfAborted(signal)
    const history = this.remembered(request.history ?? [])
    const asked = this.retriever.standalone(question, history)
    const reason = this.judge(question).reason ?? (asked === question ? null : this.judge(asked).reason)
    if (reason) {
      this.onRefusal({ reason, at: 'question' })
      return plainAnswer(refusal(reason, this.corpusInUse.style, this.rules.current.crisisLine), reason === 'refused_topic' ? 'not_spoken_about' : 'answered', reason)
    }
    const intent = intentOf(question, this.names)
    if (intent) return plainAnswer(replyTo(intent, this.manifest, this.suggestedQuestions), 'answered')
    await this.heedCorrections()
    const [approved, retrieval] = await Promise.all([
      this.corrections.match(this.retriever.mend(asked)),
      this.retriever.retrieve(asked, { limit: PASSAGES_FOR_ANSWER, signal }),
    ])
    await nextTurn()
    throwIfAborted(signal)
    if (approved) return this.approvedAnswer(approved)
    const covered = retrieval.coverage >= COVERAGE_FLOOR
    const passages = covered ? retrieval.passages : []
    const { style } = this.corpusInUse
    return new GroundedAnswer(buildPrompt({ manifest: this.manifest, passages, nearestTopic: retrieval.nearestTopic, question, history, mode, style, aloud }), {
      checker: new CitationChecker(passages, (id) => this.corpusInUse.document(id), {
        mode,
        question: `${asked} ${this.manifest.name} ${this.manifest.organisation}`,
        isPlainWord: (word) => this.corpusInUse.isPlainWord(word),
        asSpoken: aloud,
      }),
      early: new EarlyWords(mode, passages),
      filter: new SpokenFilter(this.corrections.wording),
      guard: this.guard,
      onHeldBack: (reason) => this.onRefusal({ reason, at: 'sentence' }),
    })
  }

  /**
   * Goes through somebody's document part by part; the last of the states is `done`.
   * @param options.argues whether the chat model is a language model that may argue; the embedded engine has points only
   * @throws `persona_may_not_speak`, `bad_request` for a document without a sentence, `cancelled`
   */
  async *review(document: { title: string; text: string }, options: { argues?: boolean; mode?: AnswerMode; signal?: AbortSignal } = {}): AsyncGenerator<DocumentFeedback> {
    this.consent.require('talk')
    const mode = this.modeFor(options.mode)
    await this.heedCorrections()
    const { wording } = this.corrections
    const reviewer = new Reviewer({
      corpus: this.corpusInUse,
      retriever: this.retriever,
      guard: this.guard,
      manifest: this.manifest,
      style: this.corpusInUse.style,
      mode,
      chat: options.argues ? this.chat : null,
      sayable: (sentence) => !wording.forbids(sentence),
    })
    for await (const feedback of reviewer.review(document, options.signal)) {
      this.consent.require('talk')
      throwIfAborted(options.signal)
      yield feedback
    }
  }

  dispose(): void {
    this.retriever.dispose()
  }

  /** The freest that is allowed, or what was asked for. @throws `forbidden` for more than the owner allows */
  private modeFor(asked: AnswerMode | undefined): AnswerMode {
    const { usual, freest } = this.allowedModes()
    if (asked !== undefined && isFreer(asked, freest)) {
      throw new UnderstudyError('forbidden', `The owner of this persona allows no ${asked} answers; they can be allowed in the Studio, under its rules.`)
    }
    return asked ?? usual
  }

  /** A synthetic persona has nobody to put words into the mouth of; its rules may forbid freer answers all the same. */
  private allowedModes(): { usual: AnswerMode; freest: AnswerMode } {
    const { answers } = this.rules.current
    return { usual: answers ?? 'strict', freest: answers ?? (this.manifest.synthetic ? 'creative' : 'strict') }
  }

  private async heedCorrections(): Promise<void> {
    await this.corrections.refresh()
    const { wording } = this.corrections
    const policy = this.rules.current
    if (wording === this.withheld?.wording && policy === this.withheld.policy) return
    this.retriever.withhold((sentence) => wording.forbids(sentence) || this.guard.withholds(sentence))
    this.withheld = { wording, policy }
  }

  private remembered(history: readonly HistoryTurn[]): HistoryTurn[] {
    return history.slice(-REMEMBERED_TURNS).map((turn) => this.withoutQuarantined(turn))
  }

  /** A language model would repeat what it seems to have said. */
  private withoutQuarantined({ question, answer }: HistoryTurn): HistoryTurn {
    const filter = new SpokenFilter(this.corrections.wording)
    const kept = splitSentences(answer, { firstClauseWords: Infinity }).filter(({ text }) => filter.allows(text))
    return { question, answer: kept.map(({ text }) => text).join(' ') }
  }

  private *approvedAnswer(correction: Correction): Generator<AnswerEvent> {
    yield { type: 'stage', stage: 'retrieval' }
    const sayable = this.corrections.sayable(correction.text)
    if (sayable.sentences.length === 0) return yield* plainAnswer([notSpokenAbout('')], 'not_spoken_about')
    const { citations, sentences } = citeApproved(correction, sayable.sentences, sayable.isWhole)
    yield { type: 'citations', citations }
    for (const [index, sentence] of sentences.entries()) yield { type: 'sentence', index, ...sentence }
    yield { type: 'done', answer: sayable.sentences.join(' '), outcome: 'answered', citations, refusal: null }
  }
}

function isFreer(mode: AnswerMode, than: AnswerMode): boolean {
  return FREEDOM.indexOf(mode) > FREEDOM.indexOf(than)
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new UnderstudyError('cancelled', 'The answer was cancelled.')
}
