import { ANIMATION_FRAME_BYTES, type AnimationFrame } from '../contract/animation.ts'
import { COEFFICIENT_COUNT } from '../contract/coefficients.ts'
import { UnderstudyError } from '../contract/errors.ts'

const TIME_OFFSET = 4
const COEFFICIENTS_OFFSET = 12
const ROTATION_OFFSET = COEFFICIENTS_OFFSET + COEFFICIENT_COUNT * 4
const GAZE_OFFSET = ROTATION_OFFSET + 12

/** Packs frames into one binary message (layout in contract/animation.ts). */
export function encodeFrames(frames: readonly AnimationFrame[]): Uint8Array {
  const bytes = new Uint8Array(frames.length * ANIMATION_FRAME_BYTES)
  const view = new DataView(bytes.buffer)
  frames.forEach((frame, position) => {
    const start = position * ANIMATION_FRAME_BYTES
    view.setUint32(start, frame.index, true)
    view.setFloat64(start + TIME_OFFSET, frame.timeS, true)
    frame.coefficients.forEach((value, k) => view.setFloat32(start + COEFFICIENTS_OFFSET + k * 4, value, true))
    frame.headRotation.forEach((value, k) => view.setFloat32(start + ROTATION_OFFSET + k * 4, value, true))
    frame.gaze.forEach((value, k) => view.setFloat32(start + GAZE_OFFSET + k * 4, value, true))
  })
  return bytes
}

/**
 * Unpacks a binary message of one or more frames.
 * @throws UnderstudyError `provider_failed` when the length doesn't fit or a number isn't finite.
 */
export function decodeFrames(bytes: Uint8Array): AnimationFrame[] {
  if (bytes.byteLength === 0 || bytes.byteLength % ANIMATION_FRAME_BYTES !== 0) {
    throw new UnderstudyError(
      'provider_failed',
      `The animation server sent ${bytes.byteLength} bytes, not a whole number of ${ANIMATION_FRAME_BYTES}-byte frames; check that it speaks this version.`,
    )
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const frames: AnimationFrame[] = []
  for (let start = 0; start < bytes.byteLength; start += ANIMATION_FRAME_BYTES) {
    frames.push(decodeFrame(view, start))
  }
  return frames
}

function decodeFrame(view: DataView, start: number): AnimationFrame {
  const index = view.getUint32(start, true)
  const finite = (value: number): number => {
    if (Number.isFinite(value)) return value
    throw new UnderstudyError(
      'provider_failed',
      `The animation server sent a value that is not a number in frame ${index}; restart it or choose another provider.`,
    )
  }
  const float = (offset: number): number => finite(view.getFloat32(start + offset, true))
  const coefficients = new Float32Array(COEFFICIENT_COUNT)
  for (let k = 0; k < COEFFICIENT_COUNT; k++) coefficients[k] = float(COEFFICIENTS_OFFSET + k * 4)
  return {
    index,
    timeS: finite(view.getFloat64(start + TIME_OFFSET, true)),
    coefficients,
    headRotation: [float(ROTATION_OFFSET), float(ROTATION_OFFSET + 4), float(ROTATION_OFFSET + 8)],
    gaze: [float(GAZE_OFFSET), float(GAZE_OFFSET + 4)],
  }
}
