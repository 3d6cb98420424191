import { randomUUID } from 'node:crypto'
import type { AnimationPhone } from '../contract/animation.ts'
import type { Citation, MeteredUse, SpokenSentence, TurnProvider, TurnRecord, TurnStage, TurnTrace } from '../contract/turn.ts'
import type { RefusalReason } from '../contract/guard.ts'
import type { AnswerMode } from '../contract/persona.ts'
import type { UnderstudyError } from '../contract/errors.ts'
import { normaliseTranscript } from '../speech/transcript-text.ts'
import type { Acknowledgement } from './acknowledgement.ts'
import { heardPart } from './heard-part.ts'
import type { HoldListener } from './hold-listener.ts'
import type { Answerer } from './ports.ts'
import type { Run } from './run.ts'

/** Sound of the answer that a microphone may hear now: buffers, and the room. */
const AROUND_MS = { before: 2_000, after: 700 }

/** Everything that belongs to the turn under way; `record()` is what the store keeps of it. */
export class ActiveTurn {
  readonly id = randomUUID()
  /** What was said of the question in a turn before, which had been taken to be over. */
  prefix = ''
  readonly startedAt = new Date().toISOString()
  readonly trace: TurnTrace = { transcriptMs: null, firstTokenMs: null, firstAudioMs: null, firstFrameMs: null, doneMs: null }
  listener: HoldListener | null = null
  /** Where somebody else than the persona that answers questions answers this one. */
  answerer: Answerer | null = null
  /** Answer prepared on a guess; becomes `run` when the guess was right. */
  guess: Run | null = null
  run: Run | null = null
  /** While its answer is awaited. */
  acknowledgement: Acknowledgement | null = null
  question = ''
  answer = ''
  citations: Citation[] = []
  readonly sentences: SpokenSentence[] = []
  /** When which phone is heard, where the voice tells, on the answer's clock. */
  readonly phones: AnimationPhone[] = []
  outcome: TurnRecord['outcome'] = 'stopped'
  error: UnderstudyError | null = null
  refusal: RefusalReason | null = null
  heardMs = 0
  soundBegun = false
  /** Sound handed to the output so far. */
  soundMs = 0
  stored = false
  closed = false
  /** The key went down to silence an answer: letting go again without a word is no mistake. */
  interrupts = false
  /** Zero of the trace: key release, end of speech with the open microphone, or a typed question's submission. Epoch ms. */
  releasedAtMs: number

  constructor(
    readonly personaId: string,
    public origin: TurnRecord['origin'],
    nowMs: number,
    /** How freely it is answered, whatever is switched to meanwhile. */
    readonly mode?: AnswerMode,
  ) {
    this.releasedAtMs = nowMs
  }

  /** Keeps the first time a stage was reached. */
  mark(stage: TurnStage, atEpochMs: number): boolean {
    if (typeof this.trace[stage] === 'number') return false
    this.trace[stage] = Math.max(0, Math.round((atEpochMs - this.releasedAtMs) * 10) / 10)
    return true
  }

  /** Keeps who makes a part of the answer, and that it was given up. */
  note(provider: TurnProvider): void {
    const others = (this.trace.providers ?? []).filter(({ part }) => part !== provider.part)
    this.trace.providers = [...others, provider]
  }

  /** Who hears and answers it by themselves, if anybody was asked to. */
  get partner(): TurnProvider | undefined {
    return this.trace.providers?.find(({ part }) => part === 'answer')
  }

  count({ inputTokens, outputTokens, audioTokens }: MeteredUse): void {
    const before = this.trace.metered ?? { inputTokens: 0, outputTokens: 0, audioTokens: 0 }
    this.trace.metered = {
      inputTokens: before.inputTokens + inputTokens,
      outputTokens: before.outputTokens + outputTokens,
      audioTokens: before.audioTokens + audioTokens,
    }
  }

  upsertSentence(sentence: SpokenSentence): void {
    this.sentences[sentence.index] = { ...sentence }
  }

  /** The sound stopped there: no more than what was heard of it was said. */
  cutOff(heardMs: number): void {
    this.heardMs = heardMs
    const begun = this.sentences.filter(Boolean)
    for (const [k, sentence] of begun.entries()) {
      const untilMs = begun[k + 1]?.startMs ?? Infinity
      const phones = this.phones.filter(({ startS }) => startS * 1000 >= sentence.startMs && startS * 1000 < untilMs)
      const heard = heardPart(sentence, heardMs, phones)
      if (heard !== sentence.text) sentence.heard = heard
    }
    this.answer = begun.map(({ heard, text }) => heard ?? text).filter(Boolean).join(' ')
  }

  /** What is said of it about now, in words. */
  wordsAroundNow(): string[] {
    const around = this.sentences.filter((sentence) => sentence && sentence.startMs <= this.heardMs + AROUND_MS.after && sentence.endMs >= this.heardMs - AROUND_MS.before)
    return around.flatMap(({ text }) => normaliseTranscript(text))
  }

  record(): TurnRecord {
    return {
      id: this.id,
      personaId: this.personaId,
      origin: this.origin,
      startedAt: this.startedAt,
      question: this.question,
      answer: this.answer,
      outcome: this.outcome,
      citations: this.citations,
      sentences: this.sentences.filter(Boolean),
      trace: { ...this.trace },
      heardMs: this.heardMs,
      error: this.error?.toShape() ?? null,
      refusal: this.refusal,
      ...(this.mode ? { mode: this.mode } : {}),
    }
  }

  cancelWork(): void {
    this.acknowledgement?.end()
    this.listener?.cancel()
    this.guess?.cancel()
    this.run?.cancel()
  }
}
