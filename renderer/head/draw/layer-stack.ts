import { Mesh, type BufferGeometry, type RawShaderMaterial, type Scene, type Texture } from 'three'
import type { HeadAssets } from '../model/load-head.ts'
import type { PortraitCamera } from './framing.ts'
import { classifyCells } from './layer-cells.ts'
import { FLAT_COLUMNS, FLAT_ROWS, layerGeometry } from './layer-geometry.ts'
import { shader, type SharedUniforms } from './materials.ts'
import { layerFragment, layerVertex } from './shaders.ts'
import type { TextureSet } from './textures.ts'

/** Layers above this are drawn over the live head. */
const LIVE_HEAD_ORDER = 3.5
/** Hair lies on the skin: without a head start the coarse grid of its depths would sink into it. */
const FRONT_BIAS_CM = 2

/** Alpha of an image whose first row is at the bottom, top row first. */
function alphaOf(image: ImageBitmap): Uint8Array {
  const canvas = new OffscreenCanvas(image.width, image.height)
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  context.scale(1, -1)
  context.drawImage(image, 0, -image.height)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  const alpha = new Uint8Array(image.width * image.height)
  for (let i = 0; i < alpha.length; i++) alpha[i] = data[4 * i + 3]!
  return alpha
}

/** The photographic layers behind and in front of the live face. */
export class LayerStack {
  private readonly geometries: BufferGeometry[] = []
  private readonly materials: RawShaderMaterial[] = []

  /** @param split draws what is solid apart from what is blended: a call more, much less blending */
  constructor(
    assets: HeadAssets,
    textures: TextureSet,
    camera: PortraitCamera,
    shared: SharedUniforms,
    split: boolean,
    scene: Scene,
  ) {
    const { layers, grids } = assets.model.file.portrait
    for (const layer of layers) {
      const image = assets.images.get(layer.image)
      const texture = textures.get(layer.image)
      if (!image || !texture) continue
      const entry = layer.grid === undefined ? undefined : grids[layer.grid]
      const grid = entry && layer.motion === 'head' ? assets.model.grid(entry) : null
      const columns = grid?.columns ?? FLAT_COLUMNS
      const rows = grid?.rows ?? FLAT_ROWS
      const cover = classifyCells(alphaOf(image), image.width, image.height, columns, rows)
      if (!split && cover.includes('blend')) cover.forEach((kind, i) => kind === 'solid' && (cover[i] = 'blend'))
      const { solid, blend } = layerGeometry(camera, layer.motion, grid, columns, rows, cover)
      if (solid) scene.add(this.mesh(solid, texture, shared, layer.order, false))
      if (blend) scene.add(this.mesh(blend, texture, shared, layer.order + 0.5, true))
    }
  }

  dispose(): void {
    for (const geometry of this.geometries) geometry.dispose()
    for (const material of this.materials) material.dispose()
  }

  private mesh(geometry: BufferGeometry, map: Texture, shared: SharedUniforms, order: number, blend: boolean): Mesh {
    const material = shader({
      vertex: layerVertex,
      fragment: layerFragment,
      uniforms: { ...shared, uMap: { value: map }, uBias: { value: FRONT_BIAS_CM } },
      blend,
      // Hair beside the neck is drawn after the face but lies behind it: a cheek that turns towards it has to cover it.
      depthTest: order > LIVE_HEAD_ORDER,
      depthWrite: false,
    })
    const mesh = new Mesh(geometry, material)
    mesh.frustumCulled = false
    mesh.renderOrder = order
    this.geometries.push(geometry)
    this.materials.push(material)
    return mesh
  }
}
