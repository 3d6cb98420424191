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

/** When a phone is heard, on the clock of the speech. */
export interface SpokenPhone {
  /** ARPAbet in lower case, `pau` for silence. */
  symbol: string
  startS: number
  endS: number
}

export interface TimedSpeech {
  pcm: Int16Array
  /** Of the sentence that begins with this piece; none with the others. */
  phones: readonly SpokenPhone[]
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
  /** As `synthesize`, with the times of what is said. */
  synthesizeTimed(text: string, options?: SynthesizeOptions): AsyncIterable<TimedSpeech>
  dispose(): void | Promise<void>
}
