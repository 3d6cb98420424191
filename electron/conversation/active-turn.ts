import { randomUUID } from 'node:crypto'
import type { Citation, MeteredUse, SpokenSentence, TurnProvider, TurnRecord, TurnStage, TurnTrace } from '../contract/turn.ts'
import type { RefusalReason } from '../contract/guard.ts'
import type { AnswerMode } from '../contract/persona.ts'
import type { UnderstudyError } from '../contract/errors.ts'
import { normaliseTranscript } from '../speech/transcript-text.ts'
import type { Acknowledgement } from './acknowledgement.ts'
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

  count({ inputTokens, outputTokens, audioTokens }: MeteredUse): void {
    const before = this.trace.metered ?? { inputTokens: 0, outputTokens: 0, audioTokens: 0 }
    this.trace.metered = {
      inputTokens: before.inputTokens + inputTokens,
      outputTokens: before.outputTokens + outputTokens,
      audioTokens: before.audioTokens + audioTokens,
    }
  }

  upsertSentence(sentence: SpokenSentence): void {
    this.sentences[sentence.index] = sentence
  }

  /** What had been heard when the sound stopped: whole sentences, and the one that was under way. */
  heardText(heardMs: number): string {
    return this.sentences
      .filter((sentence) => sentence.startMs < heardMs)
      .map((sentence) => sentence.text)
      .join(' ')
  }

  /** What is said of it about now, in words. */
  wordsAroundNow(): string[] {
    const around = this.sentences.filter((sentence) => sentence && sentence.startMs <= this.heardMs + AROUND_MS.after && sentence.endMs >= this.heardMs - AROUND_MS.before)
    return around.flatMap(({ text }) => normaliseTranscript(text))
  }

  /** What the persona may take as said: of an answer that was stopped the words that were heard, and no more. */
  get said(): string {
    if (this.outcome !== 'stopped') return this.answer
    const heard = this.sentences.filter((sentence) => sentence && sentence.startMs < this.heardMs)
    return heard.map((sentence) => heardPart(sentence, this.heardMs)).join(' ')
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

/** Its whole words up to there, by their share of the sentence's letters. */
function heardPart({ text, startMs, endMs }: SpokenSentence, heardMs: number): string {
  if (heardMs >= endMs) return text
  const letters = Math.floor((text.length * (heardMs - startMs)) / (endMs - startMs))
  const end = text[letters] === ' ' ? letters : text.lastIndexOf(' ', letters)
  return `${text.slice(0, Math.max(0, end))}…`
}
