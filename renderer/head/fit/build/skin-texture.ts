import { cameraPosition, project, toCamera, type Pose } from '../camera.ts'
import type { FitLevel } from '../fit-model.ts'
import { vertexNormals } from '../solve/vertex-normals.ts'
import type { FaceArea } from './face-area.ts'
import type { LipShift } from './lip-shift.ts'
import { FRAME, FRAME_LENS, openings, type FramedPhoto } from './photo.ts'
import { filled, type WeightedPicture } from './pull-push.ts'
import { depthMap, rasterise } from './raster.ts'
import { atlasPixels, guidedSkin, type GuidedSkin, type OwnSkin } from './skin-guide.ts'

/** A photograph with the face that was fitted to it. */
export interface PosedPhoto {
  readonly photo: FramedPhoto
  readonly pose: Pose
  /** The face at the photographed expression, 3 · vertices. */
  readonly points: Float32Array
  readonly area: FaceArea
  readonly lips: LipShift
}

/** What one texel of the atlas knows of the light that fell on it. */
export interface LitSample {
  readonly color: readonly [number, number, number]
  readonly normal: readonly [number, number, number]
}

export interface SkinTexture extends GuidedSkin {
  readonly size: number
  /** Three channels a texel, 0–1, first row at the top. */
  readonly color: Float32Array
  readonly samples: readonly LitSample[]
}

/** |cosine| of the angle of view from which a texel is seen at all, and from which it is seen well. */
const LEAST_FACING = 0.12
const GOOD_FACING = 0.6
/** Sum of the photographs' weights from which a texel is taken as it was seen. */
const KNOWN_FROM = 0.1
/** A surface this far behind another one is hidden by it. */
const HIDDEN_CM = 0.35
/** Within so many pixels of a step in depth of this many cm a photograph may show what is behind it. */
const EDGE_PX = 9
const EDGE_CM = 1.5
const EDGE_STEPS = [EDGE_PX, -EDGE_PX, EDGE_PX * FRAME.width, -EDGE_PX * FRAME.width]
/** How far lids and lips are kept from what shows between them, of the distance of the eyes. */
const EYE_MARGIN = 0.014
const MOUTH_MARGIN = 0.016
/** The same of the inner corners of the eyes, among the landmarks, beside which what is red and wet is no skin. */
const CORNER_MARGIN = 0.045
const CORNERS = [133, 362] as const
/** Every n-th texel each way tells about the light. */
const LIGHT_STEP = 6
/** Half the atlas shows the other half's side mirrored: what one photograph hides the other side tells. */
const MIRROR_WEIGHT = 0.05

/** The skin as the photographs show it, on the atlas of the head; what none of them shows is filled in, with our own for a guide. */
export function skinTexture(level: FitLevel, photos: readonly PosedPhoto[], own: OwnSkin): SkinTexture {
  const { size } = own
  const skin = level.part('skin')
  const picture = { width: size, height: size, color: new Float32Array(3 * size * size), weight: new Float32Array(size * size) }
  const samples: LitSample[] = []
  const uvs = atlasPixels(level, size)
  for (const posed of photos) addPhoto(level, posed, skin, uvs, picture, samples)
  for (let i = 0; i < size * size; i++) {
    const sum = picture.weight[i]!
    if (sum > 0) for (let c = 0; c < 3; c++) picture.color[3 * i + c]! /= sum
    picture.weight[i] = Math.min(1, sum / KNOWN_FROM)
  }
  return { size, samples, ...guidedSkin(level, withMirrored(picture), own) }
}

