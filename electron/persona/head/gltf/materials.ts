import type { AvatarMaterial } from '../../../contract/avatar.ts'
import type { AvatarImage } from '../baked.ts'
import { imageOf, isKtx } from '../image-file.ts'
import type { Accessors } from './accessors.ts'
import { damaged, unreadable } from './container.ts'
import type { Gltf } from './schema.ts'

const CLAMP = 33071
/** What our own format holds, one of them for parts without any. */
const MOST_MATERIALS = 256

interface ReadMaterial {
  readonly material: Omit<AvatarMaterial, 'image'> & { image: number | null }
  readonly texCoord: number
  readonly offset: readonly number[]
  readonly scale: readonly number[]
}

const PLAIN: ReadMaterial = {
  material: { image: null, color: [0.8, 0.8, 0.8, 1], alpha: 'opaque', cutoff: 0.5, roughness: 0.7, unlit: false, doubleSided: false, wrap: 'repeat' },
  texCoord: 0,
  offset: [0, 0],
  scale: [1, 1],
}

/** Colour of every material, with the pictures they use; the last material is for parts that have none. */
export function readMaterials(json: Gltf, accessors: Accessors): { materials: ReadMaterial[]; images: AvatarImage[] } {
  const images: AvatarImage[] = []
  const numbers = new Map<number, number | null>()
  const image = (index: number | undefined): number | null => {
    if (index === undefined) return null
    const known = numbers.get(index)
    if (known !== undefined) return known
    const entry = json.images[index]
    const bytes = entry?.bufferView === undefined ? null : accessors.bytes(entry.bufferView)
    if (bytes && isKtx(bytes)) throw unreadable('KHR_texture_basisu')
    const picture = bytes && imageOf(bytes)
    const number = picture ? images.push(picture) - 1 : null
    numbers.set(index, number)
    return number
  }
  const materials = json.materials.map(({ pbrMetallicRoughness: pbr, alphaMode, alphaCutoff, doubleSided, extensions }): ReadMaterial => {
    const texture = pbr.baseColorTexture && json.textures[pbr.baseColorTexture.index]
    const sampler = texture?.sampler === undefined ? undefined : json.samplers[texture.sampler]
    const transform = pbr.baseColorTexture?.extensions?.KHR_texture_transform
    const [r, g, b, a] = pbr.baseColorFactor.map((value, i) => (i < 3 ? Math.max(value, 0) ** (1 / 2.2) : value)) as [number, number, number, number]
    return {
      material: {
        image: image(texture?.extensions?.EXT_texture_webp?.source ?? texture?.source),
        color: [r, g, b, a],
        alpha: alphaMode === 'OPAQUE' ? 'opaque' : alphaMode === 'MASK' ? 'mask' : 'blend',
        cutoff: alphaCutoff,
        roughness: pbr.roughnessFactor,
        unlit: extensions.KHR_materials_unlit !== undefined,
        doubleSided,
        wrap: sampler?.wrapS === CLAMP ? 'clamp' : 'repeat',
      },
      texCoord: pbr.baseColorTexture?.texCoord ?? 0,
      offset: transform?.offset ?? [0, 0],
      scale: transform?.scale ?? [1, 1],
    }
  })
  if (materials.length >= MOST_MATERIALS) throw damaged(`has more than ${MOST_MATERIALS - 1} materials; put some together and export it again`)
  return { materials: [...materials, PLAIN], images }
}
