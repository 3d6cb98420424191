import type { SplatLayout } from './splat-layout.ts'

/** Light that still passes a pixel, under which nothing more is added to it. */
const OPAQUE = 0.015
/** Steps of the fall-off told apart for each unit of the squared distance (standard deviations²). */
const STEPS = 64
const FALLOFF = Float32Array.from({ length: 16 * STEPS }, (_, i) => Math.exp((-0.5 * (i + 0.5)) / STEPS))

/**
 * Draws splats into a picture on the processor, the nearest first: where the head is opaque already, what lies behind
 * costs next to nothing. A software rasteriser has to blend all of it from behind, every splat two triangles.
 */
export class SplatRaster {
  /** Premultiplied RGBA, first row at the bottom. */
  readonly pixels: Uint8Array
  /** Red, green, blue (0–255) and the light that passes, a pixel. */
  private readonly sums: Float32Array

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.pixels = new Uint8Array(4 * width * height)
    this.sums = new Float32Array(4 * width * height)
  }

  draw(layout: Pick<SplatLayout, 'centers' | 'axes' | 'tints' | 'count'>): void {
    const { sums, pixels } = this
    sums.fill(0)
    for (let i = 3; i < sums.length; i += 4) sums[i] = 1
    for (let i = layout.count - 1; i >= 0; i--) this.splat(4 * i, layout)
    for (let i = 0; i < sums.length; i += 4) {
      pixels[i] = sums[i]! + 0.5
      pixels[i + 1] = sums[i + 1]! + 0.5
      pixels[i + 2] = sums[i + 2]! + 0.5
      pixels[i + 3] = 255 * (1 - sums[i + 3]!) + 0.5
    }
  }

  private splat(k: number, { centers, axes, tints }: Pick<SplatLayout, 'centers' | 'axes' | 'tints'>): void {
    const { width, height, sums } = this
    const [halfWidth, halfHeight] = [width / 2, height / 2]
    const x = (centers[k]! + 1) * halfWidth - 0.5
    const y = (centers[k + 1]! + 1) * halfHeight - 0.5
    const reach2 = centers[k + 3]! * centers[k + 3]!
    const ax = axes[k]! * halfWidth
    const ay = axes[k + 1]! * halfHeight
    const bx = axes[k + 2]! * halfWidth
    const by = axes[k + 3]! * halfHeight
    if (this.hidden(x, y) && this.hidden(x + ax, y + ay) && this.hidden(x - ax, y - ay) && this.hidden(x + bx, y + by) && this.hidden(x - bx, y - by)) return
    const a4 = reach2 / ((ax * ax + ay * ay) * (ax * ax + ay * ay))
    const b4 = reach2 / ((bx * bx + by * by) * (bx * bx + by * by))
    // Squared distance in standard deviations: xx·dx² + 2·xy·dx·dy + yy·dy².
    const xx = a4 * ax * ax + b4 * bx * bx
    const xy = a4 * ax * ay + b4 * bx * by
    const yy = a4 * ay * ay + b4 * by * by
    const tall = Math.sqrt(ay * ay + by * by)
    const opacity = tints[k + 3]! / 255
    const [red, green, blue] = [tints[k]!, tints[k + 1]!, tints[k + 2]!]
    const bottom = Math.max(0, Math.ceil(y - tall))
    const top = Math.min(height - 1, Math.floor(y + tall))
    for (let row = bottom; row <= top; row++) {
      const dy = row - y
      const inside = xy * dy * (xy * dy) - xx * (yy * dy * dy - reach2)
      if (inside <= 0) continue
      const wide = Math.sqrt(inside) / xx
      const middle = x - (xy * dy) / xx
      const last = Math.min(width - 1, Math.floor(middle + wide))
      for (let column = Math.max(0, Math.ceil(middle - wide)), at = 4 * (row * width + column); column <= last; column++, at += 4) {
        const passes = sums[at + 3]!
        if (passes < OPAQUE) continue
        const dx = column - x
        const alpha = opacity * FALLOFF[((xx * dx + 2 * xy * dy) * dx + yy * dy * dy) * STEPS | 0]!
        const share = passes * alpha
        sums[at] = sums[at]! + share * red
        sums[at + 1] = sums[at + 1]! + share * green
        sums[at + 2] = sums[at + 2]! + share * blue
        sums[at + 3] = passes - share
      }
    }
  }

  private hidden(x: number, y: number): boolean {
    const column = Math.round(x)
    const row = Math.round(y)
    if (column < 0 || row < 0 || column >= this.width || row >= this.height) return true
    return this.sums[4 * (row * this.width + column) + 3]! < OPAQUE
  }
}
