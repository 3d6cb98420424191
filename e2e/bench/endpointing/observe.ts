import { HOLD_PACE } from '../../../electron/conversation/hold-listener.ts'
import type { SpeechDetector } from '../../../electron/audio/silero.ts'
import { CAPTURE_FRAME_MS, CAPTURE_FRAME_SAMPLES } from '../../../electron/contract/audio.ts'
import type { MoonshineTranscriber } from '../../../electron/speech/moonshine.ts'
import type { SpokenUtterance } from './spoken-utterances.ts'

/** What a listener has of an utterance, and when. Times are ms from the start of its sound. */
export interface Observed {
  utterance: SpokenUtterance
  frames: { samples: Float32Array; probability: number }[]
  /** In the order in which they were there. */
  transcripts: { atMs: number; speechEndMs: number; text: string }[]
}

const SPEECH = 0.5
const LEAD_MS = 224
const TAIL_MS = 192

/**
 * Hears an utterance as the open microphone does: each transcription is asked for when the app would ask for it and is
 * there after the time which it really took.
 */
export async function observe(utterance: SpokenUtterance, vad: SpeechDetector, transcriber: MoonshineTranscriber): Promise<Observed> {
  vad.reset()
  const frames: Observed['frames'] = []
  for (let at = 0; at + CAPTURE_FRAME_SAMPLES <= utterance.samples.length; at += CAPTURE_FRAME_SAMPLES) {
    const samples = utterance.samples.subarray(at, at + CAPTURE_FRAME_SAMPLES)
    frames.push({ samples, probability: await vad.process(samples) })
  }
  const transcripts: Observed['transcripts'] = []
  const firstMs = frames.findIndex(({ probability }) => probability >= SPEECH) * CAPTURE_FRAME_MS
  let speechEndMs = 0
  let freeAtMs = 0
  let asked = { nowMs: firstMs, speechEndMs: -1, trailingMs: 0 }
  for (const [index, { probability }] of frames.entries()) {
    const nowMs = (index + 1) * CAPTURE_FRAME_MS
    if (probability >= SPEECH) speechEndMs = nowMs
    const trailingMs = nowMs - speechEndMs
    const isKnown = asked.speechEndMs === speechEndMs && asked.trailingMs >= HOLD_PACE.settledMs
    if (speechEndMs === 0 || nowMs < freeAtMs || isKnown) continue
    if (trailingMs < HOLD_PACE.pauseMs && nowMs - asked.nowMs < HOLD_PACE.growthMs) continue
    asked = { nowMs, speechEndMs, trailingMs }
    const [from, to] = [Math.max(0, firstMs - LEAD_MS), Math.min(nowMs, speechEndMs + TAIL_MS)]
    const startMs = performance.now()
    const { text } = await transcriber.transcribe(utterance.samples.subarray(from * 16, to * 16), { draft: transcripts.at(-1)?.text })
    freeAtMs = nowMs + performance.now() - startMs
    transcripts.push({ atMs: freeAtMs, speechEndMs, text })
  }
  return { utterance, frames, transcripts }
}
