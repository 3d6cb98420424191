import { z } from 'zod'

/** The parts of glTF 2.0 (Khronos, 2021) that a head is read from. Everything else is left alone. */
const index = z.number().int().nonnegative()
const numbers = (length: number) => z.array(z.number()).length(length)

const accessor = z.object({
  bufferView: index.optional(),
  byteOffset: index.default(0),
  componentType: z.number(),
  normalized: z.boolean().default(false),
  count: index,
  type: z.string(),
  sparse: z
    .object({
      count: index,
      indices: z.object({ bufferView: index, byteOffset: index.default(0), componentType: z.number() }),
      values: z.object({ bufferView: index, byteOffset: index.default(0) }),
    })
    .optional(),
})

const bufferView = z.object({ buffer: index, byteOffset: index.default(0), byteLength: index, byteStride: index.optional(), extensions: z.looseObject({}).optional() })

const primitive = z.object({
  attributes: z.record(z.string(), index),
  indices: index.optional(),
  material: index.optional(),
  mode: z.number().default(4),
  targets: z.array(z.record(z.string(), index)).default([]),
  extensions: z.looseObject({}).optional(),
  extras: z.looseObject({ targetNames: z.array(z.string()).optional() }).nullish().catch(undefined),
})

const node = z.object({
  name: z.string().default(''),
  children: z.array(index).default([]),
  mesh: index.optional(),
  skin: index.optional(),
  matrix: numbers(16).optional(),
  translation: numbers(3).default([0, 0, 0]),
  rotation: numbers(4).default([0, 0, 0, 1]),
  scale: numbers(3).default([1, 1, 1]),
})

const textureInfo = z.object({
  index,
  texCoord: index.default(0),
  extensions: z
    .looseObject({ KHR_texture_transform: z.object({ offset: numbers(2).default([0, 0]), scale: numbers(2).default([1, 1]) }).optional() })
    .optional(),
})

const material = z.object({
  name: z.string().default(''),
  pbrMetallicRoughness: z
    .object({
      baseColorFactor: numbers(4).default([1, 1, 1, 1]),
      baseColorTexture: textureInfo.optional(),
      roughnessFactor: z.number().default(1),
    })
    .default({ baseColorFactor: [1, 1, 1, 1], roughnessFactor: 1 }),
  alphaMode: z.enum(['OPAQUE', 'MASK', 'BLEND']).default('OPAQUE'),
  alphaCutoff: z.number().default(0.5),
  doubleSided: z.boolean().default(false),
  extensions: z.looseObject({ KHR_materials_unlit: z.unknown().optional() }).default({}),
})

/** VRM 0.x: shapes by preset name, weights in percent. */
const vrm0 = z.object({
  humanoid: z.object({ humanBones: z.array(z.object({ bone: z.string(), node: z.number() })).default([]) }).optional(),
  blendShapeMaster: z
    .object({
      blendShapeGroups: z
        .array(
          z.object({
            name: z.string().default(''),
            presetName: z.string().default(''),
            binds: z.array(z.object({ mesh: z.number(), index: z.number(), weight: z.number() })).default([]),
          }),
        )
        .default([]),
    })
    .optional(),
})

const expression = z.object({
  morphTargetBinds: z.array(z.object({ node: z.number(), index: z.number(), weight: z.number() })).default([]),
})
/** VRM 1.0. */
const vrm1 = z.object({
  humanoid: z.object({ humanBones: z.record(z.string(), z.object({ node: z.number() })) }).optional(),
  expressions: z
    .object({ preset: z.record(z.string(), expression).default({}), custom: z.record(z.string(), expression).default({}) })
    .optional(),
})

export const gltfSchema = z.object({
  asset: z.object({ version: z.string() }),
  extensionsRequired: z.array(z.string()).default([]),
  scene: index.optional(),
  scenes: z.array(z.object({ nodes: z.array(index).default([]) })).default([]),
  nodes: z.array(node).max(20_000).default([]),
  meshes: z.array(z.object({ name: z.string().default(''), primitives: z.array(primitive), extras: z.looseObject({ targetNames: z.array(z.string()).optional() }).nullish().catch(undefined) })).default([]),
  skins: z.array(z.object({ joints: z.array(index), inverseBindMatrices: index.optional() })).default([]),
  materials: z.array(material).default([]),
  textures: z.array(z.object({ source: index.optional(), sampler: index.optional(), extensions: z.looseObject({ EXT_texture_webp: z.object({ source: index }).optional() }).optional() })).default([]),
  samplers: z.array(z.object({ wrapS: z.number().default(10497), wrapT: z.number().default(10497) })).default([]),
  images: z.array(z.object({ bufferView: index.optional(), uri: z.string().optional(), mimeType: z.string().optional() })).default([]),
  accessors: z.array(accessor).default([]),
  bufferViews: z.array(bufferView).default([]),
  buffers: z.array(z.object({ uri: z.string().optional(), byteLength: index })).default([]),
  extensions: z.looseObject({ VRM: vrm0.optional(), VRMC_vrm: vrm1.optional() }).default({}),
})
export type Gltf = z.infer<typeof gltfSchema>
export type GltfNode = Gltf['nodes'][number]
export type GltfPrimitive = Gltf['meshes'][number]['primitives'][number]
