import { connect, type NetConnectOpts } from 'node:net'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import type { RealtimeClientEvent } from 'openai/resources/realtime/realtime'
import type { ClientOptions } from 'ws'
import type { Disposable } from '../../base/disposable.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import type { HistoryTurn } from '../../persona/persona-service.ts'
import { realtimeAddress } from './realtime-address.ts'
import { RealtimeAnswer } from './realtime-answer.ts'
import { brokenOff, closedAtOnce, handshakeError, noSession, openingError, realtimeName, serverError, tookTooLong, unknownVoice, wrongAnswer } from './realtime-errors.ts'
import { RealtimeReader, type Generation, type RealtimeEvent } from './realtime-events.ts'
import { ResponseOrder } from './response-order.ts'
import { REALTIME_RATE_HZ, saidItem, sessionSetup, type RealtimePersona } from './session-setup.ts'

export interface RealtimeServer {
  /** Of the socket or the API. */
  baseUrl: string
  apiKey: string
  model: string
  /** The longest that nothing may come while something is due, ms. */
  silenceTimeoutMs: number
  /** PEM of an authority that the computer does not know. */
  rootCertificates?: string
}

export interface RealtimeQuestion {
  /** Mono 24 kHz, or the words of a question that was typed. */
  question: Int16Array | string
  /** Its words, by which it is known in the next question's history. */
  words: string
  /** What holds for this turn: instructions and what the persona has said about it. */
  instructions: string
  history: readonly HistoryTurn[]
}

const HANDSHAKE_TIMEOUT_MS = 5_000
/** Larger messages than this are no sound of an answer. */
const LARGEST_MESSAGE_BYTES = 8 * 1024 * 1024
const APPENDED_SAMPLES = REALTIME_RATE_HZ / 2
/** Servers end a session after an hour; one so close to its end begins no turn. */
const LONGEST_SESSION_MS = 60 * 60_000
const LAST_MINUTES_MS = 2 * 60_000
/** What was cancelled too late, or cut shorter than it was, needs no answer. */
const HARMLESS = /cancel_not_active|item_not_found|already_shorter/
const OTHER_GENERATION = /invalid|unknown|missing|unsupported/
const OTHER_FIELD = /unknown_|missing_/
/** Somebody who sends a little now and then keeps nobody waiting for longer. */
const LONGEST_ANSWER_MS = 4 * 60_000

/** One socket and the conversation that its server keeps. Whatever fails ends it; the next question opens another. */
export class RealtimeSession implements Disposable {
  readonly name: string
  /** Resolves when it can be asked. @throws UnderstudyError */
  readonly ready: Promise<void>
  private readonly socket: OpenAIRealtimeWS
  private readonly reader = new RealtimeReader()
  private readonly order = new ResponseOrder()
  private readonly timer: NodeJS.Timeout
  private readonly mayFail = new Set<string>()
  /** Questions of the turns which the server's conversation holds. */
  private readonly known: string[] = []
  private settle!: { resolve: () => void; reject: (error: UnderstudyError) => void }
  private isOpen = false
  private isClosed = false
  private generation: Generation = 'current'
  private setups = 0
  private sent = 0
  private answer: RealtimeAnswer | null = null
  private answerDueMs = Infinity
  private readonly hasKey: boolean
  private endsAtMs = performance.now() + LONGEST_SESSION_MS - LAST_MINUTES_MS

  constructor(
    server: RealtimeServer,
    private readonly persona: RealtimePersona,
  ) {
    const { apiUrl, host, secure } = realtimeAddress(server.baseUrl)
    this.name = realtimeName(host)
    this.hasKey = server.apiKey !== ''
    this.ready = new Promise((resolve, reject) => (this.settle = { resolve, reject }))
    this.ready.catch(() => undefined)
    this.timer = setTimeout(() => {
      if (!this.isOpen) this.close(noSession(this.name))
      else if (this.answer) this.close(tookTooLong(this.name))
    }, server.silenceTimeoutMs)
    const options: ClientOptions = {
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: LARGEST_MESSAGE_BYTES,
      ...(server.rootCertificates ? { ca: server.rootCertificates } : {}),
      // The package always writes wss, and a server in one's own house may have no certificate.
      ...(secure ? {} : { createConnection: plainConnection }),
    }
    const client = new OpenAI({ baseURL: apiUrl, apiKey: server.apiKey || 'none', organization: null, project: null, logLevel: 'off' })
    this.socket = new OpenAIRealtimeWS({ model: server.model, options }, client)
    this.socket.on('event', (event) => this.receive(event))
    this.socket.on('error', ({ error, cause }) => {
      // What the server itself complains about comes as an event, too.
      if (!error) this.close(this.transportError(cause))
    })
    this.socket.socket.on('unexpected-response', (_request, response) => this.close(handshakeError(response.statusCode ?? 0, this.name, this.hasKey)))
    this.socket.socket.on('close', (code) => this.close(this.isOpen ? brokenOff(this.name) : closedAtOnce(code, this.name, this.hasKey)))
  }

  /** Whether it ended before it could be asked anything. */
  get failedToOpen(): boolean {
    return this.isClosed && !this.isOpen
  }

  get canBeAsked(): boolean {
    return !this.isClosed && !this.answer && performance.now() < this.endsAtMs
  }

