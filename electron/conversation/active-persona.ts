import type { Disposable } from '../base/disposable.ts'
import type { AnswerEvent, HistoryTurn, PersonaService } from '../persona/persona-service.ts'
import type { Answerer, AnswerRequest } from './ports.ts'

/**
 * The persona that answers now. Switching opens the next one first: what cannot be opened changes nothing. Listeners end what
 * the one before has under way; then it is closed.
 */
export class ActivePersona implements Answerer, Disposable {
  private readonly listeners = new Set<(current: PersonaService) => void | Promise<void>>()
  private switching: Promise<void> = Promise.resolve()

  private constructor(
    private readonly openPersona: (id: string) => Promise<PersonaService>,
    private service: PersonaService,
  ) {}

  /** @throws UnderstudyError `persona_invalid` */
  static async open(openPersona: (id: string) => Promise<PersonaService>, id: string): Promise<ActivePersona> {
    return new ActivePersona(openPersona, await openPersona(id))
  }

  get current(): PersonaService {
    return this.service
  }

  /**
   * Also opens the same one anew, after its documents have changed. Switches asked for at once happen one after the other.
   * @throws UnderstudyError `persona_invalid`, `not_found`
   */
  use(id: string): Promise<void> {
    const next = this.switching.then(() => this.switchTo(id))
    this.switching = next.catch(() => undefined)
    return next
  }

  onChange(listener: (current: PersonaService) => void | Promise<void>): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  prepare(question: string, history: readonly HistoryTurn[]): void {
    this.service.prepare(question, history)
  }

  answer(request: AnswerRequest & { signal?: AbortSignal }): AsyncIterable<AnswerEvent> {
    return this.service.answer(request)
  }

  dispose(): void {
    this.listeners.clear()
    this.service.dispose()
  }

  private async switchTo(id: string): Promise<void> {
    const opened = await this.openPersona(id)
    const previous = this.service
    this.service = opened
    for (const listener of this.listeners) await listener(opened)
    previous.dispose()
  }
}
