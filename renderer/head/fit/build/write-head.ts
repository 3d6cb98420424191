import { COEFFICIENT_INDEX } from '../../../../electron/contract/coefficients.ts'
import { cameraEntry, cameraPosition, type Pose } from '../camera.ts'
import { shaped, type EyeBall, type FitLevel, type FitModel } from '../fit-model.ts'
import type { HeadFile } from '../../model/format.ts'
import { weld } from '../../model/normals.ts'
import { vertexNormals } from '../solve/vertex-normals.ts'
import type { FittedLight } from './light.ts'
import { FRAME, FRAME_LENS } from './photo.ts'
import type { PortraitGrid } from './portrait-grid.ts'
import type { Tones } from './tones.ts'

export interface HeadParts {
  readonly name: string
  readonly identity: Float64Array
  /** The 52 coefficients of the portrait's photograph. */
  readonly weights: Float32Array
  readonly pose: Pose
  readonly light: FittedLight
  readonly tones: Tones
  readonly grid: PortraitGrid
}

/** Names of the pictures of a fitted head. */
export const IMAGES = { portrait: 'portrait.webp', still: 'still.webp', skin: 'skin-lit.webp', eye: 'eye.webp', lashes: 'lashes.webp' } as const

/** How much of a photographed smile stays on a face at rest. */
const RESTING_SMILE = 0.3
const MOUTH_OF_REST = new Set(['mouthSmileLeft', 'mouthSmileRight'])
/** What landmarks take for an expression and is the shape of a jaw. */
const KEPT = new Set(['jawForward'])
/** The teeth of the shipped head in its light, display-referred. */
const TEETH = [185 / 255, 166 / 255, 146 / 255] as const
const SHIPPED_WHITE = 0.8
const GAMMA = 2.2

/** The expression a face rests in: that of its photograph without what would keep its mouth from speaking. */
export function restingWeights(photographed: Float32Array): Float32Array {
  const rest = photographed.slice()
  for (const [name, index] of Object.entries(COEFFICIENT_INDEX)) {
    if (MOUTH_OF_REST.has(name)) rest[index]! *= RESTING_SMILE
    else if ((name.startsWith('mouth') || name.startsWith('jaw')) && !KEPT.has(name)) rest[index] = 0
  }
  return rest
}

/** head.json and head.bin of a fitted head: the shipped topology and shapes in another person's place. */
export function writeHead(model: FitModel, parts: HeadParts): { json: Record<string, unknown>; bin: ArrayBuffer } {
  const { grid } = parts
  const samples = grid.depth.length
  const gridAt = Math.ceil(model.headBin.byteLength / 4) * 4
  const bin = new ArrayBuffer(gridAt + 5 * samples)
  new Uint8Array(bin).set(new Uint8Array(model.headBin))
  new Float32Array(bin, gridAt, samples).set(grid.depth)
  new Uint8Array(bin, gridAt + 4 * samples, samples).set(grid.follow)
  const eyes = model.eyes(parts.identity)
  for (const { name } of model.head.lods) writeLevel(model, model.level(name), parts, eyes, bin)
  const { head } = model
  const blinks = blinkGains(model, parts)
  const file: HeadFile = {
    version: 1,
    name: parts.name,
    bin: 'head.bin',
    pivot: head.pivot,
    eyes: { left: eyeEntry(head.eyes.left, eyes.left), right: eyeEntry(head.eyes.right, eyes.right) },
    lods: head.lods.map((lod) => ({ ...lod, morphs: lod.morphs.map((morph) => closing(morph, blinks)) })),
    correctives: head.correctives,
    materials: {
      skin: { lit: IMAGES.skin },
      eye: { albedo: IMAGES.eye },
      eyeShade: head.materials['eyeShade'] ?? {},
      lashes: { alpha: IMAGES.lashes },
      mouth: {},
      teeth: {},
    },
    light: { sh: [...parts.light.sh] as HeadFile['light']['sh'], key: parts.light.key as HeadFile['light']['key'] },
    portrait: {
      width: FRAME.width,
      height: FRAME.height,
      camera: cameraEntry(parts.pose, FRAME_LENS, FRAME.width, FRAME.height),
      layers: [
        // Under the sheet that turns, for the gap that it leaves at the border when the chest rises.
        { name: 'backdrop', image: IMAGES.portrait, motion: 'static', order: 0 },
        { name: 'photograph', image: IMAGES.portrait, motion: 'head', order: 1, grid: 0 },
      ],
      grids: [{ columns: grid.columns, rows: grid.rows, depth: { offset: gridAt }, follow: { offset: gridAt + 4 * samples } }],
    },
  }
  return { json: { ...file, units: 'cm', still: IMAGES.still }, bin }
}

/** Upper and lower lid of each eye among the landmarks. */
const LIDS = { eyeBlinkLeft: [386, 374], eyeBlinkRight: [159, 145] } as const
const LARGEST_BLINK = 1.6
/** Landmarks lie a little above and below the rims of the lids, which have to touch. */
const RIMS_CM = 0.2

