import type { AnimationFrame } from '../contract/animation.ts'

/**
 * What the face shows at one moment of the audio: linear between the two frames around it, held at both ends.
 * @param frames in order of presentation time
 * @returns null while there is no frame at all
 */
export function frameAt(frames: readonly AnimationFrame[], timeS: number): AnimationFrame | null {
  let low = 0
  let high = frames.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (frames[middle]!.timeS <= timeS) low = middle + 1
    else high = middle
  }
  const before = frames[low - 1]
  const after = frames[low]
  if (!before || !after) return before ?? after ?? null
  return mixFrames(before, after, (timeS - before.timeS) / (after.timeS - before.timeS))
}

/** @param amount 0 gives `a`, 1 gives `b` */
export function mixFrames(a: AnimationFrame, b: AnimationFrame, amount: number): AnimationFrame {
  const mix = (from: number, to: number): number => from + (to - from) * amount
  return {
    index: a.index,
    timeS: mix(a.timeS, b.timeS),
    coefficients: a.coefficients.map((value, k) => mix(value, b.coefficients[k]!)),
    headRotation: [
      mix(a.headRotation[0], b.headRotation[0]),
      mix(a.headRotation[1], b.headRotation[1]),
      mix(a.headRotation[2], b.headRotation[2]),
    ],
    gaze: [mix(a.gaze[0], b.gaze[0]), mix(a.gaze[1], b.gaze[1])],
  }
}