function addPhoto(level: FitLevel, { photo, pose, points, area, lips }: PosedPhoto, skin: Uint16Array, uvs: Float64Array, picture: WeightedPicture, samples: LitSample[]): void {
  const { width, height } = FRAME
  const camera = toCamera(points, pose)
  const pixels = project(camera, FRAME_LENS)
  const normals = vertexNormals(points, skin)
  const depth = depthMap(camera, pixels, level.index, width, height)
  const eye = cameraPosition(pose)
  const eyeDistance = Math.hypot(photo.mesh[66]! - photo.mesh[526]!, photo.mesh[67]! - photo.mesh[527]!)
  const open = openings(photo, { eyes: EYE_MARGIN * eyeDistance, mouth: MOUTH_MARGIN * eyeDistance })
  const corners = CORNERS.map((at) => [photo.mesh[2 * at]!, photo.mesh[2 * at + 1]!] as const)
  const { data } = photo.pixels
  const rgb: [number, number, number] = [0, 0, 0]
  rasterise(uvs, skin, picture.width, picture.height, (x, y, a, b, c, wa, wb, wc) => {
    const fx = wa * pixels[2 * a]! + wb * pixels[2 * b]! + wc * pixels[2 * c]!
    const fy = wa * pixels[2 * a + 1]! + wb * pixels[2 * b + 1]! + wc * pixels[2 * c + 1]!
    const [px, py] = lips.at(fx, fy)
    if (Math.min(fx, fy, px, py) < 1 || Math.max(fx, px) > width - 2 || Math.max(fy, py) > height - 2) return
    const shown = Math.floor(py) * width + Math.floor(px)
    if (open.eyes[shown]! > 0 || open.mouth[shown]! > 0 || area.isStray(px, py)) return
    if (corners.some(([cx, cy]) => Math.hypot(px - cx, py - cy) < CORNER_MARGIN * eyeDistance)) return
    const at = Math.floor(fy) * width + Math.floor(fx)
    const z = -(wa * camera[3 * a + 2]! + wb * camera[3 * b + 2]! + wc * camera[3 * c + 2]!)
    if (z > depth[at]! + HIDDEN_CM || isAtEdge(depth, at, z)) return
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

/** Whether something else begins right beside a pixel: the outline of the fitted face is not as sharp as that of the face. */
function isAtEdge(depth: Float32Array, at: number, z: number): boolean {
  for (const step of EDGE_STEPS) {
    const beside = depth[at + step]
    if (beside === undefined || Math.abs(beside - z) > EDGE_CM) return true
  }
  return false
}

/** The atlas with each unknown texel taken, faintly, from its mirror image, in the light of its own side. */
function withMirrored(picture: WeightedPicture): WeightedPicture {
  const { width, height } = picture
  const color = picture.color.slice()
  const weight = picture.weight.slice()
  const sides = sidesOf(picture)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const other = y * width + width - 1 - x
      if (weight[at]! >= MIRROR_WEIGHT || picture.weight[other]! < 0.3) continue
      weight[at] = MIRROR_WEIGHT
      const cell = Math.floor(y / SIDE_CELL) * sides.width + Math.floor(x / SIDE_CELL)
      for (let c = 0; c < 3; c++) color[3 * at + c] = picture.color[3 * other + c]! * sides.gain[3 * cell + c]!
    }
  }
  return { width, height, color, weight }
}

/** Texels a side of a cell in which the light of both sides is compared. */
const SIDE_CELL = 16

/** How much brighter each cell is than its mirror image; where one of them is not known, as around it. */
function sidesOf({ width, height, color, weight }: WeightedPicture): { width: number; gain: Float32Array } {
  const [w, h] = [Math.ceil(width / SIDE_CELL), Math.ceil(height / SIDE_CELL)]
  const here = new Float32Array(3 * w * h)
  const there = new Float32Array(3 * w * h)
  const count = new Float32Array(w * h)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const other = y * width + width - 1 - x
      if (weight[at]! < 0.3 || weight[other]! < 0.3) continue
      const cell = Math.floor(y / SIDE_CELL) * w + Math.floor(x / SIDE_CELL)
      count[cell]!++
      for (let c = 0; c < 3; c++) {
        here[3 * cell + c]! += color[3 * at + c]!
        there[3 * cell + c]! += color[3 * other + c]!
      }
    }
  }
  const gain = here.map((sum, i) => (there[i]! > 0 ? Math.min(1.4, Math.max(0.7, sum / there[i]!)) : 1))
  return { width: w, gain: filled({ width: w, height: h, color: gain, weight: count.map((texels) => Math.min(1, texels / SIDE_CELL ** 2)) }) }
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
