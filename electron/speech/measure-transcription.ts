import { CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'
import type { MoonshineTranscriber } from './moonshine.ts'
import { wordErrorRate } from './transcript-text.ts'

export interface SpeechClip {
  /** Mono, 16 kHz. */
  samples: Float32Array
  /** What is said, if it is known. */
  reference?: string
}

export interface TranscriptionMeasurement {
  clips: { text: string; realTimeFactor: number; errors?: number; words?: number }[]
  /** Over all clips with a reference: all errors over all words. */
  wordErrorRate: number
}

/** Accuracy and speed over clips, one after the other, nothing drafted. */
export async function measureTranscription(
  transcriber: MoonshineTranscriber,
  clips: readonly SpeechClip[],
): Promise<TranscriptionMeasurement> {
  const measured: TranscriptionMeasurement['clips'] = []
  for (const { samples, reference } of clips) {
    const startMs = performance.now()
    const { text } = await transcriber.transcribe(samples)
    const realTimeFactor = (performance.now() - startMs) / ((samples.length / CAPTURE_SAMPLE_RATE_HZ) * 1000)
    measured.push({ text, realTimeFactor, ...(reference !== undefined && wordErrorRate(reference, text)) })
  }
  const sum = (key: 'errors' | 'words'): number => measured.reduce((total, clip) => total + (clip[key] ?? 0), 0)
  return { clips: measured, wordErrorRate: sum('errors') / Math.max(1, sum('words')) }
}
