const FRAME_MS = 10
/** Shorter gaps than this lie within words. */
const SHORTEST_PAUSE_MS = 80
/** So far below the loud parts (their 90th percentile) there is nobody speaking. */
const SILENCE_RATIO = 0.04
/** How far an edge may lie from where the letters put it: at least, and as a share of the sentence before it. */
const LEAST_SLACK_MS = 400
const SLACK_SHARE = 0.3

interface Pause {
  fromMs: number
  toMs: number
}

/**
 * Where in a sound each sentence of its transcript ends. There are no times in the protocol: letters tell about where, and the pause
 * nearest to that tells exactly.
 * @param letters of each sentence, in order
 * @returns sample at which each sentence but the last ends; null where there is no pause to cut at
 */
export function sentenceEdges(letters: readonly number[], pcm: Int16Array, sampleRateHz: number): (number | null)[] {
  const levels = levelsOf(pcm, sampleRateHz)
  const threshold = SILENCE_RATIO * loudnessOf(levels)
  const first = levels.findIndex((level) => level > threshold)
  const last = levels.findLastIndex((level) => level > threshold)
  if (first === -1) return letters.slice(1).map(() => null)
  const pauses = pausesOf(levels, threshold).filter(({ fromMs, toMs }) => fromMs > first * FRAME_MS && toMs < last * FRAME_MS)
  const endMs = (last + 1) * FRAME_MS
  let atMs = first * FRAME_MS
  let left = letters.reduce((sum, count) => sum + count, 0)
  return letters.slice(0, -1).map((count) => {
    const lengthMs = left > 0 ? (count / left) * (endMs - atMs) : 0
    left -= count
    const pause = nearest(pauses, atMs + lengthMs, Math.max(LEAST_SLACK_MS, SLACK_SHARE * lengthMs), atMs)
    atMs = pause ? middle(pause) : atMs + lengthMs
    return pause ? Math.round((middle(pause) / 1000) * sampleRateHz) : null
  })
}

/** The pause that counts most around a moment: long ones mark sentences, and far ones belong to others. */
function nearest(pauses: readonly Pause[], aroundMs: number, slackMs: number, afterMs: number): Pause | null {
  let best: Pause | null = null
  let bestWeight = -Infinity
  for (const pause of pauses) {
    const distanceMs = Math.abs(middle(pause) - aroundMs)
    if (distanceMs > slackMs || middle(pause) <= afterMs) continue
    const weight = pause.toMs - pause.fromMs - distanceMs / 2
    if (weight > bestWeight) [best, bestWeight] = [pause, weight]
  }
  return best
}

const middle = ({ fromMs, toMs }: Pause): number => (fromMs + toMs) / 2

function levelsOf(pcm: Int16Array, sampleRateHz: number): number[] {
  const step = Math.round((sampleRateHz * FRAME_MS) / 1000)
  return Array.from({ length: Math.floor(pcm.length / step) }, (_, frame) => {
    let sum = 0
    for (let n = frame * step; n < (frame + 1) * step; n++) sum += pcm[n]! ** 2
    return Math.sqrt(sum / step)
  })
}

function loudnessOf(levels: readonly number[]): number {
  return levels.toSorted((a, b) => a - b)[Math.floor(levels.length * 0.9)] ?? 0
}

function pausesOf(levels: readonly number[], threshold: number): Pause[] {
  const pauses: Pause[] = []
  let from: number | null = null
  for (let frame = 0; frame <= levels.length; frame++) {
    const isSilent = frame < levels.length && levels[frame]! <= threshold
    if (isSilent) from ??= frame
    else if (from !== null) {
      if ((frame - from) * FRAME_MS >= SHORTEST_PAUSE_MS) pauses.push({ fromMs: from * FRAME_MS, toMs: frame * FRAME_MS })
      from = null
    }
  }
  return pauses
}
