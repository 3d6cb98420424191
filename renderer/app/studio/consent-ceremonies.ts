import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import type { PersonaDetail } from '../../../electron/contract/persona.ts'
import { request } from '../services/request.ts'
import { newCeremony, reduceCeremony, requestProblem, type Ceremony, type CeremonyEvent, type ConsentRequest } from '../state/studio-ceremony.ts'
import { without, type StudioStore } from '../state/studio-store.ts'

/** Asking people for consent, one ceremony per persona; a phrase outlives the screen until its time is up. */
export class ConsentCeremonies {
  /** Begin, end and cancel go out one after the other: there is one microphone. */
  private line: Promise<unknown> = Promise.resolve()
  private begun: Promise<boolean> = Promise.resolve(false)

  constructor(
    private readonly api: PageApi,
    private readonly store: StudioStore,
  ) {}

  start(detail: PersonaDetail): void {
    this.put(detail.id, newCeremony(detail.name, detail.consentRecord))
  }

  type(id: string, patch: Partial<ConsentRequest>): void {
    this.apply(id, { type: 'typed', patch })
  }

  back(id: string): void {
    this.apply(id, { type: 'back' })
  }

  async close(id: string): Promise<void> {
    await this.stopRecording(id)
    this.store.setState(({ ceremonies }) => ({ ceremonies: without(ceremonies, id) }))
  }

  async challenge(id: string): Promise<void> {
    const ceremony = this.ceremony(id)
    if (!ceremony) return
    const problem = requestProblem(ceremony.request)
    if (problem) return this.apply(id, { type: 'failed', problem })
    const { person, audience } = ceremony.request
    const asked = { ...ceremony.request, id, person: person.trim(), audience: audience.trim() }
    await this.attempt(id, async () => {
      this.apply(id, { type: 'challenged', ...(await request(this.api, 'personas.challenge', asked)) })
    })
  }

  record(id: string): void {
    const step = this.ceremony(id)?.step
    if (step !== 'phrase' && step !== 'misheard') return
    this.apply(id, { type: 'began' })
    this.begun = this.inLine(() => this.attempt(id, () => request(this.api, 'personas.consentBegin', { id })))
  }

  /** Ends the recording and has it checked. */
  async finish(id: string): Promise<void> {
    if (this.ceremony(id)?.step !== 'recording') return
    this.apply(id, { type: 'ended' })
    if (!(await this.begun)) return
    await this.inLine(() =>
      this.attempt(id, async () => {
        const check = await request(this.api, 'personas.consentEnd', { id })
        if (this.ceremony(id)?.step === 'checking') this.apply(id, { type: 'checked', check })
      }),
    )
  }

  /** Forgets what is being recorded; what is being checked already takes its course. */
  async stopRecording(id: string): Promise<void> {
    if (this.ceremony(id)?.step !== 'recording') return
    this.apply(id, { type: 'cancelled' })
    await this.inLine(() => this.attempt(id, () => request(this.api, 'personas.consentCancel')))
  }

  private inLine<T>(work: () => Promise<T>): Promise<T> {
    const result = this.line.then(work)
    this.line = result.catch(() => undefined)
    return result
  }

  private async attempt(id: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (thrown) {
      this.apply(id, { type: 'failed', problem: UnderstudyError.from(thrown).message })
      return false
    }
  }

  private apply(id: string, event: CeremonyEvent): void {
    const ceremony = this.ceremony(id)
    if (ceremony) this.put(id, reduceCeremony(ceremony, event))
  }

  private put(id: string, ceremony: Ceremony): void {
    this.store.setState(({ ceremonies }) => ({ ceremonies: { ...ceremonies, [id]: ceremony } }))
  }

  private ceremony(id: string): Ceremony | undefined {
    return this.store.getState().ceremonies[id]
  }
}
