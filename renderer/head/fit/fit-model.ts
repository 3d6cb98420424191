import { z } from 'zod'
import { COEFFICIENT_COUNT, COEFFICIENT_NAMES } from '../../../electron/contract/coefficients.ts'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { headFileSchema, type HeadFile, type LodEntry } from '../model/format.ts'

const offset = z.number().int().nonnegative()

/** fit.json, version 1: what fitting needs beside the head (models/head/identity.py). Centimetres; offsets in bytes of `bin`. */
const fitFileSchema = z.object({
  version: z.literal(1),
  bin: z.string(),
  modes: z.number().int().positive(),
  vertices: z.number().int().positive(),
  mean: z.object({ offset }),
  identity: z.object({ offset, scales: z.array(z.number()) }),
  lods: z.array(z.object({ name: z.string(), source: z.object({ offset }) })),
  /** Centre x, y, z and radius of the left and the right eyeball. */
  eyes: z.object({ mean: z.array(z.number()).length(8), modes: z.object({ offset }) }),
  landmarks: z.object({
    indices: z.array(z.number().int()),
    spreadCm: z.array(z.number()),
    mean: z.object({ offset }),
    modes: z.object({ offset, scale: z.number() }),
    shapes: z.object({ offset, scale: z.number() }),
  }),
})

/** Points that move with identity and expression: everything a solver wants to know about them. */
export interface MovingPoints {
  readonly count: number
  /** Neutral mean, 3 · count. */
  readonly mean: Float32Array
  /** One standard deviation of each mode, 3 · count each. */
  readonly modes: readonly Float32Array[]
  /** The 52 shapes in canonical order at weight 1, 3 · count each. */
  readonly shapes: readonly Float32Array[]
}

export interface FitLevel {
  readonly lod: LodEntry
  readonly points: MovingPoints
  readonly uvs: Float32Array
  readonly index: Uint16Array
  /** Ranges of `index` by the name of the part. */
  part(name: string): Uint16Array
  /** First vertex and end of a part. */
  range(name: string): readonly [number, number]
}

/** Eyeball of an identity: centre and radius, cm. */
export interface EyeBall {
  readonly center: readonly [number, number, number]
  readonly radius: number
}

async function read(url: URL, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal: signal ?? null }).catch((cause: unknown) => {
    if (signal?.aborted) throw UnderstudyError.from(cause)
    throw new UnderstudyError('not_found', 'The face model could not be read; install Understudy again.', { cause })
  })
  if (!response.ok) throw new UnderstudyError('not_found', 'A file of the face model is missing; install Understudy again.')
  return response
}

/** The morphable face: the shipped head's topology and shapes with the neutral mean and its identity modes. */
export class FitModel {
  readonly landmarks: MovingPoints
  readonly landmarkIndices: readonly number[]
  readonly landmarkSpreadCm: readonly number[]
  private readonly levels = new Map<string, FitLevel>()

  private constructor(
    readonly head: HeadFile,
    /** head.json as it is, with what the schema does not know. */
    readonly headJson: Record<string, unknown>,
    readonly headBin: ArrayBuffer,
    private readonly fit: z.infer<typeof fitFileSchema>,
    private readonly bin: ArrayBuffer,
    private readonly baseUrl: string,
  ) {
    const { landmarks, modes } = fit
    const count = landmarks.indices.length
    this.landmarkIndices = landmarks.indices
    this.landmarkSpreadCm = landmarks.spreadCm
    const scaled = (at: { offset: number; scale: number }, sets: number): Float32Array[] =>
      Array.from({ length: sets }, (_, k) =>
        Float32Array.from(new Int16Array(bin, at.offset + k * 6 * count, 3 * count), (unit) => unit * at.scale),
      )
    this.landmarks = {
      count,
      mean: new Float32Array(bin, landmarks.mean.offset, 3 * count),
      modes: scaled(landmarks.modes, modes),
      shapes: scaled(landmarks.shapes, COEFFICIENT_COUNT),
    }
  }

  /** @param baseUrl folder of the shipped head, with a trailing slash */
  static async load(baseUrl: string, signal?: AbortSignal): Promise<FitModel> {
    const [headJson, headBin, fitJson, fitBin] = await Promise.all([
      read(new URL('head.json', baseUrl), signal).then((response) => response.json() as Promise<Record<string, unknown>>),
      read(new URL('head.bin', baseUrl), signal).then((response) => response.arrayBuffer()),
      read(new URL('fit.json', baseUrl), signal).then((response) => response.json() as Promise<unknown>),
      read(new URL('fit.bin', baseUrl), signal).then((response) => response.arrayBuffer()),
    ])
    return FitModel.parse(headJson, headBin, fitJson, fitBin, baseUrl)
  }

