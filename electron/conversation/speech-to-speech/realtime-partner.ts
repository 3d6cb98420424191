import type { Disposable } from '../../base/disposable.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import { originOf, type KeyPlace, type KeySlot, type RealtimeEndpoint, type Settings } from '../../contract/settings.ts'
import type { RealtimeAnswer } from '../../inference/realtime/realtime-answer.ts'
import { RealtimeClient } from '../../inference/realtime/realtime-client.ts'
import type { RealtimeQuestion } from '../../inference/realtime/realtime-session.ts'
import type { GroundedAnswer } from '../../persona/grounded-answer.ts'
import type { AnswerEvent, PersonaService } from '../../persona/persona-service.ts'
import type { AnswerRequest, Interlocutor } from '../ports.ts'

export interface RealtimePartnerOptions {
  settings: () => Settings
  key: (place: KeyPlace) => Promise<string | null>
  persona: () => PersonaService
  offline: () => boolean
  silenceTimeoutMs?: number
}

/** The Realtime server that the settings choose for a persona, its own before the app's. */
export class RealtimePartner implements Interlocutor, Disposable {
  private readonly client: RealtimeClient

  constructor(private readonly options: RealtimePartnerOptions) {
    const { silenceTimeoutMs } = options
    this.client = new RealtimeClient({ resolve: () => this.resolve(), ...(silenceTimeoutMs === undefined ? {} : { silenceTimeoutMs }) })
  }

  get isChosen(): boolean {
    const { kind, baseUrl } = this.chosen().endpoint
    return kind === 'custom' && baseUrl !== undefined && !this.options.offline() && this.options.persona().mayspeak('realtime')
  }

  get name(): string {
    return RealtimeClient.nameOf(this.chosen().endpoint.baseUrl ?? 'wss://nowhere')
  }

  warm(): void {
    if (this.isChosen) void this.client.warm(this.options.persona().aloudInstructions)
  }

  ground(request: AnswerRequest & { signal?: AbortSignal }): Promise<GroundedAnswer | Iterable<AnswerEvent>> {
    return this.options.persona().ground({ ...request, aloud: true })
  }

  ask(question: RealtimeQuestion): Promise<RealtimeAnswer> {
    return this.client.ask(question, this.options.persona().aloudInstructions)
  }

  requireConsent(): void {
    this.options.persona().requireUse('realtime')
  }

  /** Settings or network have changed: a line to whom nobody would be asked any more is closed. */
  heed(): void {
    if (!this.isChosen) this.rest()
  }

  /** Closes the line; the next question opens another. */
  rest(): void {
    this.client.rest()
  }

  /**
   * Opens a session and asks nothing.
   * @param persona whose choice is meant; the one that answers now where left out
   * @returns what the server is called
   * @throws UnderstudyError
   */
  async test(persona?: string): Promise<string> {
    if (this.options.offline()) throw new UnderstudyError('offline', 'The network is off while answers are reviewed; leave the review, then test again.')
    const alone = new RealtimeClient({ resolve: () => this.resolve(persona) })
    try {
      return await alone.test()
    } finally {
      alone.dispose()
    }
  }

  dispose(): void {
    this.client.dispose()
  }

  private chosen(persona = this.options.persona().manifest.id): { endpoint: RealtimeEndpoint; slot: KeySlot } {
    const { endpoints, personaRealtime } = this.options.settings()
    const own = Object.hasOwn(personaRealtime, persona) ? personaRealtime[persona] : undefined
    if (!own) return { endpoint: endpoints.realtime, slot: 'realtime' }
    if (own.kind === 'custom' && own.baseUrl === undefined) return { endpoint: { ...endpoints.realtime, ...(own.voice ? { voice: own.voice } : {}) }, slot: 'realtime' }
    return { endpoint: own, slot: `realtime/${persona}` }
  }

  private async resolve(persona?: string): ReturnType<ConstructorParameters<typeof RealtimeClient>[0]['resolve']> {
    const { endpoint, slot } = this.chosen(persona)
    const { kind, baseUrl, model, voice } = endpoint
    if (kind !== 'custom' || !baseUrl || (persona === undefined && !this.isChosen)) return null
    const origin = originOf(baseUrl)
    const apiKey = origin === null ? null : await this.options.key({ slot, origin })
    return { baseUrl, apiKey: apiKey ?? '', ...(model ? { model } : {}), ...(voice ? { voice } : {}) }
  }
}
