/** −50 dBFS: below it nothing is heard of a voice that starts. */
const AUDIBLE = 0.00316 * 32_768
/** Kept before the first audible sample, so that a plosive keeps its onset. */
const KEEP_MS = 8

/** Index of the first audible sample, or the length where there is none. */
export function firstAudibleSample(pcm: Int16Array): number {
  const index = pcm.findIndex((sample) => Math.abs(sample) > AUDIBLE)
  return index === -1 ? pcm.length : index
}

/** Drops the silence with which synthesisers begin: it is pure waiting. A chunk of nothing but silence becomes empty. */
export function trimLeadingSilence(pcm: Int16Array, sampleRateHz: number): Int16Array {
  const first = firstAudibleSample(pcm)
  if (first === pcm.length) return pcm.subarray(pcm.length)
  return pcm.subarray(Math.max(0, first - Math.round((KEEP_MS / 1000) * sampleRateHz)))
}
