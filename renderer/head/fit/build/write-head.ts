import { COEFFICIENT_INDEX } from '../../../../electron/contract/coefficients.ts'
import { cameraEntry, cameraPosition, type Pose } from '../camera.ts'
import { shaped, type EyeBall, type FitLevel, type FitModel } from '../fit-model.ts'
import type { HeadFile } from '../../model/format.ts'
import type { Vec3 } from '../../types.ts'
import { weld } from '../../model/normals.ts'
import { vertexNormals } from '../solve/vertex-normals.ts'
import type { FittedLight } from './light.ts'
import { FRAME, FRAME_LENS } from './photo.ts'
import { GRID, type PortraitGrid } from './portrait-grid.ts'
import { sealLips, unsealing } from './seal-lips.ts'
import { placeTeeth, tintMouth } from './teeth.ts'
import type { Tones } from './tones.ts'
import { smoothstep } from '../../smoothstep.ts'

export interface HeadParts {
  readonly name: string
  readonly identity: Float64Array
  /** The 52 coefficients that the face rests in. */
  readonly rest: Float32Array
  /** The coefficients that bring it from there to its photograph. */
  readonly photographed: Float32Array
  readonly pose: Pose
  readonly light: FittedLight
  readonly tones: Tones
  /** Radius of the iris over that of the shipped eye's. */
  readonly irisScale: number
  readonly grid: PortraitGrid
  /** How much of what the photograph shows at each vertex of a level is the face, 0–1. */
  readonly shown: (level: FitLevel) => Float32Array
  /** How much lashes darken an open lid at a spot of the atlas, a channel: 1 not at all. */
  readonly lidShade: (u: number, v: number) => Vec3
  /** That of the photographed expression (rig/folds.ts), left and right; 0 where the skin holds no folds. */
  readonly foldWeight: readonly [number, number]
}

/** Names of the pictures of a fitted head. */
export const IMAGES = { portrait: 'portrait.webp', still: 'still.webp', skin: 'skin-lit.webp', eye: 'eye.webp', lashes: 'lashes.webp' } as const

/** head.json and head.bin of a fitted head: the shipped topology and shapes in another person's place. */
export function writeHead(model: FitModel, parts: HeadParts): { json: Record<string, unknown>; bin: ArrayBuffer } {
  const { depth, follow } = parts.grid
  const gridAt = Math.ceil(model.headBin.byteLength / 4) * 4
  const sealsAt = gridAt + Math.ceil((5 * depth.length) / 4) * 4
  const bin = new ArrayBuffer(sealsAt + model.head.lods.reduce((sum, { vertices }) => sum + 8 * vertices, 0))
  new Uint8Array(bin).set(new Uint8Array(model.headBin))
  new Float32Array(bin, gridAt, depth.length).set(depth)
  new Uint8Array(bin, gridAt + 4 * depth.length, follow.length).set(follow)
  const eyes = model.eyes(parts.identity)
  let end = sealsAt
  const seals = model.head.lods.flatMap(({ name }) => {
    const moved = writeLevel(model, model.level(name), parts, eyes, bin)
    const seal = unsealing(name, moved, parts.photographed, bin, end)
    end = seal?.end ?? end
    return seal ? [seal.entry] : []
  })
  const { head } = model
  const blinks = blinkGains(model, parts)
  const file: HeadFile = {
    version: 1,
    name: parts.name,
    bin: 'head.bin',
    pivot: head.pivot,
    eyes: { left: eyeEntry(head.eyes.left, eyes.left, parts.irisScale), right: eyeEntry(head.eyes.right, eyes.right, parts.irisScale) },
    lods: head.lods.map((lod) => ({ ...lod, morphs: lod.morphs.map((morph) => closing(morph, blinks)) })),
    correctives: [...head.correctives, ...seals],
    materials: {
      skin: { lit: IMAGES.skin },
      eye: { albedo: IMAGES.eye },
      eyeShade: head.materials['eyeShade'] ?? {},
      lashes: { alpha: IMAGES.lashes },
      mouth: {},
      teeth: {},
    },
    ...(Math.max(...parts.foldWeight) > 0 && { folds: { weight: [...parts.foldWeight] as [number, number] } }),
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
      grids: [{ ...GRID, depth: { offset: gridAt }, follow: { offset: gridAt + 4 * depth.length } }],
    },
  }
  return { json: { ...file, units: 'cm', still: IMAGES.still }, bin: bin.slice(0, end) }
}

/** Upper and lower lid of each eye among the landmarks. */
const LIDS = { eyeBlinkLeft: [386, 374], eyeBlinkRight: [159, 145] } as const
const LARGEST_BLINK = 1.6
/** Landmarks lie a little above and below the rims of the lids, which have to touch. */
const RIMS_CM = 0.2

