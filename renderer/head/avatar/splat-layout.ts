import type { Matrix4 } from 'three'
import type { Mat3 } from '../rig/rotation.ts'
import type { Vec3 } from '../types.ts'
import { DepthSorter } from './depth-sort.ts'
import type { SplatAvatar } from './load-avatar.ts'

/** Fainter ones (0–255) are not seen among the others. */
const FAINT = 12
/** Standard deviations that are drawn at most. */
const REACH = 2.6
/** Pixels² added to every splat, so that none falls between the pixels. */
const BLUR_PX2 = 0.3

/**
 * Lays splats out on the screen on the processor, which then draws them too (splat-raster.ts).
 */
export class SplatLayout {
  /** Clip x, y, depth, and reach, of every splat drawn, the farthest first. */
  readonly centers: Float32Array
  /** Half axes of its quad, clip. */
  readonly axes: Float32Array
  readonly tints: Uint8Array
  count = 0
  private readonly sorter: DepthSorter
  private readonly depths: Float32Array
  private readonly seen: Uint32Array

  constructor(private readonly avatar: SplatAvatar) {
    const n = avatar.file.vertices
    this.centers = new Float32Array(4 * n)
    this.axes = new Float32Array(4 * n)
    this.tints = new Uint8Array(4 * n)
    this.depths = new Float32Array(n)
    this.seen = new Uint32Array(n)
    this.sorter = new DepthSorter(n)
  }

  /** @param positions where the shapes have moved them, before the head turns */
  update(positions: Float32Array, rotation: Mat3, pivot: Vec3, rise: Vec3, viewProjection: Matrix4, widthPx: number, heightPx: number): void {
    const { avatar, depths, seen, sorter } = this
    const { follow, colors } = avatar
    const m = viewProjection.elements
    let count = 0
    for (let v = 0; v < follow.length; v++) {
      if (colors[4 * v + 3]! < FAINT) continue
      const f = follow[v]! / 255
      const [x, y, z] = [positions[3 * v]! - pivot[0], positions[3 * v + 1]! - pivot[1], positions[3 * v + 2]! - pivot[2]]
      const px = x + f * (rotation[0] * x + rotation[1] * y + rotation[2] * z - x) + pivot[0]
      const py = y + f * (rotation[3] * x + rotation[4] * y + rotation[5] * z - y) + pivot[1]
      const pz = z + f * (rotation[6] * x + rotation[7] * y + rotation[8] * z - z) + pivot[2]
      depths[count] = m[3]! * px + m[7]! * py + m[11]! * pz + m[15]!
      seen[count++] = v
    }
    sorter.sort(depths, count)
    this.count = count
    for (let i = 0; i < count; i++) this.place(i, seen[sorter.order[i]!]!, positions, rotation, pivot, rise, m, widthPx / 2, heightPx / 2)
  }

  private place(at: number, v: number, positions: Float32Array, r: Mat3, pivot: Vec3, rise: Vec3, m: ArrayLike<number>, halfWidth: number, halfHeight: number): void {
    const { follow, covariances: c, colors } = this.avatar
    const f = follow[v]! / 255
    const [x, y, z] = [positions[3 * v]! - pivot[0], positions[3 * v + 1]! - pivot[1], positions[3 * v + 2]! - pivot[2]]
    const px = x + f * (r[0] * x + r[1] * y + r[2] * z - x) + pivot[0] + rise[0]
    const py = y + f * (r[3] * x + r[4] * y + r[5] * z - y) + pivot[1] + rise[1]
    const pz = z + f * (r[6] * x + r[7] * y + r[8] * z - z) + pivot[2] + rise[2]
    const w = m[3]! * px + m[7]! * py + m[11]! * pz + m[15]!
    const cx = (m[0]! * px + m[4]! * py + m[8]! * pz + m[12]!) / w
    const cy = (m[1]! * px + m[5]! * py + m[9]! * pz + m[13]!) / w
    // Rows of the derivative of the projection in pixels, turned back into the space of the covariance: Rᵀ · j.
    const [ax, ay, az] = [((m[0]! - cx * m[3]!) * halfWidth) / w, ((m[4]! - cx * m[7]!) * halfWidth) / w, ((m[8]! - cx * m[11]!) * halfWidth) / w]
    const [bx, by, bz] = [((m[1]! - cy * m[3]!) * halfHeight) / w, ((m[5]! - cy * m[7]!) * halfHeight) / w, ((m[9]! - cy * m[11]!) * halfHeight) / w]
    const ux = ax + f * (r[0] * ax + r[3] * ay + r[6] * az - ax)
    const uy = ay + f * (r[1] * ax + r[4] * ay + r[7] * az - ay)
    const uz = az + f * (r[2] * ax + r[5] * ay + r[8] * az - az)
    const qx = bx + f * (r[0] * bx + r[3] * by + r[6] * bz - bx)
    const qy = by + f * (r[1] * bx + r[4] * by + r[7] * bz - by)
    const qz = bz + f * (r[2] * bx + r[5] * by + r[8] * bz - bz)
    const k = 6 * v
    const [c0, c1, c2, c3, c4, c5] = [c[k]!, c[k + 1]!, c[k + 2]!, c[k + 3]!, c[k + 4]!, c[k + 5]!]
    const [sx, sy, sz] = [c0 * ux + c1 * uy + c2 * uz, c1 * ux + c3 * uy + c4 * uz, c2 * ux + c4 * uy + c5 * uz]
    const a = ux * sx + uy * sy + uz * sz + BLUR_PX2
    const b = qx * sx + qy * sy + qz * sz
    const d = qx * (c0 * qx + c1 * qy + c2 * qz) + qy * (c1 * qx + c3 * qy + c4 * qz) + qz * (c2 * qx + c4 * qy + c5 * qz) + BLUR_PX2
    const middle = (a + d) / 2
    const radius = Math.sqrt(((a - d) * (a - d)) / 4 + b * b)
    const alpha = colors[4 * v + 3]!
    const reach = Math.min(Math.sqrt(2 * Math.log(Math.max(alpha, 1))), REACH)
    const long = reach * Math.sqrt(middle + radius)
    const short = reach * Math.sqrt(Math.max(middle - radius, 0.05))
    let [dx, dy] = [b, middle + radius - a]
    const length = Math.hypot(dx, dy)
    if (length > 1e-6) [dx, dy] = [dx / length, dy / length]
    else [dx, dy] = a >= d ? [1, 0] : [0, 1]
    const { centers, axes, tints } = this
    const to = 4 * at
    centers[to] = cx
    centers[to + 1] = cy
    centers[to + 2] = 0
    centers[to + 3] = reach
    axes[to] = (long * dx) / halfWidth
    axes[to + 1] = (long * dy) / halfHeight
    axes[to + 2] = (-short * dy) / halfWidth
    axes[to + 3] = (short * dx) / halfHeight
    for (let i = 0; i < 4; i++) tints[to + i] = colors[4 * v + i]!
  }
}
