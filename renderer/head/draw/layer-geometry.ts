import { BufferAttribute, BufferGeometry, Vector3 } from 'three'
import type { DepthGrid } from '../model/head-model.ts'
import type { Cover } from './layer-cells.ts'
import type { PortraitCamera } from './framing.ts'

/** Cells a layer without depth is divided into; enough for its own culling and the bend of a breath. */
export const FLAT_COLUMNS = 16
export const FLAT_ROWS = 20
/** Depth such a layer is drawn at, cm from the camera. */
const FLAT_DEPTH_CM = 110
/** Breath fades to nothing from here (share of the height from the top) down to the border of the frame. */
const BREATH_FADE_FROM = 0.72

export interface LayerGeometry {
  /** Cells of which every pixel hides what lies under them. */
  readonly solid: BufferGeometry | null
  readonly blend: BufferGeometry | null
}

/** A photographic layer as a grid of points in space, which lands on the picture at rest. */
export function layerGeometry(
  camera: PortraitCamera,
  motion: 'static' | 'body' | 'head',
  grid: DepthGrid | null,
  columns: number,
  rows: number,
  cover: readonly Cover[],
): LayerGeometry {
  const count = (columns + 1) * (rows + 1)
  const positions = new Float32Array(3 * count)
  const uvs = new Float32Array(2 * count)
  const motions = new Float32Array(2 * count)
  const point = new Vector3()
  for (let row = 0, v = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++, v++) {
      const x = column / columns
      const y = row / rows
      camera.unproject(x, y, grid?.depth[v] ?? FLAT_DEPTH_CM, point).toArray(positions, 3 * v)
      uvs.set([x, 1 - y], 2 * v)
      const rise = motion === 'static' ? 0 : motion === 'head' ? 1 : Math.min(1, (1 - y) / (1 - BREATH_FADE_FROM))
      motions.set([motion === 'head' ? (grid?.follow[v] ?? 255) / 255 : 0, rise], 2 * v)
    }
  }
  const position = new BufferAttribute(positions, 3)
  const uv = new BufferAttribute(uvs, 2)
  const moves = new BufferAttribute(motions, 2)
  const build = (wanted: Cover): BufferGeometry | null => {
    const index: number[] = []
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        if (cover[row * columns + column] !== wanted) continue
        const a = row * (columns + 1) + column
        const b = a + columns + 1
        index.push(a, b, a + 1, a + 1, b, b + 1)
      }
    }
    if (index.length === 0) return null
    const geometry = new BufferGeometry()
    geometry.setAttribute('position', position)
    geometry.setAttribute('uv', uv)
    geometry.setAttribute('motion', moves)
    geometry.setIndex(index)
    return geometry
  }
  return { solid: build('solid'), blend: build('blend') }
}