  static parse(headJson: Record<string, unknown>, headBin: ArrayBuffer, fitJson: unknown, fitBin: ArrayBuffer, baseUrl = ''): FitModel {
    const head = headFileSchema.safeParse(headJson)
    const fit = fitFileSchema.safeParse(fitJson)
    if (!head.success || !fit.success) throw new UnderstudyError('persona_invalid', 'The face model is damaged; install Understudy again.')
    return new FitModel(head.data, headJson, headBin, fit.data, fitBin, baseUrl)
  }

  get modes(): number {
    return this.fit.modes
  }

  /** A file of the shipped head that every fitted head takes over. */
  async file(name: string, signal?: AbortSignal): Promise<Blob> {
    return (await read(new URL(name, this.baseUrl), signal)).blob()
  }

  level(name: string): FitLevel {
    const known = this.levels.get(name)
    if (known) return known
    const lod = this.head.lods.find((entry) => entry.name === name)
    const sourceAt = this.fit.lods.find((entry) => entry.name === name)
    if (!lod || !sourceAt) throw new UnderstudyError('persona_invalid', 'The face model is damaged; install Understudy again.')
    const n = lod.vertices
    const source = new Uint16Array(this.bin, sourceAt.source.offset, n)
    const stored = new Float32Array(this.headBin, lod.attributes.position.offset, 3 * n)
    const union = new Float32Array(this.bin, this.fit.mean.offset, 3 * this.fit.vertices)
    // Eyeballs are placed by `eye`; until then they lie where the shipped head has them.
    const mean = stored.slice()
    gather(source, union, 1, mean)
    const modes = this.fit.identity.scales.map((scale, k) => {
      const mode = new Float32Array(3 * n)
      gather(source, new Int16Array(this.bin, this.fit.identity.offset + k * 6 * this.fit.vertices, 3 * this.fit.vertices), scale, mode)
      return mode
    })
    const shapes = COEFFICIENT_NAMES.map((shape) => {
      const dense = new Float32Array(3 * n)
      const entry = lod.morphs.find((morph) => morph.name === shape)!
      const at = new Uint16Array(this.headBin, entry.indexOffset, entry.count)
      const deltas = new Int16Array(this.headBin, entry.deltaOffset, 3 * entry.count)
      at.forEach((v, i) => {
        for (let c = 0; c < 3; c++) dense[3 * v + c] = deltas[3 * i + c]! * entry.scale
      })
      return dense
    })
    const index = new Uint16Array(this.headBin, lod.index.offset, lod.index.count)
    const part = (wanted: string): Uint16Array => {
      const entry = lod.parts.find((candidate) => candidate.name === wanted)!
      return index.subarray(entry.indexStart, entry.indexStart + entry.indexCount)
    }
    const level: FitLevel = {
      lod,
      points: { count: n, mean, modes, shapes },
      uvs: new Float32Array(this.headBin, lod.attributes.uv.offset, 2 * n),
      index,
      part,
      range: (wanted) => {
        let least = n
        let most = 0
        for (const v of part(wanted)) {
          least = Math.min(least, v)
          most = Math.max(most, v)
        }
        return [least, most + 1]
      },
    }
    this.levels.set(name, level)
    return level
  }

  /** Eyeballs of an identity. */
  eyes(identity: ArrayLike<number>): { left: EyeBall; right: EyeBall } {
    const values = this.fit.eyes.mean.slice()
    const modes = new Float32Array(this.bin, this.fit.eyes.modes.offset, 8 * this.fit.modes)
    for (let k = 0; k < this.fit.modes; k++) for (let i = 0; i < 8; i++) values[i]! += (identity[k] ?? 0) * modes[8 * k + i]!
    const [a, b, c, r, d, e, f, s] = values as [number, number, number, number, number, number, number, number]
    return { left: { center: [a, b, c], radius: r }, right: { center: [d, e, f], radius: s } }
  }
}

function gather(source: Uint16Array, from: Float32Array | Int16Array, scale: number, to: Float32Array): void {
  for (let v = 0; v < source.length; v++) {
    const s = source[v]!
    if (s === 65535) continue
    for (let c = 0; c < 3; c++) to[3 * v + c] = from[3 * s + c]! * scale
  }
}

/** mean + Σ identity · mode + Σ weight · shape. */
export function shaped(points: MovingPoints, identity: ArrayLike<number>, weights: ArrayLike<number>): Float32Array {
  const out = points.mean.slice()
  const add = (field: Float32Array, by: number): void => {
    if (by !== 0) for (let i = 0; i < out.length; i++) out[i]! += by * field[i]!
  }
  points.modes.forEach((mode, k) => add(mode, identity[k] ?? 0))
  points.shapes.forEach((shape, k) => add(shape, weights[k] ?? 0))
  return out
}
