import type { Disposable } from '../../base/disposable.ts'
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
    return kind === 'custom' && baseUrl !== undefined && !this.options.offline()
  }

  get name(): string {
    return RealtimeClient.nameOf(this.chosen().endpoint.baseUrl ?? 'wss://nowhere')
  }

  warm(): void {
    void this.client.warm(this.options.persona().aloudInstructions)
  }

  ground(request: AnswerRequest & { signal?: AbortSignal }): Promise<GroundedAnswer | Iterable<AnswerEvent>> {
    return this.options.persona().ground({ ...request, aloud: true })
  }

  ask(question: RealtimeQuestion): Promise<RealtimeAnswer> {
    return this.client.ask(question, this.options.persona().aloudInstructions)
  }

  requireConsent(): void {
    this.options.persona().requireConsent()
  }

  /**
   * Opens a session and asks nothing.
   * @param persona whose choice is meant; the one that answers now where left out
   * @returns what the server is called
   * @throws UnderstudyError
   */
  async test(persona?: string): Promise<string> {
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
    return own ? { endpoint: own, slot: `realtime/${persona}` } : { endpoint: endpoints.realtime, slot: 'realtime' }
  }

  private async resolve(persona?: string): ReturnType<ConstructorParameters<typeof RealtimeClient>[0]['resolve']> {
    const { endpoint, slot } = this.chosen(persona)
    const { kind, baseUrl, model, voice } = endpoint
    if (kind !== 'custom' || !baseUrl || this.options.offline()) return null
    const origin = originOf(baseUrl)
    const apiKey = origin === null ? null : await this.options.key({ slot, origin })
    return { baseUrl, apiKey: apiKey ?? '', ...(model ? { model } : {}), ...(voice ? { voice } : {}) }
  }
}
