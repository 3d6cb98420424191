import { WebSocket, type RawData } from 'ws'
import { AsyncQueue } from '../../../base/async-queue.ts'
import type { Disposable } from '../../../base/disposable.ts'
import { UnderstudyError } from '../../../contract/errors.ts'
import { brokenOff, connectionError, overloaded, statusError, tookTooLong, wrongAnswer } from '../provider-errors.ts'
import type { SpokenPart } from './azure-voice.ts'
import { VOICE_LIVE_RATE_HZ, VoiceLiveReader } from './voice-live.ts'

const PATH = '/voice-live/realtime'
const API_VERSION = '2025-10-01'
const DEFAULT_MODEL = 'gpt-realtime'
const DEFAULT_VOICE = 'en-US-AvaMultilingualNeural'
const HANDSHAKE_TIMEOUT_MS = 5_000
/** The longest that nothing may come. */
const SILENCE_TIMEOUT_MS = 15_000
/** Sound goes out in messages of this length. */
const APPENDED_S = 0.5

export interface VoiceLiveOptions {
  /** `https://RESOURCE.services.ai.azure.com` */
  address: string
  apiKey: string
  /** The language model that answers. */
  model?: string
  voice?: string
  silenceTimeoutMs?: number
  /** PEM of an authority that the computer does not know. */
  rootCertificates?: string
}

/** What is to be answered, or said word for word. */
export type VoiceLiveRequest = { text: string } | { question: Int16Array }

/** Azure Voice Live: one socket that hears a question, and speaks an answer with the face that belongs to it. */
export class VoiceLiveClient implements Disposable {
  readonly name: string
  private readonly running = new Set<Session>()

  constructor(private readonly options: VoiceLiveOptions) {
    this.name = `Azure Voice Live at ${new URL(options.address).host}`
  }

  /**
   * @param request a question is mono, 24 kHz
   * @throws UnderstudyError with a sentence on which a user can act; only for the sound
   */
  async *respond(request: VoiceLiveRequest, { signal }: { signal?: AbortSignal } = {}): AsyncGenerator<SpokenPart> {
    const session = new Session(this.options, this.name, request)
    this.running.add(session)
    const cancel = (): void => session.cancel()
    signal?.addEventListener('abort', cancel, { once: true })
    if (signal?.aborted) cancel()
    try {
      yield* session.parts
    } finally {
      signal?.removeEventListener('abort', cancel)
      this.running.delete(session)
      session.cancel()
    }
  }

  dispose(): void {
    for (const session of this.running) session.cancel()
  }
}

class Session {
  readonly parts = new AsyncQueue<SpokenPart>()
  private readonly socket: WebSocket
  private readonly reader: VoiceLiveReader
  private readonly timer: NodeJS.Timeout
  private over = false

  constructor(
    private readonly options: VoiceLiveOptions,
    private readonly name: string,
    private readonly request: VoiceLiveRequest,
  ) {
    const { address, apiKey, model = DEFAULT_MODEL, rootCertificates, silenceTimeoutMs = SILENCE_TIMEOUT_MS } = options
    const url = new URL(PATH, address.replace(/^http/, 'ws'))
    url.search = new URLSearchParams({ 'api-version': API_VERSION, model }).toString()
    this.reader = new VoiceLiveReader(name)
    this.timer = setTimeout(() => this.finish(tookTooLong(name)), silenceTimeoutMs)
    this.socket = new WebSocket(url, {
      headers: apiKey ? { 'api-key': apiKey } : {},
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      ...(rootCertificates ? { ca: rootCertificates } : {}),
    })
    this.socket.on('message', (data, isBinary) => this.receive(data, isBinary))
    this.socket.on('unexpected-response', (_request, response) => this.finish(statusError(response.statusCode ?? 0, name, { hasKey: Boolean(apiKey) })))
    this.socket.on('error', (cause) => this.finish(connectionError(cause, name)))
    this.socket.on('close', () => this.finish(brokenOff(name)))
  }

  cancel(): void {
    this.finish(new UnderstudyError('cancelled', 'The speech was cancelled.'))
  }

  private receive(data: RawData, isBinary: boolean): void {
    if (this.over) return
    this.timer.refresh()
    try {
      if (isBinary) throw wrongAnswer(this.name, 'sent something that can’t be read')
      const message = (data as Buffer).toString()
      for (const part of this.reader.read(message)) this.parts.push(part)
      this.advance(this.reader.event)
    } catch (error) {
      this.finish(UnderstudyError.from(error))
    }
  }

  private advance(event: VoiceLiveReader['event']): void {
    if (event.type === 'session.created') this.say({ type: 'session.update', session: this.session() })
    if (event.type === 'session.updated') this.ask()
    if (event.type !== 'response.done') return
    const { status, code } = event
    if (status === undefined || status === 'completed') return this.finish()
    this.finish(code === 'rate_limit_exceeded' || code === 'insufficient_quota' ? overloaded(this.name) : brokenOff(this.name))
  }

  private session(): object {
    return {
      modalities: ['text', 'audio'],
      voice: { type: 'azure-standard', name: this.options.voice ?? DEFAULT_VOICE },
      // The question is one recording; nobody has to guess where it ends.
      turn_detection: null,
      input_audio_format: 'pcm16',
      input_audio_sampling_rate: VOICE_LIVE_RATE_HZ,
      output_audio_format: 'pcm16',
      animation: { model_name: 'default', outputs: ['blendshapes', 'viseme_id'] },
    }
  }

  private ask(): void {
    if ('text' in this.request) {
      const message = { type: 'message', role: 'assistant', content: [{ type: 'text', text: this.request.text }] }
      return this.say({ type: 'response.create', response: { pre_generated_assistant_message: message } })
    }
    const { question } = this.request
    const step = VOICE_LIVE_RATE_HZ * APPENDED_S
    for (let at = 0; at < question.length; at += step) {
      const { buffer, byteOffset, byteLength } = question.subarray(at, at + step)
      this.say({ type: 'input_audio_buffer.append', audio: Buffer.from(buffer, byteOffset, byteLength).toString('base64') })
    }
    this.say({ type: 'input_audio_buffer.commit' })
    this.say({ type: 'response.create' })
  }

  private say(event: object): void {
    this.socket.send(JSON.stringify(event))
  }

  private finish(error?: UnderstudyError): void {
    if (this.over) return
    this.over = true
    clearTimeout(this.timer)
    this.parts.end(error)
    this.socket.terminate()
  }
}
