import type { AvatarMaterial } from '../../contract/avatar.ts'
import type { CoefficientName } from '../../contract/coefficients.ts'

/** A picture as it was stored. */
export interface AvatarImage {
  readonly type: 'png' | 'jpg' | 'webp'
  readonly bytes: Uint8Array
}

/** One shape of the file, in the space of the baked vertices. */
export interface BakedShape {
  readonly name: string
  /** Mesh of the file that it belongs to. */
  readonly mesh: number
  /** Vertices it moves; empty where the file names a shape that moves nothing. */
  readonly indices: Uint32Array
  /** Where to (3 · count). */
  readonly deltas: Float32Array
}

/** What a shape does for one coefficient. */
export interface Binding {
  readonly coefficient: CoefficientName
  readonly weight: number
  readonly side: 'left' | 'right' | null
  /** In each mesh the least rank that drives a coefficient wins. */
  readonly rank: number
  readonly shape: BakedShape
}

/** A model as one mesh in the pose it was saved in, before it is brought to our units and frame. */
export interface BakedMesh {
  positions: Float32Array
  normals: Float32Array
  uvs: Float32Array
  colors: Uint8Array
  /** How much each vertex turns with the head, 0–1; null where the file has no bones that say so. */
  follow: Float32Array | null
  /** 1 left eyeball, 2 right eyeball. */
  eye: Uint8Array
  index: Uint32Array
  parts: { material: number; indexStart: number; indexCount: number }[]
  readonly materials: readonly (Omit<AvatarMaterial, 'image'> & { image: number | null })[]
  readonly images: readonly AvatarImage[]
  readonly bindings: readonly Binding[]
  readonly unknownShapes: readonly string[]
  readonly bones: Bones
  /** The file says that it looks along −z. */
  readonly facesBack: boolean
}

/** Where the bones of a head are, as far as there are any. */
export interface Bones {
  readonly head: readonly [number, number, number] | null
  readonly leftEye: readonly [number, number, number] | null
  readonly rightEye: readonly [number, number, number] | null
}
