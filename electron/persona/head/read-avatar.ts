import { open, stat } from 'node:fs/promises'
import { UnderstudyError } from '../../contract/errors.ts'
import { pathProblem } from '../transfer/package-paths.ts'
import { readZip } from '../transfer/read-zip.ts'
import { bakeGltf } from './gltf/bake.ts'
import { damaged, isGlb, parseGlb, readGltf } from './gltf/container.ts'
import { packLam } from './lam/lam-pack.ts'
import { packMesh } from './mesh-pack.ts'
import type { AvatarPack } from './pack.ts'

export const MOST_AVATAR_BYTES = 160 * 1024 * 1024
const ZIP_LIMITS = { maxEntries: 200, maxEntryBytes: MOST_AVATAR_BYTES, maxTotalBytes: 2 * MOST_AVATAR_BYTES }
const ZIP_SIGNATURE = 0x04034b50

/**
 * Reads an avatar made elsewhere, whatever its name says it is: a glTF or VRM model, or a LAM avatar. Nothing is written.
 * @throws `not_found`, `too_large`, `persona_invalid` with what is wrong and what to do
 */
export async function readAvatar(path: string): Promise<AvatarPack> {
  const bytes = await readFileWithin(path)
  if (bytes.length === 0) throw new UnderstudyError('persona_invalid', 'The file is empty; choose another.')
  if (isGlb(bytes)) return packMesh(bakeGltf(parseGlb(bytes)))
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === ZIP_SIGNATURE) return readLam(bytes)
  if (bytes[0] === 0x7b && /\.gltf$/i.test(path)) return packMesh(bakeGltf(await readGltf(path, bytes)))
  throw new UnderstudyError('persona_invalid', 'This is not a head that Understudy can read; choose a .glb, .gltf or .vrm model, or the .zip of a LAM avatar.')
}

/** What to say of a file of this size; null where it may be read. */
export function tooManyBytes(bytes: number): UnderstudyError | null {
  if (bytes <= MOST_AVATAR_BYTES) return null
  return new UnderstudyError('too_large', `The file has ${Math.round(bytes / 2 ** 20)} MB; models of up to ${MOST_AVATAR_BYTES / 2 ** 20} MB are read: reduce it and export it again.`)
}

async function readFileWithin(path: string): Promise<Buffer> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw new UnderstudyError('not_found', 'The file cannot be opened; choose another.', { cause })
  })
  if (!stats.isFile()) throw new UnderstudyError('persona_invalid', 'This is no file; choose the file of the model itself.')
  const tooMany = tooManyBytes(stats.size)
  if (tooMany) throw tooMany
  const file = await open(path)
  try {
    return await file.readFile()
  } finally {
    await file.close()
  }
}

async function readLam(bytes: Buffer): Promise<AvatarPack> {
  const found = new Map<string, Buffer>()
  try {
    await readZip(
      bytes,
      ZIP_LIMITS,
      (name, content) => {
        const part = lamPart(name)
        if (part !== null && !found.has(part)) found.set(part, content)
      },
      (entries) => {
        for (const { name, encrypted } of entries) {
          const problem = pathProblem(name)
          if (problem !== null) throw damaged(`was not taken because its archive ${problem}; have it exported again`)
          if (encrypted) throw damaged('is protected by a password; export it without one')
        }
      },
    )
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) throw thrown
    throw damaged('was cut off or is damaged; export or download it again', thrown)
  }
  const skin = found.get('skin.glb')
  const ply = found.get('offset.ply')
  if (!skin || !ply) throw new UnderstudyError('persona_invalid', 'The archive holds no LAM avatar (skin.glb and offset.ply); choose another, or unpack it and choose the model in it.')
  if (!isGlb(skin)) throw damaged('was cut off or is damaged; export or download it again')
  return packLam(skin, ply)
}

/** A part by the end of its path, whatever the avatar's folder is called; what other systems put beside is none. */
function lamPart(name: string): string | null {
  if (/(?:^|\/)(?:__MACOSX\/|\._)/.test(name)) return null
  return /(?:^|\/)(skin\.glb|offset\.ply)$/.exec(name)?.[1] ?? null
}
