import type { TimedCoefficients } from '../animation/providers/azure/blend-shapes.ts'
import { AsyncQueue } from '../base/async-queue.ts'
import type { AnimationEmotion, AnimationFrame, AnimationPhone } from '../contract/animation.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { RefusalReason } from '../contract/guard.ts'
import type { Citation, MeteredUse, SpokenSentence, TurnProvider } from '../contract/turn.ts'
import { AnswerFace } from './answer-face.ts'
import { moodOf } from './mood.ts'
import type { AnswerRequest, Animator, Answerer, Voice } from './ports.ts'
import type { Run } from './run.ts'
import { trimLeadingSilence } from './trim-leading-silence.ts'

/** What an answer is made of, in the order in which it comes to be. Times are ms on the answer's audio clock. */
export type AnswerOutput =
  | { type: 'citations'; citations: Citation[] }
  | { type: 'stage'; stage: 'retrieval' | 'first_token' }
  | { type: 'text'; text: string }
  /** Comes with a sentence's first sound (endMs estimated) and again when the sentence is whole. */
  | { type: 'sentence'; sentence: SpokenSentence }
  /** `phones` lie in it and after it, where the voice tells them. */
  | { type: 'sound'; startMs: number; pcm: Int16Array; sampleRateHz: number; phones?: readonly AnimationPhone[] }
  | { type: 'frames'; frames: AnimationFrame[] }
  /** Somebody else than our own engine makes words, voice or face; comes again, with `fallback`, when that one is given up. */
  | { type: 'provider'; provider: TurnProvider }
  /** What a metered server counted; adds to what came before. */
  | { type: 'metered'; use: MeteredUse }
  /** Words, voice or face failed, and the rest of the answer goes on without it; or a provider of theirs did, and our own engine goes on. */
  | { type: 'trouble'; error: UnderstudyError }
  | { type: 'done'; outcome: 'answered' | 'not_spoken_about'; answer: string; citations: Citation[]; refusal: RefusalReason | null; durationMs: number }

interface KnownSentence {
  index: number
  text: string
  markers: number[]
  unquoted?: true
  continues?: true
}

/** Breath between two sentences. */
const SENTENCE_GAP_MS = 160
/** Within one, where it was begun before it was whole. */
const CLAUSE_GAP_MS = 60
/** Speaking rate for the estimate of a sentence's end, characters a second. */
const CHARACTERS_PER_S = 15

/**
 * One answer on its way from question to sound and face. Text, voice and coefficients are made concurrently: the
 * first sentence is spoken while the next is thought. An uncommitted run (made on a guess, while the key is still
 * held) prepares the first sentence and waits there, so a wrong guess costs little and is never heard.
 */
export class AnswerRun implements Run {
  readonly outputs = new AsyncQueue<AnswerOutput>()
  private readonly abort = new AbortController()
  private readonly committed: Promise<void>
  private release!: () => void
  private readonly face: AnswerFace
  private voice: Voice
  private voiceName: string | null = null
  private sampleRateHz = 0
  private samplesMade = 0
  /** The sentence spoken last. */
  private spoken: { text: string; startMs: number } | null = null

  constructor(
    private readonly services: { answerer: Answerer; voice: Voice; animator: Animator },
    private readonly request: AnswerRequest,
  ) {
    this.voice = services.voice
    this.face = new AnswerFace({ animator: services.animator, signal: this.abort.signal, output: (output) => this.outputs.push(output) })
    this.committed = new Promise((resolve) => (this.release = resolve))
    this.run().then(
      () => this.outputs.end(),
      (error: unknown) => this.outputs.end(UnderstudyError.from(error)),
    )
  }

  get question(): string {
    return this.request.question
  }

  /** The answer will be heard: goes on beyond the first sentence. */
  commit(): void {
    this.release()
  }

  cancel(): void {
    this.abort.abort()
    this.face.cancel()
    this.release()
  }

  private async run(): Promise<void> {
    const sentences = new AsyncQueue<KnownSentence>()
    const speaking = this.speak(sentences)
    try {
      let ending: Extract<AnswerOutput, { type: 'done' }> | undefined
      const events = this.services.answerer.answer({ ...this.request, signal: this.abort.signal })
      for await (const event of events) {
        if (event.type === 'citations' || event.type === 'stage') {
          this.outputs.push(event)
        } else if (event.type === 'sentence') {
          this.outputs.push({ type: 'text', text: event.text })
          sentences.push(event)
          if (event.index === 0) await this.committed
        } else if (event.type === 'stand_in') {
          const { of, error } = event
          this.outputs.push({ type: 'provider', provider: { part: 'language', name: of, fallback: { atMs: 0, code: error.code, message: error.message } } })
          this.outputs.push({ type: 'trouble', error })
        } else {
          ending = { ...event, durationMs: 0 }
        }
      }
      sentences.end()
      await speaking
      if (ending) this.outputs.push({ ...ending, durationMs: this.madeMs })
    } catch (error) {
      sentences.end()
      this.cancel()
      await speaking.catch(() => undefined)
      throw error
    }
  }

  /** Speaks sentence after sentence on one continuous clock, and drives the face from the same sound. */
  private async speak(sentences: AsyncIterable<KnownSentence>): Promise<void> {
    let voiceFailed = false
    for await (const sentence of sentences) {
      if (voiceFailed || this.abort.signal.aborted) continue
      try {
        if (sentence.index > 0 || sentence.continues) await this.committed
        await this.speakSentence(sentence).catch((thrown: unknown) => this.speakInstead(sentence, thrown))
      } catch (thrown) {
        if (this.abort.signal.aborted) continue
        voiceFailed = true
        this.outputs.push({ type: 'trouble', error: UnderstudyError.from(thrown) })
      }
    }
    await this.face.end()
  }

