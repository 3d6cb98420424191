import { Mesh, Vector4, type BufferGeometry, type RawShaderMaterial, type Scene, type Texture } from 'three'
import type { LayerEntry } from '../model/format.ts'
import type { HeadMesh } from '../model/head-model.ts'
import type { HeadAssets } from '../model/load-head.ts'
import { CoverMap } from './cover-map.ts'
import { drawRuns } from './draw-runs.ts'
import type { PortraitCamera } from './framing.ts'
import { classifyCells, type Cover } from './layer-cells.ts'
import { FLAT_COLUMNS, FLAT_ROWS, layerGeometry } from './layer-geometry.ts'
import { shader, type SharedUniforms } from './materials.ts'
import { layerFragment, layerVertex } from './shaders.ts'
import type { TextureSet } from './textures.ts'

/** Layers above this are drawn over the live head. */
const LIVE_HEAD_ORDER = 3
/** Hair lies on the skin: without a head start the coarse grid of its depths would sink into it. */
const FRONT_BIAS_CM = 2
/** How far a cover may move over what it hides, in pixels of the map. */
const TURN_MARGIN = 18
const BREATH_MARGIN = 3

interface LoadedLayer {
  readonly entry: LayerEntry
  readonly texture: Texture
  readonly columns: number
  readonly rows: number
  readonly cover: Cover[]
  readonly map: CoverMap
}

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
    private readonly assets: HeadAssets,
    textures: TextureSet,
    private readonly camera: PortraitCamera,
    private readonly shared: SharedUniforms,
    face: HeadMesh,
    split: boolean,
    scene: Scene,
  ) {
    const layers = this.load(textures)
    const faceMap = CoverMap.ofTriangles(this.project(face))
    for (const layer of layers) {
      const { entry, texture, columns, rows, cover } = layer
      this.dropHidden(layer, layers, faceMap)
      if (!split && cover.includes('blend')) cover.forEach((kind, i) => kind === 'solid' && (cover[i] = 'blend'))
      const gridEntry = entry.grid === undefined ? undefined : assets.model.file.portrait.grids[entry.grid]
      const grid = gridEntry && entry.motion === 'head' ? assets.model.grid(gridEntry) : null
      const { solid, blend } = layerGeometry(camera, entry.motion, grid, columns, rows, cover)
      if (solid) scene.add(this.mesh(solid, texture, entry, false))
      if (blend) scene.add(this.mesh(blend, texture, entry, true))
    }
  }

  dispose(): void {
    for (const geometry of this.geometries) geometry.dispose()
    for (const material of this.materials) material.dispose()
  }

  private load(textures: TextureSet): LoadedLayer[] {
    const { layers, grids } = this.assets.model.file.portrait
    return layers.flatMap((entry) => {
      const image = this.assets.images.get(entry.image)
      const texture = textures.get(entry.image)
      if (!image || !texture) return []
      const grid = entry.grid === undefined || entry.motion !== 'head' ? undefined : grids[entry.grid]
      const columns = grid?.columns ?? FLAT_COLUMNS
      const rows = grid?.rows ?? FLAT_ROWS
      const alpha = alphaOf(image)
      const cover = classifyCells(alpha, image.width, image.height, columns, rows)
      return [{ entry, texture, columns, rows, cover, map: CoverMap.ofAlpha(alpha, image.width, image.height) }]
    })
  }

  /** Empties the cells that stay hidden under later layers and the face, however the head turns. */
  private dropHidden(layer: LoadedLayer, layers: readonly LoadedLayer[], face: CoverMap): void {
    const { entry, columns, rows, cover } = layer
    const above = layers.filter((other) => other.entry.order > entry.order)
    let head = entry.order < LIVE_HEAD_ORDER ? face : CoverMap.empty()
    let body = CoverMap.empty()
    for (const { entry: other, map } of above) {
      if (other.motion === 'head') head = head.union(map)
      else body = body.union(map)
    }
    // What turns with the head lies at many depths, and slides over itself as it turns.
    const hidden = head.eroded(TURN_MARGIN).union(body.eroded(entry.motion === 'head' ? TURN_MARGIN : BREATH_MARGIN))
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        if (hidden.hides(column / columns, row / rows, (column + 1) / columns, (row + 1) / rows)) cover[row * columns + column] = 'empty'
      }
    }
  }

  /** Where the skin that hides what lies behind it falls on the portrait: x and y (0–1) of every triangle. */
  private project(face: HeadMesh): Float32Array {
    const { index, runs } = drawRuns(face, true)
    const points: number[] = []
    const clip = new Vector4()
    for (const { material, faded, start, count } of runs) {
      if (material !== 'skin' || faded) continue
      for (const v of index.subarray(start, start + count)) {
        clip.set(face.positions[3 * v]!, face.positions[3 * v + 1]!, face.positions[3 * v + 2]!, 1).applyMatrix4(this.camera.viewProjection)
        points.push(0.5 + (0.5 * clip.x) / clip.w, 0.5 - (0.5 * clip.y) / clip.w)
      }
    }
    return Float32Array.from(points)
  }

  private mesh(geometry: BufferGeometry, map: Texture, entry: LayerEntry, blend: boolean): Mesh {
    const overHead = entry.order > LIVE_HEAD_ORDER
    const material = shader({
      vertex: layerVertex,
      fragment: layerFragment,
      uniforms: { ...this.shared, uMap: { value: map }, uBias: { value: FRONT_BIAS_CM } },
      blend,
      // Hair beside the neck is drawn after the face but lies behind it: a cheek that turns towards it has to cover it.
      depthTest: overHead && entry.motion === 'head',
      depthWrite: false,
    })
    const mesh = new Mesh(geometry, material)
    mesh.frustumCulled = false
    mesh.renderOrder = entry.order + (blend ? 0.05 : 0)
    this.geometries.push(geometry)
    this.materials.push(material)
    return mesh
  }
}
