/** Pixels of the map: an eighth of the portrait. */
export const MAP_WIDTH = 128
export const MAP_HEIGHT = 160

/** What of the portrait is surely hidden by something drawn later, first row at the top. */
export class CoverMap {
  private constructor(private readonly covered: Uint8Array) {}

  static empty(): CoverMap {
    return new CoverMap(new Uint8Array(MAP_WIDTH * MAP_HEIGHT))
  }

  /** Covers where an image of `width` × `height` (one byte a pixel) lets nothing through. */
  static ofAlpha(alpha: Uint8Array, width: number, height: number): CoverMap {
    const map = CoverMap.empty()
    for (let y = 0; y < MAP_HEIGHT; y++) {
      const row = Math.floor(((y + 0.5) * height) / MAP_HEIGHT) * width
      for (let x = 0; x < MAP_WIDTH; x++) {
        if (alpha[row + Math.floor(((x + 0.5) * width) / MAP_WIDTH)]! > 252) map.covered[y * MAP_WIDTH + x] = 1
      }
    }
    return map
  }

  /** Covers the triangles given as points (x, y: 0–1 from the top left), six numbers a triangle. */
  static ofTriangles(points: Float32Array): CoverMap {
    const map = CoverMap.empty()
    for (let i = 0; i < points.length; i += 6) map.fill(points.subarray(i, i + 6))
    return map
  }

  union(other: CoverMap): CoverMap {
    return new CoverMap(this.covered.map((value, i) => value | other.covered[i]!))
  }

  /** Takes away a border of `radius` pixels of the map: what is left stays covered when the cover moves by as much. */
  eroded(radius: number): CoverMap {
    return new CoverMap(erodeAlong(erodeAlong(this.covered, radius, 1, MAP_WIDTH), radius, MAP_WIDTH, MAP_HEIGHT))
  }

  /** Whether the rectangle (0–1) is covered entirely. */
  hides(left: number, top: number, right: number, bottom: number): boolean {
    for (let y = Math.floor(top * MAP_HEIGHT); y < Math.ceil(bottom * MAP_HEIGHT); y++) {
      for (let x = Math.floor(left * MAP_WIDTH); x < Math.ceil(right * MAP_WIDTH); x++) {
        if (!this.covered[y * MAP_WIDTH + x]) return false
      }
    }
    return true
  }

  private fill(points: Float32Array): void {
    const [ax, ay, bx, by, cx, cy] = Array.from(points, (value, i) => value * (i % 2 ? MAP_HEIGHT : MAP_WIDTH)) as [number, number, number, number, number, number]
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
    if (area === 0) return
    const x1 = Math.min(MAP_WIDTH, Math.ceil(Math.max(ax, bx, cx)))
    const y1 = Math.min(MAP_HEIGHT, Math.ceil(Math.max(ay, by, cy)))
    for (let y = Math.max(0, Math.floor(Math.min(ay, by, cy))); y < y1; y++) {
      for (let x = Math.max(0, Math.floor(Math.min(ax, bx, cx))); x < x1; x++) {
        const u = ((bx - x - 0.5) * (cy - y - 0.5) - (cx - x - 0.5) * (by - y - 0.5)) / area
        const v = ((cx - x - 0.5) * (ay - y - 0.5) - (ax - x - 0.5) * (cy - y - 0.5)) / area
        if (u >= 0 && v >= 0 && u + v <= 1) this.covered[y * MAP_WIDTH + x] = 1
      }
    }
  }
}

/** The border of the portrait does not count as uncovered: nothing shows from beyond it. */
function erodeAlong(source: Uint8Array, radius: number, step: number, length: number): Uint8Array {
  const result = new Uint8Array(source.length)
  for (let i = 0; i < source.length; i++) {
    const place = Math.floor(i / step) % length
    let kept = 1
    for (let d = Math.max(-radius, -place); d <= Math.min(radius, length - 1 - place) && kept; d++) kept = source[i + d * step]!
    result[i] = kept
  }
  return result
}
