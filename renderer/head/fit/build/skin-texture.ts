import { cameraPosition, project, toCamera, type Pose } from '../camera.ts'
import type { FitLevel } from '../fit-model.ts'
import { vertexNormals } from '../solve/vertex-normals.ts'
import { median } from './median.ts'
import { FRAME, FRAME_LENS, openings, type FramedPhoto } from './photo.ts'
import { filled, type WeightedPicture } from './pull-push.ts'
import { depthMap, rasterise } from './raster.ts'

/** A photograph with the face that was fitted to it. */
export interface PosedPhoto {
  readonly photo: FramedPhoto
  readonly pose: Pose
  /** The face at the photographed expression, 3 · vertices. */
  readonly points: Float32Array
}

/** What one texel of the atlas knows of the light that fell on it. */
export interface LitSample {
  readonly color: readonly [number, number, number]
  readonly normal: readonly [number, number, number]
}

export interface SkinTexture {
  readonly size: number
  /** Three channels a texel, 0–1, first row at the top. */
  readonly color: Float32Array
  readonly samples: readonly LitSample[]
}

/** |cosine| of the angle of view from which a texel is seen at all, and from which it is seen well. */
const LEAST_FACING = 0.15
const GOOD_FACING = 0.6
/** A surface this far behind another one is hidden by it. */
const HIDDEN_CM = 0.35
/** How far lids and lips are kept from what shows between them, of the distance of the eyes. */
const EYE_MARGIN = 0.006
const MOUTH_MARGIN = 0.012
/** Every n-th texel each way tells about the light. */
const LIGHT_STEP = 6
/** Half the atlas shows the other half's side mirrored: what one photograph hides the other side tells. */
const MIRROR_WEIGHT = 0.05
/** The lips on the atlas, inside and outside: what no photograph shows of them is of their colour, which runs into the skin around them. */
const LIPS_WEIGHT = 0.004
const LIPS = { u: 0.5, v: 0.578, halfU: 0.112, halfV: 0.056 } as const

/** The skin as the photographs show it, on the atlas of the head; what none of them shows is filled in. */
export function skinTexture(level: FitLevel, photos: readonly PosedPhoto[], size: number): SkinTexture {
  const skin = level.part('skin')
  const picture = { width: size, height: size, color: new Float32Array(3 * size * size), weight: new Float32Array(size * size) }
  const samples: LitSample[] = []
  const uvs = Float64Array.from(level.uvs, (value, i) => (i % 2 === 0 ? value : 1 - value) * size)
  for (const posed of photos) addPhoto(level, posed, skin, uvs, picture, samples)
  for (let i = 0; i < size * size; i++) {
    const sum = picture.weight[i]!
    if (sum > 0) for (let c = 0; c < 3; c++) picture.color[3 * i + c]! /= sum
    picture.weight[i] = Math.min(1, sum)
  }
  return { size, color: filled(withLips(withMirrored(picture))), samples }
}

