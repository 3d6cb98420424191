import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { PersonaDetail } from '../../../electron/contract/persona.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import type { NoticeBoard } from '../services/notice-board.ts'
import { request } from '../services/request.ts'
import type { PageStore } from '../state/page-store.ts'
import { draftOf, draftProblems, isChanged, policyOf, profileOf, type PersonaDraft } from '../state/studio-profile.ts'
import { createStudioStore, without, type StudioPlace, type StudioStore } from '../state/studio-store.ts'
import { ConsentCeremonies } from './consent-ceremonies.ts'
import { DocumentIntake } from './document-intake.ts'
import { PersonaPackages } from './persona-packages.ts'
import { VoicePreview } from './voice-preview.ts'

/** Where the studio stands: which persona lies open, and what of it is typed but not saved. */
export class StudioService {
  readonly store: StudioStore = createStudioStore()
  readonly intake: DocumentIntake
  readonly consent: ConsentCeremonies
  readonly packages: PersonaPackages
  readonly preview: VoicePreview
  private readonly cleanups: (() => void)[]

  constructor(
    private readonly api: PageApi,
    pageStore: PageStore,
    private readonly notices: NoticeBoard,
  ) {
    this.intake = new DocumentIntake(api, this.store, notices, () => pageStore.getState().view === 'studio' && this.store.getState().place.kind === 'create')
    this.consent = new ConsentCeremonies(api, this.store)
    this.packages = new PersonaPackages(api, this.store, notices)
    this.preview = new VoicePreview(api, this.store, pageStore, notices)
    this.cleanups = [
      api.on('personas.changed', () => this.reload()),
      pageStore.subscribe(({ studioTarget }) => {
        if (!studioTarget) return
        pageStore.setState({ studioTarget: null })
        if (studioTarget === 'new') this.openForm()
        else this.open({ kind: 'persona', id: studioTarget.id })
      }),
    ]
  }

  open(place: StudioPlace): void {
    const { place: before } = this.store.getState()
    if (before.kind === 'persona' && !(place.kind === 'persona' && place.id === before.id)) void this.consent.stopRecording(before.id)
    this.preview.stop()
    this.store.setState({ place })
    if (place.kind === 'persona') void this.load(place.id)
  }

  /** The form for a new persona: the one being filled in or worked on, else an empty one. */
  openForm(): void {
    if (this.store.getState().creation.step === 'done') this.intake.startOver()
    this.open({ kind: 'create' })
  }

  async load(id: string): Promise<void> {
    try {
      const detail = await request(this.api, 'personas.get', { id })
      this.store.setState((state) => ({ details: { ...state.details, [id]: detail }, detailProblems: without(state.detailProblems, id) }))
    } catch (thrown) {
      const { message } = UnderstudyError.from(thrown)
      this.store.setState(({ detailProblems }) => ({ detailProblems: { ...detailProblems, [id]: message } }))
    }
  }

  /** Keeps what is typed; what equals the saved again is no draft. */
  type(detail: PersonaDetail, patch: Partial<PersonaDraft>): void {
    this.store.setState(({ drafts, saveProblems }) => {
      const draft = { ...(drafts[detail.id] ?? draftOf(detail)), ...patch }
      return {
        drafts: isChanged(draft, detail) ? { ...drafts, [detail.id]: draft } : without(drafts, detail.id),
        saveProblems: without(saveProblems, detail.id),
      }
    })
  }

  discard(id: string): void {
    const { drafts } = this.store.getState()
    const draft = drafts[id]
    if (!draft) return
    this.store.setState(({ saveProblems }) => ({ drafts: without(drafts, id), saveProblems: without(saveProblems, id) }))
    this.notices.tell('The changes were put away.', {
      label: 'Undo',
      run: () => this.store.setState((state) => ({ drafts: { ...state.drafts, [id]: draft } })),
    })
  }

  async save(detail: PersonaDetail): Promise<void> {
    const { id } = detail
    const draft = this.store.getState().drafts[id]
    if (!draft || Object.keys(draftProblems(draft)).length > 0 || this.store.getState().savingId) return
    this.store.setState({ savingId: id })
    try {
      await this.update(id, draft)
      // What was typed while it was being saved is a draft still.
      this.store.setState(({ drafts, saveProblems }) => ({
        drafts: drafts[id] === draft ? without(drafts, id) : drafts,
        saveProblems: without(saveProblems, id),
      }))
      this.notices.tell('Saved.', { label: 'Undo', run: () => void this.notices.guard(this.update(id, draftOf(detail))) })
    } catch (thrown) {
      const { message } = UnderstudyError.from(thrown)
      this.store.setState(({ saveProblems }) => ({ saveProblems: { ...saveProblems, [id]: message } }))
    } finally {
      this.store.setState({ savingId: null })
    }
  }

  /** The screen is left: everything stays as it is, except that nobody listens any more. */
  leave(): void {
    const { place } = this.store.getState()
    if (place.kind === 'persona') void this.consent.stopRecording(place.id)
    this.preview.stop()
  }

  dispose(): void {
    for (const cleanup of this.cleanups.splice(0)) cleanup()
    this.leave()
    this.intake.dispose()
    this.preview.dispose()
  }

  private async update(id: string, draft: PersonaDraft): Promise<void> {
    const saved = await request(this.api, 'personas.update', { id, profile: profileOf(draft.profile), policy: policyOf(draft) })
    this.store.setState(({ details }) => ({ details: { ...details, [id]: saved } }))
  }

  /** Only what is looked at; the others are read when they are opened. */
  private reload(): void {
    const { place } = this.store.getState()
    if (place.kind === 'persona') void this.load(place.id)
  }
}
