import type { AnimationEmotion } from '../../../contract/animation.ts'

/** Ours in the emotions that Audio2Face-3D knows. */
const EMOTIONS: Record<AnimationEmotion['name'], Readonly<Record<string, number>>> = {
  neutral: {},
  joy: { joy: 1 },
  anger: { anger: 1 },
  sadness: { sadness: 1 },
  surprise: { amazement: 1 },
  concern: { sadness: 0.5, fear: 0.3 },
}

export function a2fEmotion({ name, strength }: AnimationEmotion): Record<string, number> {
  return Object.fromEntries(Object.entries(EMOTIONS[name]).map(([emotion, share]) => [emotion, share * strength]))
}
