import type { AnimationDone, AnimationFrame } from '../contract/animation.ts'
import { COEFFICIENT_NAMES } from '../contract/coefficients.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { AnimatedFile } from './animate-file.ts'
import type { AnimationCall } from './animation-client.ts'

const CHUNK_S = 0.1

/**
 * A whole recording through a stream, wherever it is.
 * @throws UnderstudyError `audio_invalid` when there is no sample, else what the stream fails with
 */
export async function animateCall(
  call: AnimationCall,
  pcm: Int16Array,
  sampleRateHz: number,
  fps: number,
): Promise<{ animation: AnimatedFile; stats: AnimationDone['stats'] }> {
  if (pcm.length === 0) {
    call.cancel()
    throw new UnderstudyError('audio_invalid', 'The recording holds no sound; choose another file.')
  }
  const beganMs = performance.now()
  // A failure is told by the frames.
  void pushAll(call, pcm, Math.round(CHUNK_S * sampleRateHz)).catch(() => undefined)
  const frames: AnimationFrame[] = []
  for await (const frame of call.frames) frames.push(frame)
  const { stats } = await call.done
  const elapsedMs = performance.now() - beganMs
  return {
    animation: {
      fps,
      channels: [...COEFFICIENT_NAMES],
      times: frames.map(({ timeS }) => timeS),
      frames: frames.map(({ coefficients }) => Array.from(coefficients)),
      headRotations: frames.map(({ headRotation }) => headRotation),
      gazes: frames.map(({ gaze }) => gaze),
      firstFrameMs: stats.firstFrameMs ?? elapsedMs,
      realTimeFactor: elapsedMs / 1000 / (pcm.length / sampleRateHz),
    },
    stats,
  }
}

async function pushAll(call: AnimationCall, pcm: Int16Array, chunk: number): Promise<void> {
  for (let start = 0; start < pcm.length; start += chunk) await call.push(pcm.subarray(start, start + chunk))
  await call.end()
}
