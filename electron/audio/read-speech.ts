import { CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'
import { resample } from './resample.ts'
import { readWav } from './wav.ts'

/** A WAV file of any kind as mono 16 kHz floats. @throws UnderstudyError as `readWav`. */
export async function readSpeech(path: string): Promise<Float32Array> {
  const { samples, sampleRateHz } = await readWav(path)
  return resample(samples, sampleRateHz, CAPTURE_SAMPLE_RATE_HZ)
}
