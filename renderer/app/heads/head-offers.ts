import { createStore, type StoreApi } from 'zustand/vanilla'
import { MOST_PHOTOGRAPHS, OFFERED_PIECE_BYTES, type HeadPreview } from '../../../electron/contract/avatar.ts'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import type { PersonaDetail } from '../../../electron/contract/persona.ts'
import { fitInWorker } from '../../head/fit/fit-client.ts'
import type { NoticeBoard } from '../services/notice-board.ts'
import { request } from '../services/request.ts'

/** File names of avatars, as a file chooser wants them; the rest is what a .gltf has beside it. */
export const AVATAR_FILES = '.glb,.gltf,.vrm,.zip,.bin,.png,.jpg,.jpeg,.webp'
const AVATAR = /\.(?:glb|gltf|vrm|zip)$/i

export function isAvatar(files: readonly File[]): boolean {
  return files.some(({ name }) => AVATAR.test(name))
}

/** An avatar that somebody dropped or chose: on its way in, to be looked at, or refused with the reason. */
export type HeadOffer =
  | { step: 'reading'; name: string; share: number }
  | { step: 'fitting'; name: string; share: number }
  | { step: 'refused'; name: string; message: string }
  | { step: 'ready'; name: string; preview: HeadPreview; notes?: readonly string[] }

export interface HeadOfferState {
  offer: HeadOffer | null
  /** For whom it was brought; null: whoever is chosen. */
  personaId: string | null
  /** It is being made a persona's own. */
  accepting: boolean
}

/** Faces made elsewhere that come in by this window, and whose they become. */
export class HeadOffers {
  readonly store: StoreApi<HeadOfferState> = createStore(() => ({ offer: null, personaId: null, accepting: false }))
  private run = 0
  private openId: string | null = null
  private fitting: AbortController | null = null

  constructor(
    private readonly api: PageApi,
    private readonly notices: NoticeBoard,
    private readonly fit: typeof fitInWorker = fitInWorker,
  ) {}

  /** Reads the files of one avatar; what is wrong with them is said where it would have been looked at. */
  async take(files: readonly File[], personaId: string | null = null): Promise<void> {
    if (files.length === 0) return
    const gone = this.putAway()
    const run = ++this.run
    const name = (files.find((file) => AVATAR.test(file.name)) ?? files[0]!).name
    const show = (offer: HeadOffer): void => {
      if (run === this.run) this.store.setState({ offer, personaId })
    }
    show({ step: 'reading', name, share: 0 })
    await gone
    try {
      const preview = await readOffered(this.api, files, (share, id) => {
        // Put away meanwhile: nothing more of it is sent.
        if (run !== this.run) throw new UnderstudyError('cancelled', 'The file was put away.')
        this.openId = id
        show({ step: 'reading', name, share })
      })
      if (run === this.run) show({ step: 'ready', name, preview })
    } catch (thrown) {
      const error = UnderstudyError.from(thrown)
      if (run === this.run) this.openId = null
      if (error.kind !== 'cancelled') show({ step: 'refused', name, message: error.message })
    }
  }

  /** Takes the place of the one that lies open, for the same persona; what cannot be a face leaves it where it is. */
  exchange(files: readonly File[]): void {
    const { accepting, personaId } = this.store.getState()
    if (accepting) this.notices.tell('The face before it is being taken over; drop this one again when that is done.')
    else if (!isAvatar(files)) this.notices.tell('That is no face made elsewhere; drop a .glb, .gltf or .vrm model, or the .zip of a LAM avatar.')
    else void this.take(files, personaId)
  }

