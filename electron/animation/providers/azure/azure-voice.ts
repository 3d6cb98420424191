import { createRequire } from 'node:module'
import type * as Sdk from 'microsoft-cognitiveservices-speech-sdk'
import type { SpeechSynthesisResult, SpeechSynthesizer } from 'microsoft-cognitiveservices-speech-sdk'
import { AsyncQueue } from '../../../base/async-queue.ts'
import type { Disposable } from '../../../base/disposable.ts'
import type { AnimationEmotion } from '../../../contract/animation.ts'
import { UnderstudyError } from '../../../contract/errors.ts'
import type { TimedPhone } from '../../metric/score-face.ts'
import { azurePhones } from '../../timed/timed-sources.ts'
import { brokenOff, connectionError, overloaded, refusedKey, statusError, tookTooLong } from '../provider-errors.ts'
import { framesOfViseme, type TimedCoefficients } from './blend-shapes.ts'
import { speechWithFace } from './ssml.ts'

export const AZURE_RATE_HZ = 24_000
const SDK = 'microsoft-cognitiveservices-speech-sdk'
const DEFAULT_VOICE = 'en-US-AvaMultilingualNeural'
/** The longest that nothing may come. */
const SILENCE_TIMEOUT_MS = 10_000

export interface AzureVoiceOptions {
  /** `https://REGION.tts.speech.microsoft.com`, or a container's address. */
  address: string
  apiKey: string
  voice?: string
  silenceTimeoutMs?: number
}

/** What comes of a sentence, as it is made. Times are of its own sound. */
export type SpokenPart =
  | { type: 'sound'; pcm: Int16Array; sampleRateHz: number }
  | { type: 'frames'; frames: TimedCoefficients[] }
  /** The voice has no face: no frames will come. Told as soon as it is known. */
  | { type: 'faceless' }
  /** Where the voice has no face: its visemes, for a mouth of our own. Comes once, at the end. */
  | { type: 'phones'; phones: TimedPhone[] }
  /** The frames can't be used; the sound goes on. */
  | { type: 'faceFailed'; error: UnderstudyError }

/** As it is called in a sentence. */
export function azureName(address: string): string {
  return `Azure Speech at ${URL.canParse(address) ? new URL(address).host : 'an invalid address'}`
}

/** Azure's speech with FacialExpression: one service that speaks and says how the face moves. */
export class AzureVoice implements Disposable {
  readonly name: string
  private readonly running = new Set<Utterance>()

  constructor(private readonly options: AzureVoiceOptions) {
    this.name = azureName(options.address)
  }

  /** @throws UnderstudyError with a sentence on which a user can act; only for the sound */
  async *speak(text: string, options: { emotion?: AnimationEmotion; signal?: AbortSignal } = {}): AsyncGenerator<SpokenPart> {
    const { voice = DEFAULT_VOICE, silenceTimeoutMs = SILENCE_TIMEOUT_MS } = this.options
    const synthesizer = this.open(voice)
    const utterance = new Utterance(synthesizer, { name: this.name, hasKey: this.options.apiKey !== '' }, silenceTimeoutMs)
    this.running.add(utterance)
    const cancel = (): void => utterance.cancel()
    options.signal?.addEventListener('abort', cancel, { once: true })
    if (options.signal?.aborted) cancel()
    try {
      utterance.start(speechWithFace(text, voice, options.emotion))
      yield* utterance.parts
    } finally {
      options.signal?.removeEventListener('abort', cancel)
      this.running.delete(utterance)
      utterance.cancel()
    }
  }

  dispose(): void {
    for (const utterance of this.running) utterance.cancel()
  }

