import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import type { DocumentEntry, IngestProgress } from '../../../electron/contract/persona.ts'
import type { NoticeBoard } from '../services/notice-board.ts'
import { request } from '../services/request.ts'
import { profileOf, profileProblems, type ProfileDraft } from '../state/studio-profile.ts'
import { newCreation, without, type Creation, type StudioStore } from '../state/studio-store.ts'

/** Documents on their way in: a folder that becomes a persona, and files that are added to one. */
export class DocumentIntake {
  private readonly stopProgress: () => void

  constructor(
    private readonly api: PageApi,
    private readonly store: StudioStore,
    private readonly notices: NoticeBoard,
    /** Whether the making of a persona is what is looked at. */
    private readonly isWatched: () => boolean,
  ) {
    this.stopProgress = api.on('personas.progress', (progress) => this.advance(progress))
  }

  async chooseFolder(): Promise<void> {
    const paths = await this.notices.guard(request(this.api, 'dialog.open', { kind: 'folder' }))
    if (paths?.[0]) this.patchCreation({ folder: paths[0], problem: null })
  }

  typeCreation(patch: Partial<ProfileDraft>): void {
    this.patchCreation({ profile: { ...this.creation.profile, ...patch }, problem: null })
  }

  /** Reads the folder and makes the persona. What goes wrong stays in the form, with all that was typed. */
  async create(): Promise<void> {
    const { folder, profile, step } = this.creation
    if (step === 'working') return
    this.patchCreation({ tried: true, problem: null })
    if (!folder || Object.keys(profileProblems(profile)).length > 0) return
    this.patchCreation({ step: 'working', progress: null, cancelling: false })
    try {
      const made = await request(this.api, 'personas.create', { folder, profile: profileOf(profile) })
      this.patchCreation({ step: 'done', made })
      if (!this.isWatched()) this.notices.tell(`${made.persona.name} is made; the studio tells what comes next.`)
    } catch (thrown) {
      const error = UnderstudyError.from(thrown)
      this.patchCreation({ step: 'form', problem: error.kind === 'cancelled' ? null : error.message })
      if (error.kind === 'cancelled') this.notices.tell('Nothing was made. What you typed is still here.')
    } finally {
      this.patchCreation({ progress: null, cancelling: false })
    }
  }

  async cancel(): Promise<void> {
    this.store.setState(({ creation, adding }) => ({
      creation: creation.step === 'working' ? { ...creation, cancelling: true } : creation,
      adding: adding && { ...adding, cancelling: true },
    }))
    await this.notices.guard(request(this.api, 'personas.cancel'))
  }

  /** Empties the form; what was typed can be had back. */
  startOver(): void {
    const { creation } = this
    if (creation.step === 'working') return
    this.store.setState({ creation: newCreation })
    if (creation.step === 'form') {
      this.notices.tell('The form was emptied.', { label: 'Undo', run: () => this.store.setState({ creation }) })
    }
  }

  async addDocuments(id: string): Promise<void> {
    if (this.isBusy) {
      this.notices.tell('Documents are being read already; wait until they are done.')
      return
    }
    const paths = await this.notices.guard(request(this.api, 'dialog.open', { kind: 'documents' }))
    if (!paths || paths.length === 0 || this.isBusy) return
    this.store.setState(({ reports }) => ({ adding: { id, progress: null, cancelling: false }, reports: without(reports, id) }))
    const report = await this.notices.guard(request(this.api, 'personas.addDocuments', { id, paths }))
    this.store.setState(({ reports }) => ({ adding: null, reports: report ? { ...reports, [id]: report } : reports }))
  }

  putReportAway(id: string): void {
    this.store.setState(({ reports }) => ({ reports: without(reports, id) }))
  }

  async removeDocument(id: string, { id: documentId, title }: DocumentEntry): Promise<void> {
    if (!(await this.done(request(this.api, 'personas.removeDocument', { id, documentId })))) return
    this.notices.tell(`«${title}» was removed; it is not quoted any more.`, {
      label: 'Undo',
      run: () => void this.done(request(this.api, 'personas.restoreDocument', { id, documentId })),
    })
  }

  dispose(): void {
    this.stopProgress()
  }

  private get creation(): Creation {
    return this.store.getState().creation
  }

  private get isBusy(): boolean {
    return this.creation.step === 'working' || this.store.getState().adding !== null
  }

  private patchCreation(patch: Partial<Creation>): void {
    this.store.setState(({ creation }) => ({ creation: { ...creation, ...patch } }))
  }

  /** Only one intake runs at a time, so the progress is that one's. */
  private advance(progress: IngestProgress): void {
    if (this.creation.step === 'working') this.patchCreation({ progress })
    else this.store.setState(({ adding }) => ({ adding: adding && { ...adding, progress } }))
  }

  private async done(work: Promise<void>): Promise<boolean> {
    return (await this.notices.guard(work.then(() => true))) === true
  }
}