  /** Makes a face from photographs of one person, in this window; the first that can be used becomes the portrait. */
  async takePhotographs(photos: readonly File[], persona: { id: string; name: string }): Promise<void> {
    if (photos.length === 0) return
    const gone = this.putAway()
    const run = ++this.run
    const name = photos.length === 1 ? photos[0]!.name : `${photos.length} photographs`
    const personaId = persona.id
    const show = (offer: HeadOffer): void => {
      if (run === this.run) this.store.setState({ offer, personaId })
    }
    if (photos.length > MOST_PHOTOGRAPHS) return show({ step: 'refused', name, message: `Choose up to ${MOST_PHOTOGRAPHS} photographs.` })
    show({ step: 'fitting', name, share: 0 })
    const abort = new AbortController()
    this.fitting = abort
    await gone
    try {
      const { files, used, refused, warnings } = await this.fit(photos, persona.name, (share) => show({ step: 'fitting', name, share }), abort.signal)
      const reasons = refused.map((one) => `«${one.name}»: ${one.reason}`)
      if (files === null) return show({ step: 'refused', name, message: reasons.join(' ') })
      const preview = await readOffered(this.api, files.map((file) => new File([file.content], file.name)), (_, id) => {
        if (run !== this.run) throw new UnderstudyError('cancelled', 'The face was put away.')
        this.openId = id
      }, used)
      show({ step: 'ready', name, preview, notes: [...warnings, ...reasons] })
    } catch (thrown) {
      const error = UnderstudyError.from(thrown)
      if (run === this.run) this.openId = null
      if (error.kind !== 'cancelled') show({ step: 'refused', name, message: error.message })
    }
  }

  /** @returns the persona with its new face, or null where that failed, which is told */
  async accept(persona: { id: string; name: string }): Promise<PersonaDetail | null> {
    const { offer, accepting } = this.store.getState()
    if (offer?.step !== 'ready' || accepting) return null
    this.store.setState({ accepting: true })
    const detail = await this.notices.guard(request(this.api, 'personas.setHead', { id: persona.id, headId: offer.preview.id }))
    this.store.setState({ accepting: false })
    if (!detail) return null
    this.openId = null
    this.run++
    this.store.setState({ offer: null })
    this.notices.tell(`${persona.name} has a face of its own now.`, this.undo(persona.id))
    return detail
  }

  async remove(persona: { id: string; name: string }): Promise<void> {
    if (!(await this.notices.guard(request(this.api, 'personas.removeHead', { id: persona.id })))) return
    this.notices.tell(`The face of ${persona.name} was removed; the portrait that ships stands in.`, this.undo(persona.id))
  }

  /** Asks whose face becomes one that was read already; whoever read it puts it away. */
  offer(preview: HeadPreview): void {
    this.run++
    this.openId = null
    this.store.setState({ offer: { step: 'ready', name: preview.names[0]!, preview }, personaId: null })
  }

  /** Somebody else shows it from now on, and puts it away. */
  handOver(): void {
    this.run++
    this.openId = null
    this.store.setState({ offer: null, personaId: null })
  }

  /** Ends the reading, or drops what was read. */
  async putAway(): Promise<void> {
    this.run++
    this.fitting?.abort()
    this.fitting = null
    this.store.setState({ offer: null, personaId: null })
    const id = this.openId
    this.openId = null
    if (id !== null) await this.notices.guard(request(this.api, 'heads.drop', { id }))
  }

  dispose(): void {
    void this.putAway()
  }

  private undo(id: string): { label: string; run: () => void } {
    return { label: 'Undo', run: () => void this.notices.guard(request(this.api, 'personas.undoHead', { id })) }
  }
}

/**
 * Sends the files of an avatar piece by piece and has them read.
 * @param onShare told how much of them (0–1) was sent; it may throw to stop
 * @param photographs what the page fitted the head to, where the files are that head's
 * @throws what is wrong with them
 */
export async function readOffered(
  api: PageApi,
  files: readonly File[],
  onShare: (share: number, id: string) => void,
  photographs?: readonly string[],
): Promise<HeadPreview> {
  const { id } = await request(api, 'heads.begin', {
    files: files.map(({ name, size }) => ({ name, bytes: size })),
    ...(photographs && { photographs: [...photographs] }),
  })
  try {
    const total = files.reduce((sum, { size }) => sum + size, 0)
    let sent = 0
    for (const [file, content] of files.entries()) {
      for (let at = 0; at < content.size; at += OFFERED_PIECE_BYTES) {
        onShare(sent / total, id)
        const bytes = new Uint8Array(await bytesOf(content.slice(at, at + OFFERED_PIECE_BYTES)))
        await request(api, 'heads.put', { id, file, bytes })
        sent += bytes.length
      }
    }
    onShare(1, id)
    return await request(api, 'heads.read', { id })
  } catch (thrown) {
    await request(api, 'heads.drop', { id })
    throw thrown
  }
}

async function bytesOf(piece: Blob): Promise<ArrayBuffer> {
  return piece.arrayBuffer().catch((cause: unknown) => {
    throw new UnderstudyError('not_found', 'The file cannot be read any more; choose it again, or its files one by one where it is a folder.', { cause })
  })
}
