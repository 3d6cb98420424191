import type { AnimationEmotion, AnimationFrame } from '../contract/animation.ts'
import { COEFFICIENT_NAMES } from '../contract/coefficients.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { AnimationEngine } from './animation-engine.ts'
import type { LookaheadMs } from './face-network.ts'

export interface AnimatedFile {
  fps: number
  /** The 52 coefficient names in canonical order. */
  channels: string[]
  /** Presentation time of each frame, seconds. */
  times: number[]
  /** One array of 52 coefficients a frame. */
  frames: number[][]
  /** Pitch, yaw, roll of each frame, radians. */
  headRotations: [number, number, number][]
  gazes: [number, number][]
  /** From handing over the first chunk to the first frame, wall clock. */
  firstFrameMs: number
  /** Computing time over audio time. */
  realTimeFactor: number
}

const CHUNK_S = 0.1

/**
 * Animates a whole recording, chunk by chunk as a stream would.
 * @param samples mono; Float32Array is −1…1
 * @throws UnderstudyError `audio_invalid` when there is no sample
 */
export async function animateFile(
  engine: AnimationEngine,
  samples: Float32Array | Int16Array,
  sampleRateHz: number,
  options: { fps?: number; emotion?: AnimationEmotion; lookaheadMs?: LookaheadMs } = {},
): Promise<AnimatedFile> {
  if (samples.length === 0) {
    throw new UnderstudyError('audio_invalid', 'The recording holds no sound; choose another file.')
  }
  const fps = options.fps ?? 60
  const stream = engine.openStream({ ...options, sampleRateHz, fps })
  const chunk = Math.round(CHUNK_S * sampleRateHz)
  const animation: AnimationFrame[] = []
  const startedMs = performance.now()
  let firstFrameMs: number | null = null
  const keep = (frames: AnimationFrame[]): void => {
    if (frames.length > 0) firstFrameMs ??= performance.now() - startedMs
    animation.push(...frames)
  }
  try {
    for (let start = 0; start < samples.length; start += chunk) keep(await stream.push(samples.subarray(start, start + chunk)))
    keep(await stream.end())
  } finally {
    stream.dispose()
  }
  const elapsedMs = performance.now() - startedMs
  return {
    fps,
    channels: [...COEFFICIENT_NAMES],
    times: animation.map((frame) => frame.timeS),
    frames: animation.map((frame) => Array.from(frame.coefficients)),
    headRotations: animation.map((frame) => frame.headRotation),
    gazes: animation.map((frame) => frame.gaze),
    firstFrameMs: firstFrameMs ?? elapsedMs,
    realTimeFactor: elapsedMs / 1000 / (samples.length / sampleRateHz),
  }
}