  /** The SDK is loaded on first use: start-up does not pay for it. */
  private open(voice: string): SpeechSynthesizer {
    const load = createRequire(import.meta.url)
    const sdk = load(SDK) as typeof Sdk
    const { WebsocketMessageAdapter } = load(`${SDK}/distrib/lib/src/common.browser/WebsocketMessageAdapter.js`) as { WebsocketMessageAdapter: { forceNpmWebSocket: boolean } }
    // A WebSocket of the runtime's own, as newer Nodes have one, could not show the key.
    WebsocketMessageAdapter.forceNpmWebSocket = true
    const host = new URL(this.options.address.replace(/^http/, 'ws'))
    const config = sdk.SpeechConfig.fromHost(host, this.options.apiKey)
    config.speechSynthesisVoiceName = voice
    config.speechSynthesisOutputFormat = sdk.SpeechSynthesisOutputFormat.Raw24Khz16BitMonoPcm
    // Without null it would look for a loudspeaker.
    return new sdk.SpeechSynthesizer(config, null as unknown as undefined)
  }
}

class Utterance {
  readonly parts = new AsyncQueue<SpokenPart>()
  private readonly name: string
  private readonly hasKey: boolean
  private readonly visemes: { audioOffset: number; visemeId: number }[] = []
  private readonly timer: NodeJS.Timeout
  private odd: Uint8Array = new Uint8Array(0)
  private hasFace = false
  private faceFailed = false
  private over = false

  constructor(
    private readonly synthesizer: SpeechSynthesizer,
    { name, hasKey }: { name: string; hasKey: boolean },
    silenceTimeoutMs: number,
  ) {
    this.name = name
    this.hasKey = hasKey
    this.timer = setTimeout(() => this.finish(tookTooLong(name)), silenceTimeoutMs)
    synthesizer.synthesizing = (_sender, { result }) => this.hear(new Uint8Array(result.audioData))
    synthesizer.visemeReceived = (_sender, { audioOffset, visemeId, animation }) => {
      this.timer.refresh()
      if (animation) return this.see(animation)
      if (this.visemes.length === 0 && !this.hasFace && !this.faceFailed) this.parts.push({ type: 'faceless' })
      this.visemes.push({ audioOffset, visemeId })
    }
  }

  start(ssml: string): void {
    if (this.over) return
    this.synthesizer.speakSsmlAsync(
      ssml,
      (result) => this.end(result),
      (error) => this.finish(this.explain(error)),
    )
  }

  cancel(): void {
    this.finish(new UnderstudyError('cancelled', 'The speech was cancelled.'))
  }

  private hear(bytes: Uint8Array): void {
    if (this.over || bytes.length === 0) return
    this.timer.refresh()
    const joined: Uint8Array = this.odd.length > 0 ? Buffer.concat([this.odd, bytes]) : bytes
    const even = joined.length - (joined.length % 2)
    this.odd = joined.slice(even)
    if (even > 0) this.parts.push({ type: 'sound', pcm: new Int16Array(joined.slice(0, even).buffer), sampleRateHz: AZURE_RATE_HZ })
  }

  private see(animation: string): void {
    if (this.over || this.faceFailed) return
    try {
      this.parts.push({ type: 'frames', frames: framesOfViseme(animation, this.name) })
      this.hasFace = true
    } catch (error) {
      this.faceFailed = true
      this.parts.push({ type: 'faceFailed', error: UnderstudyError.from(error) })
    }
  }

  private end({ errorDetails }: SpeechSynthesisResult): void {
    if (errorDetails) return this.finish(this.explain(errorDetails))
    if (!this.hasFace && !this.faceFailed && this.visemes.length > 0) this.parts.push({ type: 'phones', phones: azurePhones(this.visemes) })
    this.finish()
  }

  /** The SDK tells everything in words. */
  private explain(details: string): UnderstudyError {
    const cause = new Error(details)
    const status = Number(/Unexpected server response: (\d{3})/.exec(details)?.[1])
    if (status) return statusError(status, this.name, { cause, hasKey: this.hasKey })
    const code = Number(/websocket error code: (\d{4})/.exec(details)?.[1])
    if (code === 1008) return refusedKey(this.name, { cause, hasKey: this.hasKey })
    if (/quota|too many requests/i.test(details)) return overloaded(this.name, cause)
    return code ? brokenOff(this.name, cause) : connectionError(cause, this.name)
  }

  private finish(error?: UnderstudyError): void {
    if (this.over) return
    this.over = true
    clearTimeout(this.timer)
    this.parts.end(error)
    this.synthesizer.close(
      () => undefined,
      () => undefined,
    )
  }
}
