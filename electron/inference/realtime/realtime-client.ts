import type { Disposable } from '../../base/disposable.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import { DEFAULT_REALTIME_MODEL, realtimeAddress } from './realtime-address.ts'
import type { RealtimeAnswer } from './realtime-answer.ts'
import { realtimeName } from './realtime-errors.ts'
import { RealtimeSession, type RealtimeQuestion, type RealtimeServer } from './realtime-session.ts'
import type { RealtimePersona } from './session-setup.ts'

/** Who is asked at present, by the settings. */
export interface ChosenRealtime {
  baseUrl: string
  apiKey: string
  model?: string
  voice?: string
  rootCertificates?: string
}

export interface RealtimeClientOptions {
  /** Asked before every question; null: nobody is chosen, or the network is off. */
  resolve: () => Promise<ChosenRealtime | null>
  silenceTimeoutMs?: number
}

/** Whoever waits hears nothing meanwhile, and the pipeline can answer. */
const SILENCE_TIMEOUT_MS = 6_000
/** A socket that nobody used for so long is closed. */
const IDLE_MS = 5 * 60_000
/** A cancelled response gets so long to end; then another socket is quicker. */
const CANCELLED_MS = 400

/** Questions to a Realtime server. One socket stays open between them, so that none waits for a handshake. */
export class RealtimeClient implements Disposable {
  private open: { key: string; session: RealtimeSession } | null = null
  private idle: NodeJS.Timeout | undefined
  private isDisposed = false

  constructor(private readonly options: RealtimeClientOptions) {}

  /** Opens the socket ahead of a question. Never throws. */
  async warm(persona: string): Promise<void> {
    try {
      const chosen = await this.options.resolve()
      if (chosen && !this.isDisposed) this.session(chosen, persona)
    } catch {
      // Told by the question itself.
    }
  }

  /**
   * @param persona instructions that hold in every turn
   * @throws UnderstudyError where it can't be asked; a failure in the middle comes with the answer
   */
  async ask(question: RealtimeQuestion, persona: string): Promise<RealtimeAnswer> {
    const chosen = await this.options.resolve()
    if (!chosen || this.isDisposed) throw new UnderstudyError('unavailable', 'No Realtime server is chosen; choose one in Settings.')
    let session = this.tried(chosen, persona) ?? this.session(chosen, persona)
    await session.ready
    if (!session.continues(question.history) || !(await session.whenIdle(CANCELLED_MS)) || !session.canBeAsked) {
      this.drop()
      session = this.session(chosen, persona)
      await session.ready
    }
    return session.ask(question)
  }

  /** Opens a session of its own and asks nothing. @returns what it is called */
  async test(): Promise<string> {
    const chosen = await this.options.resolve()
    if (!chosen) throw new UnderstudyError('bad_request', 'The Realtime server’s address is missing; enter it in Settings.')
    const session = new RealtimeSession(this.server(chosen), personaOf(chosen, ''))
    try {
      await session.ready
      return session.name
    } finally {
      session.dispose()
    }
  }

  /** What the chosen server is called in a sentence. */
  static nameOf(baseUrl: string): string {
    return realtimeName(realtimeAddress(baseUrl).host)
  }

  /** Nobody is to be asked for now: the line is closed. */
  rest(): void {
    this.drop()
  }

  dispose(): void {
    this.isDisposed = true
    this.drop()
  }

  /** Opened while the question was asked, in vain: whoever waits need not wait for the same again. The question after that tries anew. */
  private tried(chosen: ChosenRealtime, persona: string): RealtimeSession | null {
    const { open } = this
    if (!open?.session.failedToOpen || open.key !== JSON.stringify([chosen, persona])) return null
    this.open = null
    return open.session
  }

  private session(chosen: ChosenRealtime, persona: string): RealtimeSession {
    const key = JSON.stringify([chosen, persona])
    if (this.open?.key !== key || !this.open.session.canBeAsked) {
      this.drop()
      this.open = { key, session: new RealtimeSession(this.server(chosen), personaOf(chosen, persona)) }
    }
    clearTimeout(this.idle)
    this.idle = setTimeout(() => this.drop(), IDLE_MS)
    this.idle.unref()
    return this.open.session
  }

  private server({ baseUrl, apiKey, model, rootCertificates }: ChosenRealtime): RealtimeServer {
    return {
      baseUrl,
      apiKey,
      model: model ?? realtimeAddress(baseUrl).model ?? DEFAULT_REALTIME_MODEL,
      silenceTimeoutMs: this.options.silenceTimeoutMs ?? SILENCE_TIMEOUT_MS,
      ...(rootCertificates ? { rootCertificates } : {}),
    }
  }

  private drop(): void {
    clearTimeout(this.idle)
    this.open?.session.dispose()
    this.open = null
  }
}

function personaOf({ voice }: ChosenRealtime, instructions: string): RealtimePersona {
  return { instructions, ...(voice ? { voice } : {}) }
}