/** How far each blink has to go for lids of this person, at rest, to meet as those of the mean face do. */
function blinkGains(model: FitModel, { identity, weights }: HeadParts): Record<string, number> {
  const rest = restingWeights(weights)
  const gapOf = (of: ArrayLike<number>, at: Float32Array, [upper, lower]: readonly [number, number]): number => {
    const points = shaped(model.landmarks, of, at)
    const heightOf = (landmark: number): number => points[3 * model.landmarkIndices.indexOf(landmark) + 1]!
    return heightOf(upper) - heightOf(lower)
  }
  return Object.fromEntries(
    Object.entries(LIDS).map(([name, lids]) => {
      const blink = COEFFICIENT_INDEX[name as keyof typeof LIDS]
      const closed = new Float32Array(rest.length)
      closed[blink] = 1
      const wanted = gapOf([], closed, lids)
      const shut = rest.slice()
      shut[blink]! += 1
      const open = gapOf(identity, rest, lids)
      const travel = open - gapOf(identity, shut, lids)
      return [name, Math.min(Math.max((open - wanted + RIMS_CM) / travel, 1), LARGEST_BLINK)]
    }),
  )
}

function closing<T extends { name: string; scale: number }>(morph: T, gains: Record<string, number>): T {
  return { ...morph, scale: morph.scale * (gains[morph.name] ?? 1) }
}

function eyeEntry(shipped: HeadFile['eyes']['left'], { center, radius }: EyeBall): HeadFile['eyes']['left'] {
  return { ...shipped, center: [...center], radius, corneaRadius: (shipped.corneaRadius / shipped.radius) * radius }
}

function writeLevel(model: FitModel, level: FitLevel, parts: HeadParts, eyes: { left: EyeBall; right: EyeBall }, bin: ArrayBuffer): void {
  const { lod, points } = level
  const n = points.count
  const positions = shaped(points, parts.identity, restingWeights(parts.weights))
  for (const side of ['left', 'right'] as const) {
    const from = model.head.eyes[side]
    const to = eyes[side]
    const [first, end] = level.range(side === 'left' ? 'eyeLeft' : 'eyeRight')
    for (let v = first; v < end; v++) {
      for (let c = 0; c < 3; c++) positions[3 * v + c] = to.center[c]! + ((points.mean[3 * v + c]! - from.center[c]!) * to.radius) / from.radius
    }
  }
  new Float32Array(bin, lod.attributes.position.offset, 3 * n).set(positions)
  const normals = vertexNormals(positions, level.index, weld(positions))
  const packed = new Int8Array(bin, lod.attributes.normal.offset, 4 * n)
  for (let v = 0; v < n; v++) for (let c = 0; c < 3; c++) packed[4 * v + c] = Math.round(127 * normals[3 * v + c]!)
  const colors = new Uint8Array(bin, lod.attributes.color.offset, 4 * n)
  tintMouth(level, parts, colors)
  thinLashes(level, colors)
  coverSkin(level, positions, normals, parts, colors)
}

/** Teeth and mouth as bright and as warm as the photograph's. */
function tintMouth(level: FitLevel, { tones }: HeadParts, colors: Uint8Array): void {
  const exposure = Math.min(1.15, (tones.white / SHIPPED_WHITE) ** (1 / GAMMA))
  const gain = TEETH.map((value, c) => (tones.teeth === null ? exposure : Math.min(1.3, Math.max(0.6, tones.teeth[c]! / value))))
  for (const name of ['mouth', 'teethUpper', 'teethLower']) {
    const [first, end] = level.range(name)
    for (let v = first; v < end; v++) {
      for (let c = 0; c < 3; c++) colors[4 * v + c] = Math.min(255, Math.round(colors[4 * v + c]! * (name === 'mouth' ? exposure : gain[c]!)))
    }
  }
}

/** A photograph shows its own lashes, if blurred: ours only sharpen them. */
const LASHES = 0.55

function thinLashes(level: FitLevel, colors: Uint8Array): void {
  const [first, end] = level.range('lashes')
  for (let v = first; v < end; v++) colors[4 * v + 3] = Math.round(LASHES * colors[4 * v + 3]!)
}

/** On the atlas: the middle of the face, which is always drawn, and the oval in which it fades into the photograph. */
const OVAL = { u: 0.5, v: 0.69, halfU: 0.34, halfV: 0.27, fade: 0.22 }
const MIDDLE = { u: 0.5, v: 0.66, halfU: 0.24, halfV: 0.2, fade: 0.15 }
const FACING = { none: 0.1, full: 0.42 }

/** How much of each vertex of the skin is drawn over the photograph. */
function coverSkin(level: FitLevel, positions: Float32Array, normals: Float32Array, { pose }: HeadParts, colors: Uint8Array): void {
  const eye = cameraPosition(pose)
  const [first, end] = level.range('skin')
  for (let v = first; v < end; v++) {
    const [x, y, z] = [0, 1, 2].map((c) => eye[c]! - positions[3 * v + c]!) as [number, number, number]
    const facing = (normals[3 * v]! * x + normals[3 * v + 1]! * y + normals[3 * v + 2]! * z) / Math.hypot(x, y, z)
    const [u, w] = [level.uvs[2 * v]!, level.uvs[2 * v + 1]!]
    const cover = inOval(u, w, OVAL) * Math.max(smoothstep(FACING.none, FACING.full, facing), inOval(u, w, MIDDLE))
    colors[4 * v + 3] = Math.round(255 * cover)
  }
}

/** 1 inside, 0 further out than `fade` of the radius. */
function inOval(u: number, v: number, oval: typeof OVAL): number {
  return 1 - smoothstep(1, 1 + oval.fade, Math.hypot((u - oval.u) / oval.halfU, (v - oval.v) / oval.halfV))
}

function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(Math.max((value - from) / (to - from), 0), 1)
  return t * t * (3 - 2 * t)
}