  /** Whether its conversation is the one that goes on, and not one with somebody else. */
  continues(history: readonly HistoryTurn[]): boolean {
    return this.known.length === 0 || history.some(({ question }) => this.known.includes(question))
  }

  /** @returns whether nothing is under way any more */
  whenIdle(limitMs: number): Promise<boolean> {
    return this.order.whenIdle(limitMs)
  }

  /** Only when {@link ready}. */
  ask({ question, words, instructions, history }: RealtimeQuestion): RealtimeAnswer {
    const answer = new RealtimeAnswer({
      name: this.name,
      isReused: this.known.length > 0,
      hasKey: this.hasKey,
      send: (event) => this.say(event, { mayFail: true }),
      over: (ended) => {
        if (this.answer === ended) this.answer = null
      },
      forget: () => {
        const at = this.known.lastIndexOf(words)
        if (at >= 0) this.known.splice(at, 1)
      },
    })
    this.answer = answer
    this.order.asked(answer)
    this.timer.refresh()
    this.answerDueMs = performance.now() + LONGEST_ANSWER_MS
    for (const turn of history) if (!this.known.includes(turn.question)) this.remember(turn)
    this.known.push(words)
    if (typeof question === 'string') this.say({ type: 'conversation.item.create', item: saidItem('user', question, this.generation) })
    else this.appendSound(question)
    this.say({ type: 'response.create', response: { instructions } })
    return answer
  }

  dispose(): void {
    this.close(new UnderstudyError('cancelled', 'The session was closed.'))
  }

  private remember({ question, answer }: HistoryTurn): void {
    this.known.push(question)
    this.say({ type: 'conversation.item.create', item: saidItem('user', question, this.generation) })
    if (answer) this.say({ type: 'conversation.item.create', item: saidItem('assistant', answer, this.generation) })
  }

  private appendSound(pcm: Int16Array): void {
    for (let at = 0; at < pcm.length; at += APPENDED_SAMPLES) {
      const { buffer, byteOffset, byteLength } = pcm.subarray(at, at + APPENDED_SAMPLES)
      this.say({ type: 'input_audio_buffer.append', audio: Buffer.from(buffer, byteOffset, byteLength).toString('base64') })
    }
    this.say({ type: 'input_audio_buffer.commit' })
  }

  private receive(raw: unknown): void {
    if (this.isClosed) return
    const event = this.reader.read(raw)
    if (!event) return this.close(wrongAnswer(this.name, 'sent something that can’t be read'))
    if (this.answer && performance.now() > this.answerDueMs) return this.close(tookTooLong(this.name))
    // Whoever only says that it is still there has said nothing.
    if (event.type !== 'other') this.timer.refresh()
    switch (event.type) {
      case 'created':
        this.generation = event.generation
        if (event.expiresAtMs !== null) this.endsAtMs = Math.min(this.endsAtMs, performance.now() + event.expiresAtMs - Date.now() - LAST_MINUTES_MS)
        return this.setups === 0 ? this.setUp() : undefined
      case 'updated':
        if (!event.isOurFormat) return this.close(wrongAnswer(this.name, 'sends its sound in another format than was asked for'))
        this.isOpen = true
        return this.settle.resolve()
      case 'error':
        return this.complaint(event)
      case 'committed':
        return this.answer?.receive(event)
      case 'other':
        return
      default:
        this.order.answerOf(event)?.receive(event)
    }
  }

  private setUp(): void {
    this.setups++
    this.say({ type: 'session.update', session: sessionSetup(this.generation, this.persona) })
  }

  private complaint({ code, cause, about }: Extract<RealtimeEvent, { type: 'error' }>): void {
    if ((cause !== null && this.mayFail.has(cause)) || HARMLESS.test(code)) return
    if (!this.isOpen && this.persona.voice !== undefined && /voice/i.test(about) && !OTHER_FIELD.test(code)) return this.close(unknownVoice(this.name))
    if (!this.isOpen && this.setups === 1 && OTHER_GENERATION.test(code)) {
      this.generation = this.generation === 'current' ? 'former' : 'current'
      return this.setUp()
    }
    const error = serverError(code, this.name, this.hasKey)
    this.close(this.isOpen || error.code !== 'provider_failed' ? error : wrongAnswer(this.name, 'refused to begin a session'))
  }

  private transportError(cause: unknown): UnderstudyError {
    if (cause instanceof SyntaxError) return wrongAnswer(this.name, 'sent something that can’t be read')
    if (cause instanceof RangeError) return wrongAnswer(this.name, 'sent more at once than an answer ever needs')
    return this.isOpen ? brokenOff(this.name) : openingError(cause, this.name)
  }

  private say(event: object, { mayFail = false } = {}): void {
    if (this.isClosed) return
    const id = `understudy_${++this.sent}`
    if (mayFail) this.mayFail.add(id)
    this.socket.send({ event_id: id, ...event } as unknown as RealtimeClientEvent)
  }

  private close(error: UnderstudyError): void {
    if (this.isClosed) return
    this.isClosed = true
    clearTimeout(this.timer)
    this.settle.reject(error)
    this.answer?.fail(error)
    this.socket.socket.terminate()
  }
}

const plainConnection = ((where: NetConnectOpts & { path?: string }) => {
  // The path is that of the address, not of a socket in the file system.
  const { path: _path, ...host } = where
  return connect(host as NetConnectOpts)
}) as unknown as NonNullable<ClientOptions['createConnection']>
