import type { AnimationCall } from '../animation/animation-client.ts'
import { AsyncQueue } from '../base/async-queue.ts'
import type { AnimationFrame, AnimationPhone } from '../contract/animation.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { RefusalReason } from '../contract/guard.ts'
import type { Citation, SpokenSentence } from '../contract/turn.ts'
import type { AnswerRequest, Animator, Answerer, Voice } from './ports.ts'
import { trimLeadingSilence } from './trim-leading-silence.ts'

/** What an answer is made of, in the order in which it comes to be. Times are ms on the answer's audio clock. */
export type AnswerOutput =
  | { type: 'citations'; citations: Citation[] }
  | { type: 'text'; text: string }
  /** Comes with a sentence's first sound (endMs estimated) and again when the sentence is whole. */
  | { type: 'sentence'; sentence: SpokenSentence }
  | { type: 'sound'; startMs: number; pcm: Int16Array; sampleRateHz: number }
  | { type: 'frames'; frames: AnimationFrame[] }
  /** Voice or face failed, and the rest of the answer goes on without it; or a face provider did, and our own model goes on. */
  | { type: 'trouble'; error: UnderstudyError }
  | { type: 'done'; outcome: 'answered' | 'not_spoken_about'; answer: string; citations: Citation[]; refusal: RefusalReason | null; durationMs: number }

interface KnownSentence {
  index: number
  text: string
  markers: number[]
  unquoted?: true
}

/** Breath between two sentences. */
const SENTENCE_GAP_MS = 160
/** Frames a second asked of the animation server. */
export const CONVERSATION_FPS = 60
/** Speaking rate for the estimate of a sentence's end, characters a second. */
const CHARACTERS_PER_S = 15

/**
 * One answer on its way from question to sound and face. Text, voice and coefficients are made concurrently: the
 * first sentence is spoken while the next is thought. An uncommitted run (made on a guess, while the key is still
 * held) prepares the first sentence and waits there, so a wrong guess costs little and is never heard.
 */
export class AnswerRun {
  readonly outputs = new AsyncQueue<AnswerOutput>()
  private readonly abort = new AbortController()
  private readonly committed: Promise<void>
  private release!: () => void
  private call: AnimationCall | null = null
  private faceFailed = false
  private framesDone: Promise<void> = Promise.resolve()
  private sampleRateHz = 0
  private samplesMade = 0

  constructor(
    private readonly services: { answerer: Answerer; voice: Voice; animator: Animator },
    private readonly request: AnswerRequest,
  ) {
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
    this.call?.cancel()
    this.release()
  }

  private async run(): Promise<void> {
    const sentences = new AsyncQueue<KnownSentence>()
    const speaking = this.speak(sentences)
    try {
      let ending: Extract<AnswerOutput, { type: 'done' }> | undefined
      const events = this.services.answerer.answer({ ...this.request, signal: this.abort.signal })
      for await (const event of events) {
        if (event.type === 'citations') {
          this.outputs.push(event)
        } else if (event.type === 'sentence') {
          this.outputs.push({ type: 'text', text: event.text })
          sentences.push(event)
          if (event.index === 0) await this.committed
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
        await this.speakSentence(sentence)
      } catch (thrown) {
        if (this.abort.signal.aborted) continue
        voiceFailed = true
        this.outputs.push({ type: 'trouble', error: UnderstudyError.from(thrown) })
      }
    }
    await this.call?.end().catch((error: unknown) => this.loseFace(error))
    await this.framesDone
  }

  private async speakSentence(sentence: KnownSentence): Promise<void> {
    if (sentence.index > 0) {
      await this.committed
      if (this.sampleRateHz > 0) await this.emitSound(new Int16Array(Math.round((this.sampleRateHz * SENTENCE_GAP_MS) / 1000)))
    }
    const startMs = this.madeMs
    let announced = false
    let droppedS = 0
    let phones: AnimationPhone[] = []
    for await (const chunk of this.services.voice.synthesize(sentence.text, { signal: this.abort.signal })) {
      const pcm = announced ? chunk.pcm : trimLeadingSilence(chunk.pcm, chunk.sampleRateHz)
      droppedS += (chunk.pcm.length - pcm.length) / chunk.sampleRateHz
      phones.push(...(chunk.phones ?? []))
      if (pcm.length === 0) continue
      if (this.sampleRateHz !== 0 && chunk.sampleRateHz !== this.sampleRateHz) {
        throw new UnderstudyError('provider_failed', 'The speech server changed its sample rate within an answer; choose another in Settings.')
      }
      this.sampleRateHz = chunk.sampleRateHz
      if (!announced) {
        announced = true
        const endMs = startMs + (sentence.text.length / CHARACTERS_PER_S) * 1000
        this.outputs.push({ type: 'sentence', sentence: { ...pick(sentence), startMs, endMs } })
      }
      await this.emitSound(pcm, onAnswersClock(phones, startMs / 1000 - droppedS))
      phones = []
    }
    if (announced) this.outputs.push({ type: 'sentence', sentence: { ...pick(sentence), startMs, endMs: this.madeMs } })
  }

  private async emitSound(pcm: Int16Array, phones: readonly AnimationPhone[] = []): Promise<void> {
    const startMs = this.madeMs
    this.samplesMade += pcm.length
    this.outputs.push({ type: 'sound', startMs, pcm, sampleRateHz: this.sampleRateHz })
    if (this.faceFailed) return
    try {
      this.call ??= await this.openFace()
      await this.call.push(pcm, phones)
    } catch (error) {
      this.loseFace(error)
    }
  }

  private async openFace(): Promise<AnimationCall> {
    const onTrouble = (error: UnderstudyError): void => this.outputs.push({ type: 'trouble', error })
    const call = await this.services.animator.open({ sampleRate: this.sampleRateHz, fps: CONVERSATION_FPS }, { signal: this.abort.signal, onTrouble })
    this.framesDone = this.pumpFrames(call)
    return call
  }

  private async pumpFrames(call: AnimationCall): Promise<void> {
    let batch: AnimationFrame[] = []
    const flush = (): void => {
      if (batch.length > 0) this.outputs.push({ type: 'frames', frames: batch })
      batch = []
    }
    try {
      for await (const frame of call.frames) {
        if (batch.length === 0) setImmediate(flush)
        batch.push(frame)
      }
    } catch (error) {
      this.loseFace(error)
    }
    flush()
  }

  private loseFace(thrown: unknown): void {
    if (this.faceFailed || this.abort.signal.aborted) return
    this.faceFailed = true
    this.outputs.push({ type: 'trouble', error: UnderstudyError.from(thrown) })
  }

  private get madeMs(): number {
    return this.sampleRateHz === 0 ? 0 : (this.samplesMade / this.sampleRateHz) * 1000
  }
}

function pick({ index, text, markers, unquoted }: KnownSentence): KnownSentence {
  return { index, text, markers, ...(unquoted ? { unquoted } : {}) }
}

/** A voice counts from its own beginning, with the silence that was dropped. */
function onAnswersClock(phones: readonly AnimationPhone[], offsetS: number): AnimationPhone[] {
  return phones.map(({ symbol, startS, endS }) => ({ symbol, startS: Math.max(0, startS + offsetS), endS: Math.max(0, endS + offsetS) }))
}
