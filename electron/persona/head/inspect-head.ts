import { readFile as read, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { avatarFileSchema, portraitSummarySchema, type AvatarFile, type HeadReport } from '../../contract/avatar.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import { channelsOf } from './pack.ts'
import { readAvatar } from './read-avatar.ts'

/**
 * What a head is and what moves it; nothing is written.
 * @param path an avatar's file, or the folder of a head in our own format
 * @param readFile reads a file; without it that happens in this thread, with no limit of time
 * @throws `not_found`, `too_large`, `persona_invalid` with what is wrong and what to do
 */
export async function inspectHead(path: string, readFile: (path: string) => Promise<HeadReport> = readHere): Promise<HeadReport> {
  return (await isFolder(path)) ? inspectFolder(path) : readFile(path)
}

async function readHere(path: string): Promise<HeadReport> {
  return (await readAvatar(path)).report
}

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then((stats) => stats.isDirectory(), () => false)
}

async function inspectFolder(path: string): Promise<HeadReport> {
  const text = await read(join(path, 'head.json'), 'utf8').catch((cause: unknown) => {
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
  if (file.kind === 'splats') return { kind: 'splats', ...channelsOf(file.morphs), unknown: [], triangles: null, splats: file.vertices, eyes: false }
  const bin = await read(join(path, file.bin)).catch((cause: unknown) => {
    throw damaged(cause)
  })
  const { eye } = file.attributes
  if (eye + file.vertices > bin.length) throw damaged()
  const marks = bin.subarray(eye, eye + file.vertices)
  return { kind: 'mesh', ...channelsOf(file.morphs, marks), unknown: [], triangles: file.index.count / 3, splats: null, eyes: marks.some((mark) => mark !== 0) }
}

function damaged(cause?: unknown): UnderstudyError {
  return new UnderstudyError('persona_invalid', 'The head in this folder is damaged; make it again from its file.', { cause })
}
