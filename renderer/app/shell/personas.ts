import type { PageApi } from '../../../electron/contract/page-api.ts'
import type { NoticeBoard } from '../services/notice-board.ts'
import { request } from '../services/request.ts'
import type { PageStore } from '../state/page-store.ts'

/** The personas of this machine, kept up to date in the store, and which of them answers. */
export class Personas {
  private readonly stopListening: () => void
  private loads = 0

  constructor(
    private readonly api: PageApi,
    private readonly store: PageStore,
    private readonly notices: NoticeBoard,
  ) {
    this.stopListening = api.on('personas.changed', () => void this.load())
  }

  async load(): Promise<void> {
    const run = ++this.loads
    const personas = await this.notices.guard(request(this.api, 'personas.list'))
    if (personas && run === this.loads) this.store.setState({ personas })
  }

  /** Makes it the one that answers, in every mode. @returns whether it does now */
  async use(id: string): Promise<boolean> {
    const used = await this.notices.guard(request(this.api, 'personas.use', { id }).then(() => true))
    if (used) await this.load()
    return used === true
  }

  dispose(): void {
    this.stopListening()
  }
}
