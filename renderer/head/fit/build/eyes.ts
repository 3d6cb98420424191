import type { Pose } from '../camera.ts'
import type { FitLevel, FitModel } from '../fit-model.ts'
import type { Vec3 } from '../../types.ts'
import { median } from './median.ts'
import { FRAME, FRAME_LENS, openings, type FramedPhoto } from './photo.ts'

/** What a photograph shows of the eyes besides their colours. */
export interface SeenEyes {
  /** Mean radius of the irises, px of the frame. */
  readonly irisPx: number
  /** Where lights are mirrored in each iris that shows one: from its middle, in its radii, to the right and up; how much brighter than the iris, 0–1. */
  readonly lights: readonly { readonly x: number; readonly y: number; readonly contrast: number }[]
}

export const IRISES = [468, 473] as const
const EYE_MARGIN = 0.01
/** A light is looked for in this much of an iris, is at least so much brighter, and fills at most this share of it. */
const LOOKED_AT = 0.85
const LEAST_CONTRAST = 0.16
const LARGEST_LIGHT = 0.25
/** Nearer to the middle of the iris, in its radii, a light would lie in the pupil like a hole: one from beside the camera is drawn out of it. */
const OUT_OF_PUPIL = 0.5
/** Radii of an iris in pixels of the photograph from which on it shows the shape of a light, and up to which none. */
const SHAPE_PX = { none: 5, all: 18 } as const
/** Radius of the iris over that of the eyeball on the shipped eye. */
const IRIS_OF_BALL = 0.4
/** Irises are nearly of one size; what differs more is an error of the detector. */
const IRIS_SCALES = [0.85, 1.1] as const

/** Centre and radius of an iris in the frame, px. */
export function irisRing(mesh: Float64Array, first: number): { x: number; y: number; radius: number } {
  const [x, y] = [mesh[2 * first]!, mesh[2 * first + 1]!]
  return { x, y, radius: median([1, 2, 3, 4].map((k) => Math.hypot(mesh[2 * (first + k)]! - x, mesh[2 * (first + k) + 1]! - y))) }
}

export function seenEyes(photo: FramedPhoto): SeenEyes {
  const { mesh } = photo
  const { eyes } = openings(photo, { eyes: -EYE_MARGIN * Math.hypot(mesh[66]! - mesh[526]!, mesh[67]! - mesh[527]!), mouth: 0 })
  const rings = IRISES.map((first) => irisRing(mesh, first))
  return {
    irisPx: (rings[0]!.radius + rings[1]!.radius) / 2,
    lights: rings.flatMap((ring) => lightIn(ring, photo.pixels.data, eyes) ?? []),
  }
}

function lightIn({ x, y, radius }: ReturnType<typeof irisRing>, data: Uint8ClampedArray, open: Uint8Array): SeenEyes['lights'][number] | null {
  const seen: { dx: number; dy: number; bright: number }[] = []
  const reach = Math.ceil(radius * LOOKED_AT)
  for (let py = Math.max(0, Math.round(y) - reach); py <= Math.min(FRAME.height - 1, Math.round(y) + reach); py++) {
    for (let px = Math.max(0, Math.round(x) - reach); px <= Math.min(FRAME.width - 1, Math.round(x) + reach); px++) {
      const at = py * FRAME.width + px
      const [dx, dy] = [(px - x) / radius, (py - y) / radius]
      if (open[at]! < 200 || Math.hypot(dx, dy) > LOOKED_AT) continue
      seen.push({ dx, dy, bright: (data[4 * at]! + data[4 * at + 1]! + data[4 * at + 2]!) / 765 })
    }
  }
  const dim = median(seen.map(({ bright }) => bright))
  const contrast = Math.max(0, ...seen.map(({ bright }) => bright)) - dim
  const light = seen.filter(({ bright }) => bright > dim + 0.6 * contrast)
  if (contrast < LEAST_CONTRAST || light.length > LARGEST_LIGHT * seen.length) return null
  const mean = (value: (spot: (typeof seen)[number]) => number): number => light.reduce((sum, spot) => sum + value(spot), 0) / light.length
  return { x: mean(({ dx }) => dx), y: -mean(({ dy }) => dy), contrast }
}

