import { COEFFICIENT_INDEX } from '../../../electron/contract/coefficients.ts'
import type { EyeEntry } from '../model/format.ts'
import type { HeadPose, Vec2, Vec3 } from '../types.ts'
import { type Mat3, applyTransposed } from './rotation.ts'

const DEGREE = Math.PI / 180
/** Angle of one gaze unit, sideways and up. */
const GAZE_RADIANS: Vec2 = [22 * DEGREE, 18 * DEGREE]

/** Where the head is: the rotation about its pivot, and its shift. */
export interface HeadPlacement {
  readonly rotation: Mat3
  readonly pivot: Vec3
  readonly shift: Vec3
}

/** What of an eye its aim depends on. */
export type AimedEye = Pick<EyeEntry, 'center' | 'axis' | 'lookDeg'>

interface LookChannels {
  readonly up: number
  readonly down: number
  /** Towards the persona's left (+x) and right. */
  readonly positive: number
  readonly negative: number
}

const LOOK: Record<'left' | 'right', LookChannels> = {
  left: {
    up: COEFFICIENT_INDEX.eyeLookUpLeft,
    down: COEFFICIENT_INDEX.eyeLookDownLeft,
    positive: COEFFICIENT_INDEX.eyeLookOutLeft,
    negative: COEFFICIENT_INDEX.eyeLookInLeft,
  },
  right: {
    up: COEFFICIENT_INDEX.eyeLookUpRight,
    down: COEFFICIENT_INDEX.eyeLookDownRight,
    positive: COEFFICIENT_INDEX.eyeLookInRight,
    negative: COEFFICIENT_INDEX.eyeLookOutRight,
  },
}

/**
 * Turns one eye to the viewer at `target` whatever the head does, then by the gaze and by the look coefficients.
 * Writes the look coefficients that result, so that the lids follow the eye.
 * @returns yaw (+ to the persona's left) and pitch (+ up) of the eyeball from its rest axis, radians
 */
export function aimEye(
  side: 'left' | 'right',
  eye: AimedEye,
  head: HeadPlacement,
  target: Vec3,
  gaze: Vec2,
  coefficients: Float32Array,
): Vec2 {
  const relative: Vec3 = [
    target[0] - head.pivot[0] - head.shift[0],
    target[1] - head.pivot[1] - head.shift[1],
    target[2] - head.pivot[2] - head.shift[2],
  ]
  const local = applyTransposed(head.rotation, relative)
  const x = local[0] + head.pivot[0] - eye.center[0]
  const y = local[1] + head.pivot[1] - eye.center[1]
  const z = local[2] + head.pivot[2] - eye.center[2]
  const [ax, ay, az] = eye.axis

  const channels = LOOK[side]
  const out = (side === 'left' ? eye.lookDeg.out : eye.lookDeg.in) * DEGREE
  const inward = (side === 'left' ? eye.lookDeg.in : eye.lookDeg.out) * DEGREE
  const up = eye.lookDeg.up * DEGREE
  const down = eye.lookDeg.down * DEGREE
  const at = (index: number): number => coefficients[index] ?? 0
  const yaw =
    Math.atan2(x, z) - Math.atan2(ax, az) + gaze[0] * GAZE_RADIANS[0] + at(channels.positive) * out - at(channels.negative) * inward
  const pitch =
    Math.atan2(y, Math.hypot(x, z)) - Math.atan2(ay, Math.hypot(ax, az)) + gaze[1] * GAZE_RADIANS[1] + at(channels.up) * up - at(channels.down) * down

  const boundedYaw = Math.min(Math.max(yaw, -inward), out)
  const boundedPitch = Math.min(Math.max(pitch, -down), up)
  coefficients[channels.positive] = Math.max(boundedYaw, 0) / out
  coefficients[channels.negative] = Math.max(-boundedYaw, 0) / inward
  coefficients[channels.up] = Math.max(boundedPitch, 0) / up
  coefficients[channels.down] = Math.max(-boundedPitch, 0) / down
  return [boundedYaw, boundedPitch]
}

/** Both eyes of a head; writes their look coefficients into the pose. */
export function aimEyes(eyes: { left: AimedEye; right: AimedEye }, head: HeadPlacement, target: Vec3, pose: HeadPose): { left: Vec2; right: Vec2 } {
  return {
    left: aimEye('left', eyes.left, head, target, pose.gaze, pose.coefficients),
    right: aimEye('right', eyes.right, head, target, pose.gaze, pose.coefficients),
  }
}

/** Ry(yaw) · Rx(−pitch), row by row: how an eyeball turns about its centre. */
export function eyeMatrix([yaw, pitch]: Vec2): Mat3 {
  const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)]
  return [cy, -sy * sp, sy * cp, 0, cp, sp, -sy, -cy * sp, cy * cp]
}
