import { parentPort } from 'node:worker_threads'
import type { HeadReport } from '../../../contract/avatar.ts'
import { UnderstudyError, type ErrorShape } from '../../../contract/errors.ts'
import { writePack } from '../pack.ts'
import { MOST_AVATAR_BYTES, readAvatar } from '../read-avatar.ts'

/** Thread that reads one avatar, and writes it in our own format where that is wanted: a hostile or huge file costs this thread, not the app. */

export interface AvatarRequest {
  path: string
  /** Folder that gets head.json and what belongs to it; null: nothing is written. */
  into: string | null
}

export type AvatarReply = { ok: true; report: HeadReport } | { ok: false; error: ErrorShape }

const port = parentPort
if (!port) throw new UnderstudyError('internal', 'This module runs as a worker thread only.')

port.once('message', ({ path, into }: AvatarRequest) => {
  read(path, into).then(
    (report) => port.postMessage({ ok: true, report } satisfies AvatarReply),
    (thrown: unknown) => port.postMessage({ ok: false, error: UnderstudyError.from(thrown).toShape() } satisfies AvatarReply),
  )
})

async function read(path: string, into: string | null): Promise<HeadReport> {
  const pack = await readAvatar(path)
  const bytes = pack.images.reduce((sum, image) => sum + image.bytes.length, pack.bin.length)
  // A persona with more could be exported and not be imported again.
  if (bytes > MOST_AVATAR_BYTES) throw new UnderstudyError('too_large', `The model has ${Math.round(bytes / 2 ** 20)} MB once it is unpacked, and ${MOST_AVATAR_BYTES / 2 ** 20} MB are taken; reduce it and export it again.`)
  if (into !== null) await writePack(pack, into)
  return pack.report
}
