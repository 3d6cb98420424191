import { CAPTURE_FRAME_MS, CAPTURE_FRAME_SAMPLES } from '../contract/audio.ts'
import { detectSegments } from '../audio/detect-segments.ts'
import type { SpeechDetector } from '../audio/silero.ts'

/** Frames over which the likelihood of a pause is averaged: about a quarter of a second. */
const PAUSE_FRAMES = 8

/**
 * Cuts a mono 16 kHz recording into parts no longer than `longestMs`, each cut at the likeliest pause in
 * the second half of its part. Nothing is left out.
 */
export async function splitAtSilences(vad: SpeechDetector, samples: Float32Array, longestMs: number): Promise<Float32Array[]> {
  const { probabilities } = await detectSegments(vad, samples)
  const longest = Math.floor(longestMs / CAPTURE_FRAME_MS)
  const parts: Float32Array[] = []
  let start = 0
  while (probabilities.length - start > longest) {
    const cut = likeliestPause(probabilities, start + Math.floor(longest / 2), start + longest)
    parts.push(samples.subarray(start * CAPTURE_FRAME_SAMPLES, cut * CAPTURE_FRAME_SAMPLES))
    start = cut
  }
  parts.push(samples.subarray(start * CAPTURE_FRAME_SAMPLES))
  return parts
}

/** Frame in [from, to) at the middle of the stretch with the least speech; the last of equals. */
function likeliestPause(probabilities: readonly number[], from: number, to: number): number {
  let best = to - PAUSE_FRAMES / 2
  let least = Infinity
  for (let start = from; start + PAUSE_FRAMES <= to; start++) {
    const speech = probabilities.slice(start, start + PAUSE_FRAMES).reduce((sum, p) => sum + p, 0)
    if (speech > least) continue
    least = speech
    best = start + PAUSE_FRAMES / 2
  }
  return best
}
