import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { avatarFileSchema, type AvatarFile, type HeadReport } from '../../contract/avatar.ts'
import { COEFFICIENT_NAMES } from '../../contract/coefficients.ts'
import type { AvatarImage } from './baked.ts'
import type { CoefficientShape } from './coefficient-shapes.ts'

/** An avatar in our own format, with what became of it. */
export interface AvatarPack {
  readonly file: AvatarFile
  readonly bin: Uint8Array
  readonly images: readonly (AvatarImage & { name: string })[]
  readonly report: HeadReport
}

export const AVATAR_BIN = 'head.bin'
/** Names that a report lists of shapes without a meaning. */
export const MOST_UNKNOWN = 40

/** Puts arrays one after the other, each where a page can read it in place. */
export class BinWriter {
  private readonly parts: Uint8Array[] = []
  private length = 0

  /** @returns offset in bytes */
  add(array: Uint8Array | Int8Array | Int16Array | Uint32Array | Float32Array): number {
    const offset = this.length
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    const padding = (4 - (bytes.length % 4)) % 4
    this.parts.push(bytes, new Uint8Array(padding))
    this.length += bytes.length + padding
    return offset
  }

  /** Displacements as 16-bit steps of their own size. */
  addShape({ name, indices, deltas }: CoefficientShape): AvatarFile['morphs'][number] {
    let largest = 0
    for (const value of deltas) largest = Math.max(largest, Math.abs(value))
    const scale = largest / 32767 || 1
    return {
      name,
      scale,
      count: indices.length,
      indexOffset: this.add(indices),
      deltaOffset: this.add(Int16Array.from(deltas, (value) => Math.round(value / scale))),
    }
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.parts)
  }
}

/** i8×4, normalised, of vectors of any length. */
export function packNormals(normals: Float32Array): Int8Array {
  const packed = new Int8Array((normals.length / 3) * 4)
  for (let v = 0; v < normals.length / 3; v++) {
    const length = Math.hypot(normals[3 * v]!, normals[3 * v + 1]!, normals[3 * v + 2]!) || 1
    for (let c = 0; c < 3; c++) packed[4 * v + c] = Math.round((127 * normals[3 * v + c]!) / length)
  }
  return packed
}

/**
 * Which coefficients move something: by shapes, of which each is told with how many vertices it moves, and by eyeballs that turn.
 * @param eye marks of the vertices: 1 left eyeball, 2 right eyeball
 */
export function channelsOf(shapes: readonly { name: string; count: number }[], eye: Uint8Array = new Uint8Array()): Pick<HeadReport, 'channels' | 'missing'> {
  const sides = (['Left', 'Right'] as const).filter((_, k) => eye.includes(k + 1))
  const moved = new Set<string>([
    ...shapes.flatMap(({ name, count }) => (count > 0 ? [name] : [])),
    ...COEFFICIENT_NAMES.filter((name) => name.startsWith('eyeLook') && sides.some((side) => name.endsWith(side))),
  ])
  return { channels: COEFFICIENT_NAMES.filter((name) => moved.has(name)), missing: COEFFICIENT_NAMES.filter((name) => !moved.has(name)) }
}

/** Writes the folder that the page loads a head from. */
export async function writePack({ file, bin, images }: AvatarPack, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  for (const { name, bytes } of images) await writeFile(join(directory, name), bytes)
  await writeFile(join(directory, AVATAR_BIN), bin)
  await writeFile(join(directory, 'head.json'), JSON.stringify(avatarFileSchema.parse(file)))
}
