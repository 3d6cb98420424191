import { readSpeech } from '../audio/read-speech.ts'
import { CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'
import type { MoonshineTranscriber } from './moonshine.ts'

export interface FileTranscript {
  text: string
  audioMs: number
  /** From the decoded sound to the text; reading the file isn't counted. */
  latencyMs: number
}

/** Transcript of a WAV file of any kind. @throws UnderstudyError as `readWav`. */
export async function transcribeFile(transcriber: MoonshineTranscriber, path: string): Promise<FileTranscript> {
  const samples = await readSpeech(path)
  const startMs = performance.now()
  const { text } = await transcriber.transcribe(samples)
  return { text, audioMs: (samples.length / CAPTURE_SAMPLE_RATE_HZ) * 1000, latencyMs: performance.now() - startMs }
}