/** How far each blink has to go for lids of this person, at rest, to meet as those of the mean face do. */
function blinkGains(model: FitModel, { identity, rest }: HeadParts): Record<string, number> {
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

function eyeEntry(shipped: HeadFile['eyes']['left'], { center, radius }: EyeBall, irisScale: number): HeadFile['eyes']['left'] {
  return { ...shipped, center: [...center], radius, corneaRadius: (shipped.corneaRadius / shipped.radius) * radius, irisUvRadius: irisScale * shipped.irisUvRadius }
}

/** @returns how far up the seal of the lips moved each vertex, cm */
function writeLevel(model: FitModel, level: FitLevel, parts: HeadParts, eyes: { left: EyeBall; right: EyeBall }, bin: ArrayBuffer): Float32Array {
  const { lod, points } = level
  const n = points.count
  const positions = shaped(points, parts.identity, parts.rest)
  placeTeeth(model, level, positions)
  const moved = sealLips(model, level, positions)
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
  tintMouth(level, parts.tones, positions, colors)
  thinLashes(level, colors)
  lightenShadows(level, eyes, positions, colors)
  shadeLids(level, parts, colors)
  coverSkin(level, parts, positions, normals, colors)
  return moved
}

/** A photograph shows its own lashes, if blurred: ours only sharpen them. */
const LASHES = 0.55

function thinLashes(level: FitLevel, colors: Uint8Array): void {
  const [first, end] = level.range('lashes')
  for (let v = first; v < end; v++) colors[4 * v + 3] = Math.round(LASHES * colors[4 * v + 3]!)
}

/** How much of the shadow that our own lids cast on the eyeball those of a photograph do: theirs is in it, and lower ones cast hardly any. */
const SHADOW = { upper: 0.75, lower: 0.4 } as const

function lightenShadows(level: FitLevel, eyes: { left: EyeBall; right: EyeBall }, positions: Float32Array, colors: Uint8Array): void {
  for (const [name, eye] of [['eyeShadeLeft', eyes.left], ['eyeShadeRight', eyes.right]] as const) {
    const [first, end] = level.range(name)
    for (let v = first; v < end; v++) colors[4 * v + 3] = Math.round(colors[4 * v + 3]! * (positions[3 * v + 1]! > eye.center[1] ? SHADOW.upper : SHADOW.lower))
  }
}

/** The shader takes this from lids that are closed. */
function shadeLids(level: FitLevel, { lidShade }: HeadParts, colors: Uint8Array): void {
  const [first, end] = level.range('skin')
  for (let v = first; v < end; v++) {
    lidShade(level.uvs[2 * v]!, level.uvs[2 * v + 1]!).forEach((share, c) => (colors[4 * v + c] = Math.round(255 * share)))
  }
}

/** On the atlas: the oval in which the face fades into the photograph, and its middle, which is always drawn. */
const OVAL = { u: 0.5, v: 0.69, halfU: 0.34, halfV: 0.27, fade: 0.22 }
const MIDDLE = { u: 0.5, v: 0.66, halfU: 0.24, halfV: 0.2, fade: 0.15 }
/** Cosine of the angle of view from which on the outline of the face is left to the photograph. */
const OUTLINE = { none: 0.1, full: 0.42 }

/** How much of each vertex of the skin is drawn over the photograph. */
function coverSkin(level: FitLevel, parts: HeadParts, positions: Float32Array, normals: Float32Array, colors: Uint8Array): void {
  const eye = cameraPosition(parts.pose)
  const shown = parts.shown(level)
  const [first, end] = level.range('skin')
  for (let v = first; v < end; v++) {
    const [x, y, z] = [0, 1, 2].map((c) => eye[c]! - positions[3 * v + c]!) as [number, number, number]
    const facing = (normals[3 * v]! * x + normals[3 * v + 1]! * y + normals[3 * v + 2]! * z) / Math.hypot(x, y, z)
    const [u, w] = [level.uvs[2 * v]!, level.uvs[2 * v + 1]!]
    const cover = inOval(u, w, OVAL) * Math.max(smoothstep(OUTLINE.none, OUTLINE.full, facing), inOval(u, w, MIDDLE))
    colors[4 * v + 3] = Math.round(255 * shown[v]! * cover)
  }
}

/** 1 inside, 0 further out than `fade` of the radius. */
function inOval(u: number, v: number, oval: typeof OVAL): number {
  return 1 - smoothstep(1, 1 + oval.fade, Math.hypot((u - oval.u) / oval.halfU, (v - oval.v) / oval.halfV))
}
