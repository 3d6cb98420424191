import { avatarFileSchema, type AvatarFile, type MeshAvatarFile, type SplatAvatarFile } from '../../../electron/contract/avatar.ts'
import { COEFFICIENT_NAMES } from '../../../electron/contract/coefficients.ts'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { fetchFile } from '../model/load-head.ts'
import type { SparseMorph } from '../model/morphs.ts'
import { NormalDeltas } from '../model/normals.ts'

interface Numbers {
  readonly positions: Float32Array
  readonly follow: Uint8Array
  /** In canonical order; a coefficient that moves nothing has an empty one. */
  readonly morphs: readonly SparseMorph[]
}

export interface MeshAvatar extends Numbers {
  readonly kind: 'mesh'
  readonly file: MeshAvatarFile
  readonly normals: Int8Array
  readonly uvs: Float32Array
  readonly colors: Uint8Array
  readonly eye: Uint8Array
  readonly index: Uint32Array
  readonly images: ReadonlyMap<string, ImageBitmap>
}

export interface SplatAvatar extends Numbers {
  readonly kind: 'splats'
  readonly file: SplatAvatarFile
  readonly colors: Uint8Array
  /** Six a splat. */
  readonly covariances: Float32Array
}

/**
 * Reads a head that was made elsewhere, in our own format.
 * @param json its head.json
 * @throws UnderstudyError `persona_invalid`, `not_found`, `cancelled`
 */
export async function loadAvatar(json: unknown, baseUrl: string, signal?: AbortSignal): Promise<MeshAvatar | SplatAvatar> {
  const parsed = avatarFileSchema.safeParse(json)
  if (!parsed.success) throw damaged(parsed.error)
  const file = parsed.data
  const bin = await (await fetchFile(new URL(file.bin, baseUrl), signal)).arrayBuffer()
  const read = new BinReader(bin)
  return file.kind === 'mesh' ? { ...meshNumbers(file, read), images: await loadImages(file, baseUrl, signal) } : splatNumbers(file, read)
}

function meshNumbers(file: MeshAvatarFile, read: BinReader): Omit<MeshAvatar, 'images'> {
  const { attributes, vertices: n } = file
  const positions = read.slice(attributes.position, 3 * n, Float32Array)
  const index = read.slice(file.index.offset, file.index.count, Uint32Array)
  for (const v of index) if (v >= n) throw damaged()
  for (const { indexStart, indexCount, material } of file.parts) {
    if (indexStart + indexCount > index.length || !file.materials[material]) throw damaged()
  }
  const normalDeltas = new NormalDeltas(positions, index)
  return {
    kind: 'mesh',
    file,
    positions,
    index,
    normals: read.slice(attributes.normal, 4 * n, Int8Array),
    uvs: read.slice(attributes.uv, 2 * n, Float32Array),
    colors: read.slice(attributes.color, 4 * n, Uint8Array),
    follow: read.slice(attributes.follow, n, Uint8Array),
    eye: read.slice(attributes.eye, n, Uint8Array),
    morphs: morphsOf(file, read, (indices, deltas) => normalDeltas.of(indices, deltas)),
  }
}

function splatNumbers(file: SplatAvatarFile, read: BinReader): SplatAvatar {
  const { attributes, vertices: n } = file
  return {
    kind: 'splats',
    file,
    positions: read.slice(attributes.position, 3 * n, Float32Array),
    follow: read.slice(attributes.follow, n, Uint8Array),
    colors: read.slice(attributes.color, 4 * n, Uint8Array),
    covariances: read.slice(attributes.covariance, 6 * n, Float32Array),
    morphs: morphsOf(file, read, () => new Float32Array()),
  }
}

function morphsOf(file: AvatarFile, read: BinReader, turn: (indices: Uint32Array, deltas: Float32Array) => Float32Array): SparseMorph[] {
  const byName = new Map(file.morphs.map((entry) => [entry.name, entry]))
  return COEFFICIENT_NAMES.map((name) => {
    const entry = byName.get(name)
    if (!entry) return { indices: new Uint32Array(), deltas: new Float32Array(), normalDeltas: new Float32Array() }
    const indices = read.slice(entry.indexOffset, entry.count, Uint32Array)
    for (const v of indices) if (v >= file.vertices) throw damaged()
    const deltas = Float32Array.from(read.slice(entry.deltaOffset, 3 * entry.count, Int16Array), (unit) => unit * entry.scale)
    return { indices, deltas, normalDeltas: turn(indices, deltas) }
  })
}

async function loadImages(file: MeshAvatarFile, baseUrl: string, signal?: AbortSignal): Promise<Map<string, ImageBitmap>> {
  const names = [...new Set(file.materials.flatMap(({ image }) => image ?? []))]
  const images = await Promise.all(
    names.map(async (name) => {
      const blob = await (await fetchFile(new URL(name, baseUrl), signal)).blob()
      // Under alpha 0 there may be colour that an opaque material shows.
      const bitmap = await createImageBitmap(blob, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' }).catch((cause: unknown) => {
        throw damaged(cause)
      })
      return [name, bitmap] as const
    }),
  )
  return new Map(images)
}

class BinReader {
  constructor(private readonly bin: ArrayBuffer) {}

  slice<T>(offset: number, count: number, type: { new (buffer: ArrayBuffer, offset: number, count: number): T; BYTES_PER_ELEMENT: number }): T {
    if (offset + count * type.BYTES_PER_ELEMENT > this.bin.byteLength) throw damaged()
    return new type(this.bin, offset, count)
  }
}

function damaged(cause?: unknown): UnderstudyError {
  return new UnderstudyError('persona_invalid', 'The head of this persona is damaged; choose its file again in the studio.', { cause })
}
