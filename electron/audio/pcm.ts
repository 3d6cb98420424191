/** Level given for digital silence, so that levels stay finite. */
export const SILENCE_DB = -100

/** Float samples (full scale ±1, clipped) to 16-bit. */
export function floatToInt16(samples: Float32Array): Int16Array {
  const pcm = new Int16Array(samples.length)
  for (let i = 0; i < samples.length; i++) {
    const scaled = Math.round((samples[i] as number) * 32_768)
    pcm[i] = scaled > 32_767 ? 32_767 : scaled < -32_768 ? -32_768 : scaled
  }
  return pcm
}

/** 16-bit samples to floats of full scale ±1. */
export function int16ToFloat(pcm: Int16Array): Float32Array {
  const samples = new Float32Array(pcm.length)
  for (let i = 0; i < pcm.length; i++) samples[i] = (pcm[i] as number) / 32_768
  return samples
}

/** Root mean square, linear; 0 for no samples. */
export function rms(samples: Float32Array): number {
  if (samples.length === 0) return 0
  let sum = 0
  for (let i = 0; i < samples.length; i++) sum += (samples[i] as number) ** 2
  return Math.sqrt(sum / samples.length)
}

/** Largest magnitude, linear. */
export function peak(samples: Float32Array): number {
  let largest = 0
  for (let i = 0; i < samples.length; i++) largest = Math.max(largest, Math.abs(samples[i] as number))
  return largest
}

/** Linear amplitude to dB below full scale, never under `SILENCE_DB`. */
export function toDb(linear: number): number {
  return linear <= 0 ? SILENCE_DB : Math.max(SILENCE_DB, 20 * Math.log10(linear))
}

export const rmsDb = (samples: Float32Array): number => toDb(rms(samples))
export const peakDb = (samples: Float32Array): number => toDb(peak(samples))

export function concat(chunks: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
