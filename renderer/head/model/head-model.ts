import { COEFFICIENT_NAMES } from '../../../electron/contract/coefficients.ts'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { headFileSchema, type GridEntry, type HeadFile, type LodEntry, type MorphEntry, type PartEntry } from './format.ts'
import type { SparseMorph } from './morphs.ts'
import { NormalDeltas } from './normals.ts'

/** One level of detail, ready to be drawn: attributes per vertex, one index, shapes in canonical order. */
export interface HeadMesh {
  readonly positions: Float32Array
  readonly normals: Float32Array
  /** Rest normals as stored (xyz and a zero, normalised i8). */
  readonly packedNormals: Int8Array
  readonly uvs: Float32Array
  readonly colors: Uint8Array
  readonly follow: Uint8Array
  readonly shade: Uint8Array
  readonly index: Uint16Array
  readonly parts: readonly PartEntry[]
  /** The 52 shapes, then the correctives. */
  readonly morphs: readonly SparseMorph[]
  readonly correctives: readonly Corrective[]
}

/** What the weight of a corrective shape is made of. */
export interface Corrective {
  /** Canonical indices. */
  readonly of: readonly number[]
  readonly by: 'product' | 'least'
}

export function correctiveWeight({ of, by }: Corrective, coefficients: ArrayLike<number>): number {
  const values = of.map((i) => coefficients[i] ?? 0)
  return by === 'least' ? Math.min(...values) : values.reduce((product, value) => product * value, 1)
}

/** Sample points of a photographic layer that turns with the head. */
export interface DepthGrid {
  readonly columns: number
  readonly rows: number
  /** View depth in cm, row by row from the top. */
  readonly depth: Float32Array
  /** 0–255. */
  readonly follow: Uint8Array
}

const corrupt = (what: string, cause?: unknown): UnderstudyError =>
  new UnderstudyError('persona_invalid', `The head model is damaged (${what}); install it again.`, { cause })

/** A parsed head: structure from head.json, numbers from head.bin. */
export class HeadModel {
  private constructor(
    readonly file: HeadFile,
    private readonly bin: ArrayBuffer,
  ) {}

  /** @throws UnderstudyError `persona_invalid` when the file isn't a head of version 1 or points outside its numbers. */
  static parse(json: unknown, bin: ArrayBuffer): HeadModel {
    const parsed = headFileSchema.safeParse(json)
    if (!parsed.success) throw corrupt(parsed.error.issues[0]?.path.join('.') ?? 'head.json', parsed.error)
    return new HeadModel(parsed.data, bin)
  }

  get lodNames(): string[] {
    return this.file.lods.map((lod) => lod.name)
  }

  /** The level called `name`, or the first one where it is missing. */
  mesh(name: string): HeadMesh {
    const lod = this.file.lods.find((entry) => entry.name === name) ?? this.file.lods[0]!
    const n = lod.vertices
    const { attributes } = lod
    const positions = this.f32(attributes.position.offset, 3 * n)
    const packedNormals = this.slice(attributes.normal.offset, 4 * n, Int8Array)
    const normals = new Float32Array(3 * n)
    for (let v = 0; v < n; v++) for (let c = 0; c < 3; c++) normals[3 * v + c] = packedNormals[4 * v + c]! / 127
    const index = this.slice(lod.index.offset, lod.index.count, Uint16Array)
    for (const v of index) if (v >= n) throw corrupt('a triangle without its vertex')
    const normalDeltas = new NormalDeltas(positions, index)
    const shapes = this.inCanonicalOrder(lod).map((entry) => this.morph(entry, n, normalDeltas))
    const entries = this.file.correctives.filter((entry) => entry.lod === lod.name)
    const correctives = entries.map(({ of, by }): Corrective => ({ of: of.map((name) => COEFFICIENT_NAMES.findIndex((known) => known === name)), by }))
    return {
      positions,
      normals,
      packedNormals,
      uvs: this.f32(attributes.uv.offset, 2 * n),
      colors: this.slice(attributes.color.offset, 4 * n, Uint8Array),
      follow: this.slice(attributes.follow.offset, n, Uint8Array),
      shade: this.slice(attributes.shade.offset, n, Uint8Array),
      index,
      parts: lod.parts,
      morphs: [...shapes, ...entries.map((entry, k) => this.morph(entry, n, normalDeltas, correctives[k]!.of.map((i) => shapes[i]!)))],
      correctives,
    }
  }

  grid(entry: GridEntry): DepthGrid {
    const samples = (entry.columns + 1) * (entry.rows + 1)
    return {
      columns: entry.columns,
      rows: entry.rows,
      depth: this.f32(entry.depth.offset, samples),
      follow: this.slice(entry.follow.offset, samples, Uint8Array),
    }
  }

  private inCanonicalOrder(lod: LodEntry): MorphEntry[] {
    const byName = new Map(lod.morphs.map((entry) => [entry.name, entry]))
    return COEFFICIENT_NAMES.map((name) => {
      const entry = byName.get(name)
      if (!entry) throw corrupt(`no shape ${name}`)
      return entry
    })
  }

  /** @param beside the shapes that a corrective goes with */
  private morph(entry: MorphEntry, vertices: number, normalDeltas: NormalDeltas, beside: readonly SparseMorph[] = []): SparseMorph {
    const indices = this.slice(entry.indexOffset, entry.count, Uint16Array)
    for (const v of indices) if (v >= vertices) throw corrupt(`shape ${entry.name}`)
    const units = this.slice(entry.deltaOffset, 3 * entry.count, Int16Array)
    const deltas = Float32Array.from(units, (unit) => unit * entry.scale)
    return { indices, deltas, normalDeltas: beside.length === 0 ? normalDeltas.of(indices, deltas) : normalDeltas.beside(indices, deltas, beside) }
  }

  private f32(offset: number, count: number): Float32Array {
    return this.slice(offset, count, Float32Array)
  }

  private slice<T>(
    offset: number,
    count: number,
    type: { new (buffer: ArrayBuffer, offset: number, count: number): T; BYTES_PER_ELEMENT: number },
  ): T {
    if (offset + count * type.BYTES_PER_ELEMENT > this.bin.byteLength) throw corrupt('its numbers are cut short')
    if (offset % type.BYTES_PER_ELEMENT !== 0) throw corrupt('its numbers are out of line')
    return new type(this.bin, offset, count)
  }
}