  /** The sentence in which the voice failed is said again, whole, by the one that stands in, and so is what follows. */
  private async speakInstead(sentence: KnownSentence, thrown: unknown): Promise<void> {
    const standIn = this.abort.signal.aborted ? null : this.voice.standIn?.()
    if (!standIn) throw thrown
    const error = UnderstudyError.from(thrown)
    this.voice = standIn.voice
    this.face.voiceFailed(error)
    const fallback = { atMs: this.madeMs, code: error.code, message: error.message }
    this.outputs.push({ type: 'provider', provider: { part: 'voice', name: standIn.of, fallback } })
    this.outputs.push({ type: 'trouble', error })
    await this.speakSentence(sentence)
  }

  private async speakSentence(sentence: KnownSentence): Promise<void> {
    const before = sentence.continues ? this.spoken : null
    // Not on the sentence's number: one that is said again comes after a breath, too.
    if (this.sampleRateHz > 0) await this.emitSound(new Int16Array(Math.round((this.sampleRateHz * (before ? CLAUSE_GAP_MS : SENTENCE_GAP_MS)) / 1000)))
    const startMs = this.madeMs
    // Whoever follows the words sees one sentence.
    const shown = { ...pick(sentence), text: before ? `${before.text} ${sentence.text}` : sentence.text, startMs: before?.startMs ?? startMs }
    this.spoken = shown
    let mood: AnimationEmotion | undefined = moodOf(sentence.text, this.question)
    let announced = false
    let droppedS = 0
    let phones: AnimationPhone[] = []
    let frames: TimedCoefficients[] = []
    let bringsFace = false
    const options = { signal: this.abort.signal, ...(this.sampleRateHz > 0 ? { sampleRateHz: this.sampleRateHz } : {}) }
    for await (const chunk of this.voice.synthesize(sentence.text, options)) {
      const pcm = announced ? chunk.pcm : trimLeadingSilence(chunk.pcm, chunk.sampleRateHz)
      droppedS += (chunk.pcm.length - pcm.length) / chunk.sampleRateHz
      phones.push(...(chunk.phones ?? []))
      frames.push(...(chunk.frames ?? []))
      if (chunk.provider !== undefined) this.noteVoice(chunk.provider)
      bringsFace ||= chunk.frames !== undefined
      if (chunk.frameTrouble) this.face.show(this.voiceName ?? 'The voice', [], chunk.frameTrouble)
      if (pcm.length === 0 && !announced) continue
      if (this.sampleRateHz !== 0 && chunk.sampleRateHz !== this.sampleRateHz) {
        throw new UnderstudyError('provider_failed', 'The speech server changed its sample rate within an answer; choose another in Settings.')
      }
      this.sampleRateHz = chunk.sampleRateHz
      const offsetS = startMs / 1000 - droppedS
      if (bringsFace) this.face.show(this.voiceName ?? 'The voice', onAnswersFrames(frames, offsetS))
      frames = []
      if (pcm.length === 0) continue
      if (!announced) {
        announced = true
        const endMs = startMs + (sentence.text.length / CHARACTERS_PER_S) * 1000
        this.outputs.push({ type: 'sentence', sentence: { ...shown, endMs } })
      }
      await this.emitSound(pcm, onAnswersClock(phones, offsetS), mood)
      mood = undefined
      phones = []
    }
    this.face.rest(this.madeMs / 1000, (this.madeMs + SENTENCE_GAP_MS) / 1000)
    if (announced) this.outputs.push({ type: 'sentence', sentence: { ...shown, endMs: this.madeMs } })
  }

  private noteVoice(name: string): void {
    if (this.voiceName !== name) this.outputs.push({ type: 'provider', provider: { part: 'voice', name } })
    this.voiceName = name
  }

  private async emitSound(pcm: Int16Array, phones: readonly AnimationPhone[] = [], mood?: AnimationEmotion): Promise<void> {
    const startMs = this.madeMs
    this.samplesMade += pcm.length
    this.outputs.push({ type: 'sound', startMs, pcm, sampleRateHz: this.sampleRateHz, ...(phones.length > 0 ? { phones } : {}) })
    await this.face.hear(pcm, this.sampleRateHz, phones, mood)
  }

  private get madeMs(): number {
    return this.sampleRateHz === 0 ? 0 : (this.samplesMade / this.sampleRateHz) * 1000
  }
}

function pick({ index, text, markers, unquoted }: KnownSentence): Omit<KnownSentence, 'continues'> {
  return { index, text, markers, ...(unquoted ? { unquoted } : {}) }
}

/** A voice counts from its own beginning, with the silence that was dropped. */
function onAnswersClock(phones: readonly AnimationPhone[], offsetS: number): AnimationPhone[] {
  return phones.map(({ symbol, startS, endS }) => ({ symbol, startS: Math.max(0, startS + offsetS), endS: Math.max(0, endS + offsetS) }))
}

function onAnswersFrames(frames: readonly TimedCoefficients[], offsetS: number): TimedCoefficients[] {
  return frames.map(({ timeS, coefficients }) => ({ timeS: timeS + offsetS, coefficients }))
}