function addPhoto(level: FitLevel, { photo, pose, points }: PosedPhoto, skin: Uint16Array, uvs: Float64Array, picture: WeightedPicture, samples: LitSample[]): void {
  const { width, height } = FRAME
  const camera = toCamera(points, pose)
  const pixels = project(camera, FRAME_LENS)
  const normals = vertexNormals(points, skin)
  const depth = depthMap(camera, pixels, level.index, width, height)
  const eye = cameraPosition(pose)
  const eyeDistance = Math.hypot(photo.mesh[66]! - photo.mesh[526]!, photo.mesh[67]! - photo.mesh[527]!)
  const open = openings(photo, { eyes: EYE_MARGIN * eyeDistance, mouth: MOUTH_MARGIN * eyeDistance })
  const { data } = photo.pixels
  const rgb: [number, number, number] = [0, 0, 0]
  rasterise(uvs, skin, picture.width, picture.height, (x, y, a, b, c, wa, wb, wc) => {
    const px = wa * pixels[2 * a]! + wb * pixels[2 * b]! + wc * pixels[2 * c]!
    const py = wa * pixels[2 * a + 1]! + wb * pixels[2 * b + 1]! + wc * pixels[2 * c + 1]!
    if (px < 1 || py < 1 || px > width - 2 || py > height - 2) return
    const at = Math.floor(py) * width + Math.floor(px)
    if (open.eyes[at]! > 0 || open.mouth[at]! > 0) return
    const z = -(wa * camera[3 * a + 2]! + wb * camera[3 * b + 2]! + wc * camera[3 * c + 2]!)
    if (z > depth[at]! + HIDDEN_CM) return
    const mix = (field: ArrayLike<number>, k: number): number => wa * field[3 * a + k]! + wb * field[3 * b + k]! + wc * field[3 * c + k]!
    const [nx, ny, nz] = [mix(normals, 0), mix(normals, 1), mix(normals, 2)]
    const [vx, vy, vz] = [eye[0] - mix(points, 0), eye[1] - mix(points, 1), eye[2] - mix(points, 2)]
    const facing = (nx * vx + ny * vy + nz * vz) / (Math.hypot(nx, ny, nz) * Math.hypot(vx, vy, vz) || 1)
    if (facing <= LEAST_FACING) return
    const weight = Math.min(1, ((facing - LEAST_FACING) / (GOOD_FACING - LEAST_FACING)) ** 1.5)
    bilinear(data, width, px - 0.5, py - 0.5, rgb)
    const texel = y * picture.width + x
    picture.weight[texel]! += weight
    for (let k = 0; k < 3; k++) picture.color[3 * texel + k]! += weight * rgb[k]!
    if (weight === 1 && x % LIGHT_STEP === 0 && y % LIGHT_STEP === 0) samples.push({ color: [...rgb], normal: [nx, ny, nz] })
  })
}

/** The atlas with each unknown texel taken, faintly, from its mirror image. */
function withMirrored(picture: WeightedPicture): WeightedPicture {
  const { width, height } = picture
  const color = picture.color.slice()
  const weight = picture.weight.slice()
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const other = y * width + width - 1 - x
      if (weight[at]! >= MIRROR_WEIGHT || picture.weight[other]! < 0.3) continue
      weight[at] = MIRROR_WEIGHT
      for (let c = 0; c < 3; c++) color[3 * at + c] = picture.color[3 * other + c]!
    }
  }
  return { width, height, color, weight }
}

/** The atlas with what is unknown of the lips taken, faintly, from the middle of those of its lips that are known. */
function withLips(picture: WeightedPicture): WeightedPicture {
  const { width, height, color, weight } = picture
  const known: (readonly [number, number, number])[] = []
  const unknown: number[] = []
  for (let y = Math.floor((1 - LIPS.v - LIPS.halfV) * height); y <= (1 - LIPS.v + LIPS.halfV) * height; y++) {
    for (let x = Math.floor((LIPS.u - LIPS.halfU) * width); x <= (LIPS.u + LIPS.halfU) * width; x++) {
      const away = Math.hypot(((x + 0.5) / width - LIPS.u) / LIPS.halfU, (1 - (y + 0.5) / height - LIPS.v) / LIPS.halfV)
      const at = y * width + x
      if (away > 1) continue
      if (weight[at]! < MIRROR_WEIGHT) unknown.push(at)
      else if (weight[at]! > 0.5 && away < 0.95) known.push([color[3 * at]!, color[3 * at + 1]!, color[3 * at + 2]!])
    }
  }
  const lips = [0, 1, 2].map((c) => median(known.map((texel) => texel[c]!)))
  for (const at of unknown) {
    if (known.length === 0) break
    weight[at] = LIPS_WEIGHT
    for (let c = 0; c < 3; c++) color[3 * at + c] = lips[c]!
  }
  return picture
}

/** Colour, 0–1, between the pixels of an RGBA picture. */
function bilinear(data: Uint8ClampedArray, width: number, x: number, y: number, out: [number, number, number]): void {
  const x0 = Math.floor(x)
  const y0 = Math.floor(y)
  const fx = x - x0
  const fy = y - y0
  const at = 4 * (y0 * width + x0)
  const below = at + 4 * width
  for (let c = 0; c < 3; c++) {
    const top = data[at + c]! * (1 - fx) + data[at + 4 + c]! * fx
    const bottom = data[below + c]! * (1 - fx) + data[below + 4 + c]! * fx
    out[c] = (top * (1 - fy) + bottom * fy) / 255
  }
}
