import { irisGain, type Tones } from './tones.ts'

/** How far beyond the iris its map is stretched when it changes its size, in radii. */
const STRETCHED_TO = 2.2
/** Blur of the map in pixels of the photograph: an eye is no sharper than the face around it. */
const SOFTNESS = 0.4
/** Centimetres across the map of an eye near its middle. */
const MAP_CM = 3.4

/** What the map of an eye is made to match. */
export interface WantedEye {
  readonly tones: Tones
  /** Radius of the iris on the shipped map, in shares of its width; and the wanted one over it. */
  readonly irisRadius: number
  readonly irisScale: number
  /** Pixels of the photograph a centimetre of the face. */
  readonly photoPerCm: number
}

/** The shipped map of an eye with an iris of the photograph's colour and size, as sharp as the photograph. */
export async function eyeImage(shipped: Blob, wanted: WantedEye): Promise<OffscreenCanvas> {
  const map = await createImageBitmap(shipped, { colorSpaceConversion: 'none' })
  const { width, height } = map
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  const blur = (SOFTNESS / wanted.photoPerCm) * (width / MAP_CM)
  if (blur > 0.5) context.filter = `blur(${blur.toFixed(1)}px)`
  context.drawImage(map, 0, 0)
  context.filter = 'none'
  map.close()
  const image = context.getImageData(0, 0, width, height)
  tint(image, wanted)
  context.putImageData(resized(image, wanted), 0, 0)
  return canvas
}

function tint({ data, width, height }: ImageData, { tones: { iris, white }, irisRadius }: WantedEye): void {
  if (iris === null) return
  const radiusAt = (i: number): number => Math.hypot(((i % width) + 0.5) / width - 0.5, (Math.floor(i / width) + 0.5) / height - 0.5) / irisRadius
  const sums = [0, 0, 0]
  let count = 0
  for (let i = 0; i < width * height; i++) {
    const radius = radiusAt(i)
    if (radius < 0.5 || radius > 0.85) continue
    count++
    for (let c = 0; c < 3; c++) sums[c]! += data[4 * i + c]! / 255
  }
  const gain = irisGain(iris, sums.map((sum) => sum / count) as unknown as [number, number, number], white)
  for (let i = 0; i < width * height; i++) {
    const inside = Math.min(Math.max((1.08 - radiusAt(i)) / 0.2, 0), 1)
    if (inside === 0) continue
    for (let c = 0; c < 3; c++) data[4 * i + c]! *= 1 + inside * (gain[c]! - 1)
  }
}

/** The iris made larger or smaller, the white around it pressed together or drawn out. */
function resized(image: ImageData, { irisRadius, irisScale }: WantedEye): ImageData {
  const { data, width, height } = image
  const out = new ImageData(width, height)
  const edge = 1.15
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [((i % width) + 0.5) / width - 0.5, (Math.floor(i / width) + 0.5) / height - 0.5]
    const radius = Math.hypot(x, y) / irisRadius
    const from =
      radius < edge * irisScale
        ? radius / irisScale
        : radius < STRETCHED_TO
          ? edge + ((radius - edge * irisScale) * (STRETCHED_TO - edge)) / (STRETCHED_TO - edge * irisScale)
          : radius
    const share = radius === 0 ? 1 : from / radius
    const [sx, sy] = [Math.min(Math.max((0.5 + share * x) * width - 0.5, 0), width - 1.001), Math.min(Math.max((0.5 + share * y) * height - 0.5, 0), height - 1.001)]
    const [x0, y0] = [Math.floor(sx), Math.floor(sy)]
    const [fx, fy] = [sx - x0, sy - y0]
    const at = 4 * (y0 * width + x0)
    const below = at + 4 * width
    for (let c = 0; c < 4; c++) {
      out.data[4 * i + c] = (data[at + c]! * (1 - fx) + data[at + 4 + c]! * fx) * (1 - fy) + (data[below + c]! * (1 - fx) + data[below + 4 + c]! * fx) * fy
    }
  }
  return out
}
