import { z } from 'zod'

/**
 * head.json of a head that was made elsewhere (kind `mesh` or `splats`), version 1. Numbers lie in the file named `bin`,
 * little-endian, offsets in bytes and multiples of four. Centimetres, +y up, +z towards the viewer, +x to the persona's
 * left; images beside it are display-referred sRGB; texture coordinates have their origin at the top left, as in glTF.
 */
const vec3 = z.tuple([z.number(), z.number(), z.number()])
const offset = z.number().int().nonnegative().multipleOf(4)
const count = z.number().int().nonnegative()
const fileName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}\.(?:bin|png|jpg|webp)$/)

/** More of either is refused when an avatar is read. */
export const AVATAR_LIMITS = { vertices: 400_000, triangles: 600_000 } as const

const eyeSchema = z.object({
  center: vec3,
  /** Where it looks at rest. */
  axis: vec3,
  /** Degrees that the eyeball itself turns at coefficient 1. */
  lookDeg: z.object({ up: z.number(), down: z.number(), in: z.number(), out: z.number() }),
})

const morphSchema = z.object({
  /** Canonical name of the coefficient. */
  name: z.string(),
  /** Centimetres of one unit of a delta. */
  scale: z.number(),
  count,
  /** u32[count]: vertices moved. */
  indexOffset: offset,
  /** i16[3 · count]: where to. */
  deltaOffset: offset,
})

const materialSchema = z.object({
  image: fileName.nullable(),
  /** Display-referred factor, and alpha. */
  color: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  alpha: z.enum(['opaque', 'mask', 'blend']),
  cutoff: z.number(),
  /** 0 mirror … 1 matt. */
  roughness: z.number(),
  /** Shows its colours as they are. */
  unlit: z.boolean(),
  doubleSided: z.boolean(),
  /** How coordinates beyond the image are read. */
  wrap: z.enum(['repeat', 'clamp']),
})
export type AvatarMaterial = z.infer<typeof materialSchema>

const shared = {
  version: z.literal(1),
  bin: fileName,
  vertices: z.number().int().positive().max(AVATAR_LIMITS.vertices),
  pivot: vec3,
  eyes: z.object({ left: eyeSchema, right: eyeSchema }),
  morphs: z.array(morphSchema),
  camera: z.object({ position: vec3, target: vec3, up: vec3, fovYDeg: z.number(), aspect: z.number().positive() }),
  light: z.object({ sh: z.array(vec3).length(9), key: z.object({ direction: vec3, color: vec3 }) }),
}

/** Vertex attributes: position f32×3, follow (of the head's turn) u8. */
const meshSchema = z.object({
  kind: z.literal('mesh'),
  ...shared,
  attributes: z.object({
    position: offset,
    /** i8×4, normalised. */
    normal: offset,
    /** f32×2. */
    uv: offset,
    /** u8×4. */
    color: offset,
    follow: offset,
    /** u8: 1 turns with the left eye, 2 with the right, 0 with neither. */
    eye: offset,
  }),
  /** u32. */
  index: z.object({ offset, count }),
  parts: z.array(z.object({ material: count, indexStart: count, indexCount: count })),
  materials: z.array(materialSchema).max(256),
})

/** One Gaussian a vertex; its centre follows the vertex. */
const splatsSchema = z.object({
  kind: z.literal('splats'),
  ...shared,
  attributes: z.object({
    position: offset,
    follow: offset,
    /** u8×4: colour and opacity. */
    color: offset,
    /** f32×6: covariance xx, xy, xz, yy, yz, zz in cm². */
    covariance: offset,
  }),
})

export const avatarFileSchema = z.discriminatedUnion('kind', [meshSchema, splatsSchema])
export type AvatarFile = z.infer<typeof avatarFileSchema>
export type MeshAvatarFile = z.infer<typeof meshSchema>
export type SplatAvatarFile = z.infer<typeof splatsSchema>

/** What is counted of a portrait of our own (version 1 without a kind), whose format is the page's. */
export const portraitSummarySchema = z.object({
  version: z.literal(1),
  kind: z.undefined().optional(),
  lods: z.array(z.object({ triangles: count, morphs: z.array(z.object({ name: z.string(), count })) })).min(1),
})

/** What a head turned out to be: a file from elsewhere (`gltf`, `lam`), or a folder that the page can draw. */
export const headReportSchema = z.object({
  kind: z.enum(['gltf', 'lam', 'portrait', 'mesh', 'splats']),
  /** Canonical coefficients that move it. */
  channels: z.array(z.string()),
  /** Those that do not. */
  missing: z.array(z.string()),
  /** Shapes in the file whose names mean nothing to us; 40 at most. */
  unknown: z.array(z.string()),
  /** Of the finest level; null for splats. */
  triangles: count.nullable(),
  splats: count.nullable(),
  /** Eyeballs that turn; false: the gaze is left to the shapes. */
  eyes: z.boolean(),
})
export type HeadReport = z.infer<typeof headReportSchema>

/** `head/origin.json` of a persona package: where its own head came from. What kind of head it is stands in `head/head.json`. */
export const headOriginSchema = z.object({
  formatVersion: z.literal(1),
  /** `file`: an avatar made elsewhere. `photographs`: a portrait fitted to them. */
  kind: z.enum(['file', 'photographs']),
  /** Names of what it was made from, without folders. */
  names: z.array(z.string().min(1).max(200)).min(1).max(64),
  madeAt: z.iso.datetime(),
})
export type HeadOrigin = z.infer<typeof headOriginSchema>

/** A persona's own head. */
export const personaHeadSchema = z.object({ origin: headOriginSchema, report: headReportSchema })
export type PersonaHead = z.infer<typeof personaHeadSchema>

/** A file that the page may load of a head. */
export const HEAD_FILE = /^(?:head\.json|[a-z0-9][a-z0-9-]{0,60}\.(?:bin|png|jpg|webp))$/

/** A file of an avatar that somebody dropped onto the window or chose; several where a .gltf has its data beside it. */
export const offeredFileSchema = z.object({ name: z.string().min(1).max(200), bytes: z.number().int().nonnegative() })
export type OfferedFile = z.infer<typeof offeredFileSchema>
/** Pieces in which such a file comes. */
export const OFFERED_PIECE_BYTES = 1024 * 1024

/** Photographs that one head is fitted to. */
export const MOST_PHOTOGRAPHS = 8

/** An avatar that was read and waits to be taken over by a persona, or put away. */
export const headPreviewSchema = z.object({
  id: z.string(),
  names: z.array(z.string()),
  report: headReportSchema,
  /** Folder that the page loads it from, with a trailing slash. */
  url: z.string(),
})
export type HeadPreview = z.infer<typeof headPreviewSchema>

/** A head that may be looked at: the one that ships (no `personaId`), or a persona's own. */
export const headEntrySchema = z.object({ personaId: z.string().nullable(), name: z.string(), url: z.string() })
export type HeadEntry = z.infer<typeof headEntrySchema>
