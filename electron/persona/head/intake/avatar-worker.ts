import { parentPort } from 'node:worker_threads'
import type { HeadReport } from '../../../contract/avatar.ts'
import { UnderstudyError, type ErrorShape } from '../../../contract/errors.ts'
import { writePack } from '../pack.ts'
import { readAvatar } from '../read-avatar.ts'

/** Thread that reads one avatar and writes it in our own format: a hostile or huge file costs this thread, not the app. */

export interface AvatarRequest {
  path: string
  /** Folder that gets head.json and what belongs to it. */
  into: string
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

async function read(path: string, into: string): Promise<HeadReport> {
  const pack = await readAvatar(path)
  await writePack(pack, into)
  return pack.report
}
