/** A picture of which some pixels are known better than others. */
export interface WeightedPicture {
  readonly width: number
  readonly height: number
  /** Three channels a pixel, 0–1. */
  readonly color: Float32Array
  /** 0 unknown, 1 known. */
  readonly weight: Float32Array
}

/** The same picture with what is unknown filled in from around it (pull-push, Gortler et al. 1996). */
export function filled(picture: WeightedPicture): Float32Array {
  const { width, height, color, weight } = picture
  if (width <= 1 && height <= 1) return color
  const w = Math.max(1, Math.ceil(width / 2))
  const h = Math.max(1, Math.ceil(height / 2))
  const smaller = { width: w, height: h, color: new Float32Array(3 * w * h), weight: new Float32Array(w * h) }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = y * width + x
      const to = (y >> 1) * w + (x >> 1)
      const share = weight[from]!
      smaller.weight[to]! += share
      for (let c = 0; c < 3; c++) smaller.color[3 * to + c]! += share * color[3 * from + c]!
    }
  }
  for (let i = 0; i < w * h; i++) {
    const sum = smaller.weight[i]!
    if (sum > 0) for (let c = 0; c < 3; c++) smaller.color[3 * i + c]! /= sum
    smaller.weight[i] = Math.min(1, sum)
  }
  const below = filled(smaller)
  const out = new Float32Array(3 * width * height)
  for (let y = 0; y < height; y++) {
    // Half a pixel of the smaller picture lies between the centres of both.
    const fy = Math.min(Math.max((y + 0.5) / 2 - 0.5, 0), h - 1)
    const y0 = Math.floor(fy)
    const y1 = Math.min(y0 + 1, h - 1)
    for (let x = 0; x < width; x++) {
      const fx = Math.min(Math.max((x + 0.5) / 2 - 0.5, 0), w - 1)
      const x0 = Math.floor(fx)
      const x1 = Math.min(x0 + 1, w - 1)
      const at = y * width + x
      const known = Math.min(1, weight[at]!)
      for (let c = 0; c < 3; c++) {
        const top = below[3 * (y0 * w + x0) + c]! * (1 - fx + x0) + below[3 * (y0 * w + x1) + c]! * (fx - x0)
        const bottom = below[3 * (y1 * w + x0) + c]! * (1 - fx + x0) + below[3 * (y1 * w + x1) + c]! * (fx - x0)
        const around = top * (1 - fy + y0) + bottom * (fy - y0)
        out[3 * at + c] = known * color[3 * at + c]! + (1 - known) * around
      }
    }
  }
  return out
}
