export interface Voice {
  id: string
  /** What a person chooses by. */
  label: string
  /** BCP 47 */
  language: string
}

export interface SynthesizeOptions {
  /** An `id` of `voices()`; the first one without it or when there is no such voice. */
  voice?: string
  /** 0.5 to 2; 1 is the voice's own pace. */
  speed?: number
  signal?: AbortSignal
}

/** Makes speech out of text. */
export interface Synthesizer {
  readonly sampleRateHz: number
  voices(): readonly Voice[]
  /**
   * Mono 16-bit sound in pieces of about a tenth of a second, each sentence as soon as it is made.
   * @throws UnderstudyError `cancelled` when the signal fires.
   */
  synthesize(text: string, options?: SynthesizeOptions): AsyncIterable<Int16Array>
  dispose(): void | Promise<void>
}
