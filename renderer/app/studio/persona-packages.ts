import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import type { PersonaEntry } from '../../../electron/contract/persona.ts'
import type { NoticeBoard } from '../services/notice-board.ts'
import { request } from '../services/request.ts'
import type { StudioStore } from '../state/studio-store.ts'
import { exportName, fileName } from '../state/studio-words.ts'

/** Personas as files, and their end: export, import, revocation, deletion. */
export class PersonaPackages {
  constructor(
    private readonly api: PageApi,
    private readonly store: StudioStore,
    private readonly notices: NoticeBoard,
  ) {}

  async export({ id, name }: Pick<PersonaEntry, 'id' | 'name'>): Promise<void> {
    const path = await this.notices.guard(request(this.api, 'dialog.save', { suggestedName: exportName(name) }))
    if (!path) return
    if (await this.done(request(this.api, 'personas.export', { id, path }))) this.notices.tell(`${name} was saved as «${fileName(path)}».`)
  }

  /** @returns the imported persona, or null when there is none or a decision is asked for first (`conflict`) */
  async import(): Promise<PersonaEntry | null> {
    const paths = await this.notices.guard(request(this.api, 'dialog.open', { kind: 'persona' }))
    return paths?.[0] ? this.bringIn(paths[0], 'refuse') : null
  }

  async resolveConflict(choice: 'copy' | 'replace'): Promise<PersonaEntry | null> {
    const { conflict } = this.store.getState()
    if (!conflict) return null
    const made = await this.bringIn(conflict.path, choice)
    if (made) this.store.setState({ conflict: null })
    return made
  }

  dropConflict(): void {
    this.store.setState({ conflict: null })
  }

  /** Stops it at once, everywhere; there is no undo but asking for consent again. */
  async revoke(id: string, reason: string): Promise<boolean> {
    return this.done(request(this.api, 'personas.revoke', { id, reason: reason.trim() }))
  }

  async delete({ id, name }: Pick<PersonaEntry, 'id' | 'name'>): Promise<boolean> {
    if (!(await this.done(request(this.api, 'personas.delete', { id })))) return false
    this.notices.tell(`${name} was deleted, with documents and consent.`, {
      label: 'Undo',
      run: () => void this.restore(id),
    })
    return true
  }

  private async restore(id: string): Promise<void> {
    if (await this.done(request(this.api, 'personas.restore', { id }))) this.store.setState({ place: { kind: 'persona', id } })
  }

  private async bringIn(path: string, onConflict: 'refuse' | 'copy' | 'replace'): Promise<PersonaEntry | null> {
    try {
      const made = await request(this.api, 'personas.import', { path, onConflict })
      this.notices.tell(`${made.name} was imported.`)
      return made
    } catch (thrown) {
      const error = UnderstudyError.from(thrown)
      // Where the choice cannot be had, the other one is still there to be made.
      if (error.code === CONFLICT_CODE) this.store.setState({ conflict: { path, message: error.message } })
      else {
        this.dropConflict()
        this.notices.problem(error.toShape())
      }
      return null
    }
  }

  private async done(work: Promise<void>): Promise<boolean> {
    return (await this.notices.guard(work.then(() => true))) === true
  }
}

/** How an import is refused whose id is taken; a damaged file is `persona_invalid`. */
const CONFLICT_CODE = 'bad_request'
