import type { AnimationEngine } from '../animation/animation-engine.ts'
import type { Disposable } from '../base/disposable.ts'
import type { ChatRequest } from '../contract/inference.ts'
import type { TimedSpeech } from '../speech/synthesizer.ts'

export interface Cancellable {
  signal?: AbortSignal
}

export interface TranscribeOptions extends Cancellable {
  /** A guess at the text which the engine verifies: it may make the answer quicker, never change it. */
  draft?: string
}

export interface Transcript {
  text: string
  /** Length of the recording, seconds. */
  durationS: number
}

export interface TranscriptionEngine {
  readonly model: string
  /**
   * @param file a whole WAV file of any rate, depth and channel count
   * @returns the text so far, growing; the last one is the answer
   * @throws UnderstudyError `audio_invalid`, `too_large`, `cancelled`
   */
  transcribe(file: Uint8Array, options: TranscribeOptions): AsyncIterable<Transcript>
}

export interface SynthesizeOptions extends Cancellable {
  /** A voice's id, or `default`. */
  voice: string
  /** 0.5…2. */
  speed: number
  sampleRateHz: number
}

export interface SpeechEngine {
  readonly model: string
  readonly nativeSampleRateHz: number
  /** @throws UnderstudyError `not_found` for a voice it hasn't got, `cancelled` */
  synthesize(text: string, options: SynthesizeOptions): AsyncIterable<TimedSpeech>
}

export interface EmbeddingEngine {
  readonly model: string
  /** Unit vectors, one a text. */
  embed(texts: string[], options: Cancellable): Promise<Float32Array[]>
}

export interface ChatEngine {
  readonly model: string
  stream(messages: ChatRequest['messages'], options: Cancellable): AsyncIterable<string>
}

/** What a server serves. Calls made before an engine is loaded wait for it. */
export interface Engines extends Disposable {
  readonly transcription: TranscriptionEngine
  readonly speech: SpeechEngine
  readonly embedding: EmbeddingEngine
  readonly chat: ChatEngine
  readonly animation: Promise<AnimationEngine>
  readonly animationModel: string
  /** Every engine is loaded and has run once. */
  readonly ready: Promise<void>
}
