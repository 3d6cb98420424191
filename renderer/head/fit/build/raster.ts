/** Called for a pixel inside a triangle: its corners and how much of each the pixel is. */
export type VisitPixel = (x: number, y: number, a: number, b: number, c: number, wa: number, wb: number, wc: number) => void

/**
 * Visits the centre of every pixel that each triangle covers, front and back alike.
 * @param points x, y in pixels a vertex (2 · n), first row at the top
 * @param index three vertices a triangle
 */
export function rasterise(points: ArrayLike<number>, index: ArrayLike<number>, width: number, height: number, visit: VisitPixel): void {
  for (let i = 0; i < index.length; i += 3) {
    const [a, b, c] = [index[i]!, index[i + 1]!, index[i + 2]!]
    const [ax, ay, bx, by, cx, cy] = [points[2 * a]!, points[2 * a + 1]!, points[2 * b]!, points[2 * b + 1]!, points[2 * c]!, points[2 * c + 1]!]
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
    if (Math.abs(area) < 1e-9) continue
    const x1 = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx)))
    const y1 = Math.min(height - 1, Math.floor(Math.max(ay, by, cy)))
    for (let y = Math.max(0, Math.floor(Math.min(ay, by, cy))); y <= y1; y++) {
      const py = y + 0.5
      for (let x = Math.max(0, Math.floor(Math.min(ax, bx, cx))); x <= x1; x++) {
        const px = x + 0.5
        const wb = ((px - ax) * (cy - ay) - (cx - ax) * (py - ay)) / area
        const wc = ((bx - ax) * (py - ay) - (px - ax) * (by - ay)) / area
        const wa = 1 - wb - wc
        if (wa >= -1e-6 && wb >= -1e-6 && wc >= -1e-6) visit(x, y, a, b, c, wa, wb, wc)
      }
    }
  }
}

/** Distance from the camera of the nearest surface at every pixel, cm; Infinity where there is none. */
export function depthMap(camera: ArrayLike<number>, pixels: ArrayLike<number>, index: ArrayLike<number>, width: number, height: number): Float32Array {
  const depth = new Float32Array(width * height).fill(Infinity)
  rasterise(pixels, index, width, height, (x, y, a, b, c, wa, wb, wc) => {
    const z = -(wa * camera[3 * a + 2]! + wb * camera[3 * b + 2]! + wc * camera[3 * c + 2]!)
    const at = y * width + x
    if (z < depth[at]!) depth[at] = z
  })
  return depth
}
