import { z } from 'zod'
import { COEFFICIENT_COUNT } from '../../../electron/contract/coefficients.ts'

/**
 * head.json, version 1: the structure of a head; the numbers lie in the file named `bin`, little-endian, offsets in
 * bytes. Centimetres, +y up, +z towards the viewer, +x to the persona's left. Images beside it are display-referred
 * sRGB; texture coordinates have their origin at the bottom left.
 */
const vec3 = z.tuple([z.number(), z.number(), z.number()])
const offset = z.number().int().nonnegative()
const attribute = z.object({ offset, components: z.number().int().min(1).max(4).optional() })

const eye = z.object({
  center: vec3,
  radius: z.number().positive(),
  corneaRadius: z.number().positive(),
  axis: vec3,
  irisUvRadius: z.number().positive(),
  /** Rotation at coefficient 1. */
  lookDeg: z.object({ up: z.number(), down: z.number(), in: z.number(), out: z.number() }),
})

const morph = z.object({
  name: z.string(),
  /** Centimetres of one unit of a delta. */
  scale: z.number(),
  count: offset,
  /** u16[count]: vertices moved. */
  indexOffset: offset,
  /** i16[3 · count]: where to. */
  deltaOffset: offset,
})

const part = z.object({
  name: z.string(),
  material: z.string(),
  indexStart: offset,
  indexCount: offset,
})

const lod = z.object({
  name: z.string(),
  vertices: z.number().int().positive(),
  triangles: z.number().int().positive(),
  attributes: z.object({
    position: attribute,
    normal: attribute,
    uv: attribute,
    /** rgb lit colour of untextured parts, a cover. */
    color: attribute,
    /** How much a vertex follows the rotation of the head. */
    follow: attribute,
    /** How much of the change of light it takes. */
    shade: attribute,
  }),
  index: z.object({ offset, count: offset }),
  parts: z.array(part),
  morphs: z.array(morph).length(COEFFICIENT_COUNT),
})

const layer = z.object({
  name: z.string(),
  image: z.string(),
  motion: z.enum(['static', 'body', 'head']),
  /** Below 3 behind the live head, above it in front. */
  order: z.number(),
  grid: offset.optional(),
})

const grid = z.object({
  columns: z.number().int().positive(),
  rows: z.number().int().positive(),
  /** f32[(columns+1)·(rows+1)]: view depth in cm, first row at the top. */
  depth: z.object({ offset }),
  /** u8, as many: how much a sample follows the head. */
  follow: z.object({ offset }),
})

const materialSchema = z.looseObject({
  lit: z.string().optional(),
  litSmile: z.string().optional(),
  albedo: z.string().optional(),
  normal: z.string().optional(),
  alpha: z.string().optional(),
  color: vec3.optional(),
})

export const headFileSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  bin: z.string(),
  pivot: vec3,
  eyes: z.object({ left: eye, right: eye }),
  lods: z.array(lod).min(1),
  /** Shapes that weigh in by the product, or by the least, of the weights of others. */
  correctives: z
    .array(z.object({ of: z.array(z.string()).min(2), by: z.enum(['product', 'least']).default('product'), lod: z.string(), ...morph.shape }))
    .default([]),
  materials: z.record(z.string(), materialSchema),
  /** The alpha of the lit skin is the shade of the folds of an expression of this weight (rig/folds.ts), left and right: less of them with less of it. */
  folds: z.object({ weight: z.tuple([z.number(), z.number()]) }).optional(),
  light: z.object({
    /** Irradiance, linear: polynomials 1, y, z, x, xy, yz, 3z²−1, xz, x²−y². */
    sh: z.array(vec3).length(9),
    /** Of its image in the eyes: 0 a softbox with borders, 1 a round glow. */
    key: z.object({ direction: vec3, color: vec3, softness: z.number().min(0).max(1).optional() }),
  }),
  portrait: z.object({
    width: z.number().positive(),
    height: z.number().positive(),
    camera: z.object({ position: vec3, target: vec3, up: vec3, fovYDeg: z.number(), aspect: z.number().positive() }),
    layers: z.array(layer).default([]),
    grids: z.array(grid).default([]),
  }),
})

export type HeadFile = z.infer<typeof headFileSchema>
export type LodEntry = z.infer<typeof lod>
export type MorphEntry = z.infer<typeof morph>
export type EyeEntry = z.infer<typeof eye>
export type LayerEntry = z.infer<typeof layer>
export type GridEntry = z.infer<typeof grid>
export type PartEntry = z.infer<typeof part>
export type CameraEntry = HeadFile['portrait']['camera']
