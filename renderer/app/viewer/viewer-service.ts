import { createStore, type StoreApi } from 'zustand/vanilla'
import type { HeadEntry, HeadPreview } from '../../../electron/contract/avatar.ts'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import { readOffered, type HeadOffers } from '../heads/head-offers.ts'
import type { Clip } from '../heads/head-stage.ts'
import type { NoticeBoard } from '../services/notice-board.ts'
import { request } from '../services/request.ts'
import type { PageStore, View } from '../state/page-store.ts'
import { readClip } from './read-animation.ts'

/** The head on the bench. `key` tells it from the others that can be chosen. */
export interface ShownHead {
  key: string
  name: string
  url: string
  /** Said on every picture and clip of it. */
  mark: string
  /** Of a file that was opened here. */
  preview: HeadPreview | null
}

export interface ViewerState {
  heads: HeadEntry[]
  shown: ShownHead | null
  /** Name of a file that is being read. */
  reading: string | null
  /** Coefficients with their sound that were chosen to be played. */
  clip: (Clip & { name: string }) | null
  back: View
}

const SHIPPED = 'default'
export const keyOf = ({ personaId }: Pick<HeadEntry, 'personaId'>): string => personaId ?? SHIPPED

/** What the viewer for makers shows: the head that ships, a persona's own, or that of a file. */
export class ViewerService {
  readonly store: StoreApi<ViewerState> = createStore<ViewerState>(() => ({ heads: [], shown: null, reading: null, clip: null, back: 'settings' }))
  private readonly stopListening: () => void

  constructor(
    private readonly api: PageApi,
    private readonly pageStore: PageStore,
    private readonly heads: HeadOffers,
    private readonly notices: NoticeBoard,
  ) {
    this.stopListening = api.on('personas.changed', () => {
      if (pageStore.getState().view === 'viewer') void this.reload()
    })
  }

  /** Shows the viewer, with the head of this persona or the one that ships. */
  async open(personaId: string | null): Promise<void> {
    this.enter()
    await this.reload()
    this.choose(personaId ?? SHIPPED)
  }

  /** Shows a file that was read to be taken over; it can still be. */
  openFile(preview: HeadPreview): void {
    this.heads.handOver()
    this.enter()
    this.show(preview)
    void this.reload()
  }

  choose(key: string): void {
    const entry = this.store.getState().heads.find((head) => keyOf(head) === key)
    if (!entry) return
    this.dropFile()
    const mark = entry.personaId === null ? 'AI face' : `AI persona: ${entry.name}`
    this.store.setState({ shown: { key, name: entry.name, url: entry.url, mark, preview: null } })
  }

  /** Reads the files of a face made elsewhere, or of coefficients with their sound. */
  async take(files: readonly File[]): Promise<void> {
    if (files.length === 0 || this.store.getState().reading !== null) return
    if (files.some(({ name }) => /\.(?:jsonl?|ndjson)$/i.test(name))) return this.takeClip(files)
    this.store.setState({ reading: files[0]!.name })
    const preview = await this.notices.guard(readOffered(this.api, files, () => undefined))
    this.store.setState({ reading: null })
    if (preview) this.show(preview)
  }

  async takeClip(files: readonly File[]): Promise<void> {
    const clip = await this.notices.guard(readClip(files))
    if (clip) this.store.setState({ clip })
  }

  /** The sample sentence is played again. */
  dropClip(): void {
    this.store.setState({ clip: null })
  }

  /** Offers the file that is shown to a persona. */
  offer(): void {
    const preview = this.store.getState().shown?.preview
    if (preview) this.heads.offer(preview)
  }

  /** Asks where a picture or clip of the head that is shown goes; null: nowhere. */
  async chooseFile(extension: 'png' | 'webm'): Promise<string | null> {
    const name = (this.store.getState().shown?.name ?? 'face').replace(/\.[a-z]+$/i, '').replace(/[^\p{L}\p{N} _-]/gu, '').trim() || 'face'
    return (await this.notices.guard(request(this.api, 'dialog.save', { suggestedName: `${name}.${extension}` }))) ?? null
  }

  /** @param path as it was chosen */
  async save(path: string, bytes: Uint8Array): Promise<void> {
    const saved = await this.notices.guard(request(this.api, 'heads.save', { path, bytes }).then(() => true))
    if (saved) this.notices.tell(`It was saved as «${path.split(/[/\\]/).at(-1)!}».`)
  }

  problem(thrown: unknown): void {
    this.notices.problem(UnderstudyError.from(thrown).toShape())
  }

  back(): void {
    this.pageStore.setState({ view: this.store.getState().back })
  }

  dispose(): void {
    this.stopListening()
    this.dropFile()
  }

  private enter(): void {
    const { view } = this.pageStore.getState()
    if (view !== 'viewer') this.store.setState({ back: view })
    this.pageStore.setState({ view: 'viewer', openCitation: null })
  }

  private show(preview: HeadPreview): void {
    const shown: ShownHead = { key: preview.id, name: preview.names[0]!, url: preview.url, mark: 'AI face, preview', preview }
    const { shown: before } = this.store.getState()
    if (before?.key === shown.key) return
    this.dropFile()
    this.store.setState({ shown })
  }

  /** A head whose consent ended meanwhile, or which was exchanged, is not shown on. */
  private async reload(): Promise<void> {
    const heads = await this.notices.guard(request(this.api, 'heads.list'))
    if (!heads) return
    this.store.setState({ heads })
    const { shown } = this.store.getState()
    if (!shown || shown.preview) return
    const now = heads.find((head) => keyOf(head) === shown.key)
    if (now?.url !== shown.url) this.choose(now ? shown.key : SHIPPED)
  }

  private dropFile(): void {
    const preview = this.store.getState().shown?.preview
    if (preview) void request(this.api, 'heads.drop', { id: preview.id }).catch(() => undefined)
  }
}
