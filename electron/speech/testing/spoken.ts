import { concat, int16ToFloat } from '../../audio/pcm.ts'
import { createEmbeddedVoice } from '../embedded-voice.ts'
import type { SynthesizeOptions, Synthesizer } from '../synthesizer.ts'

let voice: Promise<Synthesizer> | undefined

/** A text spoken by the embedded voice: mono, 16 kHz. Speech for tests that need no recording. */
export async function spoken(text: string, options: SynthesizeOptions = {}): Promise<Float32Array> {
  voice ??= createEmbeddedVoice()
  const chunks: Float32Array[] = []
  for await (const pcm of (await voice).synthesize(text, options)) chunks.push(int16ToFloat(pcm))
  return concat(chunks)
}

/** Noise of a quiet room, the same every time: mono, 16 kHz, `level` its peak. */
export function roomNoise(durationMs: number, level = 0.001): Float32Array {
  let seed = 12_345
  return Float32Array.from({ length: durationMs * 16 }, () => {
    // Multiplier and increment from Numerical Recipes, 2nd edition, section 7.1.
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return (seed / 2 ** 31 - 1) * level
  })
}
