import { randomUUID } from 'node:crypto'
import { appendFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Disposable } from '../../../base/disposable.ts'
import { HEAD_FILE, type HeadOrigin, type HeadPreview, type OfferedFile } from '../../../contract/avatar.ts'
import { UnderstudyError } from '../../../contract/errors.ts'
import { foldedName, pathProblem } from '../../transfer/package-paths.ts'
import { inspectHead } from '../inspect-head.ts'
import { tooManyBytes } from '../read-avatar.ts'
import type { AvatarReader } from './avatar-reader.ts'

/** Looked at, but neither taken over nor put away: more than these are not kept, the oldest goes. */
const MOST_KEPT = 4
const MODEL = /\.(?:glb|gltf|vrm|zip)$/i

/** One avatar on its way in. */
interface Offer {
  readonly id: string
  /** Where the files as they came lie; empty once they are read. */
  readonly files: string
  /** The head in our own format. */
  readonly made: string
  readonly offered: readonly OfferedFile[]
  /** What the page fitted it to: its files are those of a head already. */
  readonly photographs: readonly string[] | null
  readonly received: number[]
  readonly abort: AbortController
  work: Promise<unknown>
  read: boolean
}

/**
 * Avatars that somebody dropped onto the window or chose, until they are taken over or put away. Their files come from the page in pieces:
 * what is dropped need not lie in any folder that the app may read.
 */
export class HeadIntake implements Disposable {
  private readonly offers = new Map<string, Offer>()
  private readonly cleared: Promise<void>

  /** @param directory for nothing else; emptied at the start and at the end */
  constructor(
    private readonly directory: string,
    private readonly reader: AvatarReader,
  ) {
    this.cleared = rm(directory, { recursive: true, force: true })
  }

  /** Names and sizes come first, so that what is too large is refused before a byte of it is copied. @throws `too_large`, `persona_invalid` */
  async begin(offered: readonly OfferedFile[], photographs: readonly string[] | null = null): Promise<{ id: string }> {
    if (!offered.some(({ bytes }) => bytes > 0)) throw invalid('The file is empty; choose another.')
    const tooMany = tooManyBytes(offered.reduce((sum, { bytes }) => sum + bytes, 0))
    if (tooMany) throw tooMany
    for (const { name } of offered) if (name.includes('/') || pathProblem(name) !== null) throw invalid('The file has a name that cannot be stored here; rename it.')
    if (new Set(offered.map(({ name }) => foldedName(name))).size < offered.length) throw invalid('Two of the files have the same name; choose those of one model.')
    await this.cleared
    while (this.offers.size >= MOST_KEPT) await this.drop([...this.offers.keys()][0]!)
    const id = randomUUID()
    const files = join(this.directory, id, 'files')
    await mkdir(files, { recursive: true })
    this.offers.set(id, {
      ...{ id, files, offered, photographs, made: join(this.directory, id, 'head'), received: offered.map(() => 0) },
      ...{ abort: new AbortController(), work: Promise.resolve(), read: false },
    })
    return { id }
  }

  /** The next piece of a file. @throws `not_found`; `bad_request` for more than was announced */
  put(id: string, file: number, bytes: Uint8Array): Promise<void> {
    const offer = this.offer(id)
    const announced = offer.offered[file]
    const received = (offer.received[file] ?? 0) + bytes.length
    if (!announced || received > announced.bytes) throw new UnderstudyError('bad_request', 'The file changed while it was read; choose it again.')
    offer.received[file] = received
    return this.next(offer, () =>
      appendFile(join(offer.files, announced.name), bytes).catch((cause: unknown) => {
        throw new UnderstudyError('disk_full', 'The file could not be copied; make room on the disk and choose it again.', { cause })
      }),
    )
  }

  /** Reads what came. @throws as `readAvatar`; nothing is left of it then */
  async read(id: string): Promise<HeadPreview> {
    const offer = this.offer(id)
    try {
      return await this.next(offer, async () => {
        if (offer.received.some((bytes, k) => bytes !== offer.offered[k]!.bytes)) throw new UnderstudyError('bad_request', 'The file changed while it was read; choose it again.')
        if (offer.photographs !== null) return await this.takeFitted(offer, offer.photographs)
        const model = offer.offered.find(({ name }) => MODEL.test(name)) ?? offer.offered[0]!
        const report = await this.reader.read({ path: join(offer.files, model.name), into: offer.made }, offer.abort.signal)
        await rm(offer.files, { recursive: true, force: true })
        offer.read = true
        return { id, names: offer.offered.map(({ name }) => name), report, url: `heads/preview/${id}/` }
      })
    } catch (thrown) {
      await this.drop(id)
      throw thrown
    }
  }

  private async takeFitted(offer: Offer, photographs: readonly string[]): Promise<HeadPreview> {
    if (offer.offered.some(({ name }) => !HEAD_FILE.test(name))) throw invalid('These are not the files of a head; choose the photographs again.')
    await rename(offer.files, offer.made)
    const report = await inspectHead(offer.made)
    offer.read = true
    return { id: offer.id, names: [...photographs], report, url: `heads/preview/${offer.id}/` }
  }

  /** Folder of a head that was read; null where there is none. */
  folder(id: string): string | null {
    const offer = this.offers.get(id)
    return offer?.read ? offer.made : null
  }

  /** @throws `not_found` where none of that id was read */
  taken(id: string, nowMs = Date.now()): { folder: string; origin: HeadOrigin } {
    const offer = this.offer(id)
    if (!offer.read) throw gone()
    const madeAt = new Date(nowMs).toISOString()
    const { photographs } = offer
    const origin: HeadOrigin = photographs
      ? { formatVersion: 1, kind: 'photographs', names: [...photographs], madeAt }
      : { formatVersion: 1, kind: 'file', names: offer.offered.map(({ name }) => name), madeAt }
    return { folder: offer.made, origin }
  }

  /** Ends its reading and removes everything of it. */
  async drop(id: string): Promise<void> {
    const offer = this.offers.get(id)
    if (!offer) return
    this.offers.delete(id)
    offer.abort.abort()
    await offer.work.catch(() => undefined)
    await rm(join(this.directory, id), { recursive: true, force: true })
  }

  async dispose(): Promise<void> {
    this.reader.dispose()
    await Promise.all([...this.offers.keys()].map((id) => this.drop(id)))
    await rm(this.directory, { recursive: true, force: true })
  }

  private next<T>(offer: Offer, work: () => Promise<T>): Promise<T> {
    const run = offer.work.then(work)
    offer.work = run.catch(() => undefined)
    return run
  }

  private offer(id: string): Offer {
    const offer = this.offers.get(id)
    if (!offer) throw gone()
    return offer
  }
}

function invalid(message: string): UnderstudyError {
  return new UnderstudyError('persona_invalid', message)
}

function gone(): UnderstudyError {
  return new UnderstudyError('not_found', 'That face is not here any more; choose its file again.')
}