/** Size of the irises beside that of the shipped eye's on this face. */
export function irisScale(model: FitModel, identity: ArrayLike<number>, pose: Pose, { irisPx }: SeenEyes): number {
  const { left, right } = model.eyes(identity)
  const cm = (irisPx * -pose.translation[2]!) / FRAME_LENS.focal
  return Math.min(Math.max(cm / ((IRIS_OF_BALL * (left.radius + right.radius)) / 2), IRIS_SCALES[0]), IRIS_SCALES[1])
}

/**
 * Direction towards the light that both eyes mirror, in head space, how bright it is in them, 0–1, and how soft, 0–1; null
 * where none is seen.
 * @param scale pixels of the photograph a pixel of the frame
 */
export function mirroredLight(model: FitModel, level: FitLevel, pose: Pose, { lights, irisPx }: SeenEyes, scale: number): { direction: Vec3; contrast: number; softness: number } | null {
  if (lights.length === 0) return null
  const [aside, up] = outOfPupil(lights)
  const sum = [0, 0, 0]
  for (const light of lights) {
    const [nx, ny, nz] = corneaNormal(model, level, light.x + aside, light.y + up)
    // The eye looks into the camera: what it mirrors there lies at twice the tilt of its surface.
    const [x, y, z] = [2 * nz * nx, 2 * nz * ny, 2 * nz * nz - 1]
    for (let k = 0; k < 3; k++) sum[k]! += pose.rotation[k]! * x + pose.rotation[3 + k]! * y + pose.rotation[6 + k]! * z
  }
  const length = Math.hypot(...sum) || 1
  return {
    direction: sum.map((value) => value / length) as unknown as Vec3,
    contrast: lights.reduce((total, { contrast }) => total + contrast, 0) / lights.length,
    softness: Math.min(Math.max((SHAPE_PX.all - scale * irisPx) / (SHAPE_PX.all - SHAPE_PX.none), 0), 1),
  }
}

/** What moves the lights of both eyes beside their pupils: further to where they are and, the less that says, to the upper corner on their side. */
export function outOfPupil(lights: SeenEyes['lights']): readonly [number, number] {
  const x = lights.reduce((sum, light) => sum + light.x, 0) / lights.length
  const y = lights.reduce((sum, light) => sum + light.y, 0) / lights.length
  const away = Math.hypot(x, y)
  if (away >= OUT_OF_PUPIL) return [0, 0]
  // Lamps hang high; straight above the pupil lies the lid.
  const corner = Math.SQRT1_2 * (OUT_OF_PUPIL - away)
  const [toX, toY] = [x + Math.sign(x || 1) * corner, y + corner]
  const length = Math.hypot(toX, toY) || 1
  return [(OUT_OF_PUPIL * toX) / length - x, (OUT_OF_PUPIL * toY) / length - y]
}

/** Normal of the shipped eye at a place given in radii of the iris, seen along its axis. */
function corneaNormal(model: FitModel, level: FitLevel, x: number, y: number): Vec3 {
  const { center, radius } = model.head.eyes.left
  const [first, end] = level.range('eyeLeft')
  const normals = new Int8Array(model.headBin, level.lod.attributes.normal.offset, 4 * level.points.count)
  let nearest = first
  let least = Infinity
  for (let v = first; v < end; v++) {
    const at = [0, 1, 2].map((c) => (level.points.mean[3 * v + c]! - center[c]!) / radius)
    const distance = at[2]! < 0.5 ? Infinity : Math.hypot(at[0]! / IRIS_OF_BALL - x, at[1]! / IRIS_OF_BALL - y)
    if (distance < least) [least, nearest] = [distance, v]
  }
  const normal = [0, 1, 2].map((c) => normals[4 * nearest + c]! / 127)
  const length = Math.hypot(...normal) || 1
  return normal.map((value) => value / length) as unknown as Vec3
}
