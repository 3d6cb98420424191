import { CAPTURE_FRAME_MS, CAPTURE_FRAME_SAMPLES, CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'
import { readSpeech } from './read-speech.ts'
import { SileroVad, type SpeechDetector } from './silero.ts'
import { VoiceActivity, type SpeechSegment, type VoiceActivityOptions } from './voice-activity.ts'

export interface DetectedSpeech {
  /** Milliseconds a probability stands for. */
  frameMs: number
  /** One for every 512 samples from the start; a last partial frame is filled up with zeros. */
  probabilities: number[]
  segments: SpeechSegment[]
}

/** Speech in a mono 16 kHz recording. Starts the detector over. */
export async function detectSegments(
  vad: SpeechDetector,
  samples: Float32Array,
  options: Partial<VoiceActivityOptions> = {},
): Promise<DetectedSpeech> {
  const activity = new VoiceActivity(vad, options)
  const probabilities: number[] = []
  const segments: SpeechSegment[] = []
  const durationMs = (samples.length / CAPTURE_SAMPLE_RATE_HZ) * 1000
  let startMs = 0
  const close = (endMs: number): unknown => segments.push({ startMs, endMs: Math.min(endMs, durationMs) })
  for (let at = 0; at < samples.length; at += CAPTURE_FRAME_SAMPLES) {
    const frame = await activity.push(frameAt(samples, at))
    probabilities.push(frame.probability)
    if (frame.speechStartMs !== undefined) startMs = frame.speechStartMs
    if (frame.speechEndMs !== undefined) close(frame.speechEndMs)
  }
  if (activity.openSegment) close(activity.openSegment.endMs)
  return { frameMs: CAPTURE_FRAME_MS, probabilities, segments }
}

/** `detectSegments` for a WAV file of any kind. @throws UnderstudyError as `readWav`. */
export async function vadFile(path: string): Promise<DetectedSpeech> {
  const samples = await readSpeech(path)
  const vad = await SileroVad.create()
  try {
    return await detectSegments(vad, samples)
  } finally {
    await vad.dispose()
  }
}

/** Milliseconds that each of `count` frames took, after a warm-up. */
export async function measureVadFrameMs(count: number): Promise<number[]> {
  const vad = await SileroVad.create()
  const frame = Float32Array.from({ length: CAPTURE_FRAME_SAMPLES }, (_, i) => 0.1 * Math.sin(i / 7))
  const times: number[] = []
  for (let i = -20; i < count; i++) {
    const startMs = performance.now()
    await vad.process(frame)
    if (i >= 0) times.push(performance.now() - startMs)
  }
  await vad.dispose()
  return times
}

function frameAt(samples: Float32Array, at: number): Float32Array {
  const frame = samples.subarray(at, at + CAPTURE_FRAME_SAMPLES)
  if (frame.length === CAPTURE_FRAME_SAMPLES) return frame
  const padded = new Float32Array(CAPTURE_FRAME_SAMPLES)
  padded.set(frame)
  return padded
}
