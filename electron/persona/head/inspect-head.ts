import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { avatarFileSchema, portraitSummarySchema, type AvatarFile, type HeadReport } from '../../contract/avatar.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import { channelsOf } from './pack.ts'
import { readAvatar } from './read-avatar.ts'

/**
 * What a head is and what moves it; nothing is written.
 * @param path an avatar's file, or the folder of a head in our own format
 * @throws `not_found`, `too_large`, `persona_invalid` with what is wrong and what to do
 */
export async function inspectHead(path: string): Promise<HeadReport> {
  return (await isFolder(path)) ? inspectFolder(path) : (await readAvatar(path)).report
}

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then((stats) => stats.isDirectory(), () => false)
}

async function inspectFolder(path: string): Promise<HeadReport> {
  const text = await readFile(join(path, 'head.json'), 'utf8').catch((cause: unknown) => {
    throw new UnderstudyError('not_found', 'The folder holds no head (head.json); choose another, or the file of an avatar.', { cause })
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw damaged(cause)
  }
  const portrait = portraitSummarySchema.safeParse(json)
  if (portrait.success) {
    const finest = portrait.data.lods.reduce((best, lod) => (lod.triangles > best.triangles ? lod : best))
    return { kind: 'portrait', ...channelsOf(finest.morphs), unknown: [], triangles: finest.triangles, splats: null, eyes: true }
  }
  const avatar = avatarFileSchema.safeParse(json)
  if (!avatar.success) throw damaged(avatar.error)
  return avatarReport(avatar.data, path)
}

async function avatarReport(file: AvatarFile, path: string): Promise<HeadReport> {
  const channels = channelsOf(file.morphs)
  if (file.kind === 'splats') return { kind: 'splats', ...channels, unknown: [], triangles: null, splats: file.vertices, eyes: false }
  const bin = await readFile(join(path, file.bin)).catch((cause: unknown) => {
    throw damaged(cause)
  })
  const { eye } = file.attributes
  if (eye + file.vertices > bin.length) throw damaged()
  const eyes = bin.subarray(eye, eye + file.vertices).some((mark) => mark !== 0)
  return { kind: 'mesh', ...channels, unknown: [], triangles: file.index.count / 3, splats: null, eyes }
}

function damaged(cause?: unknown): UnderstudyError {
  return new UnderstudyError('persona_invalid', 'The head in this folder is damaged; make it again from its file.', { cause })
}
