import { animateFile } from '../../electron/animation/animate-file.ts'
import type { AnimationEngine } from '../../electron/animation/animation-engine.ts'
import { resample } from '../../electron/audio/resample.ts'
import type { AnimationEmotion } from '../../electron/contract/animation.ts'
import { energyOnly, headAudio, wawaLipsync } from '../bench/face-peers.ts'
import type { SpokenClip } from './spoken-clips.ts'

/** A frame as it crosses to the page. */
export interface FilmedFrame {
  timeS: number
  coefficients: number[]
  headRotation?: [number, number, number]
  gaze?: [number, number]
}

export interface FilmedFace {
  name: string
  frames: FilmedFrame[]
}

const PEER_RATE_HZ = 16_000

/** Ours first, then each peer as it is; a peer moves the mouth only, the rest is the head's own life for all. */
export async function facesOf(engine: AnimationEngine, { samples, sampleRateHz }: SpokenClip, emotion?: AnimationEmotion): Promise<FilmedFace[]> {
  const ours = await animateFile(engine, samples, sampleRateHz, emotion ? { emotion } : {})
  const faces: FilmedFace[] = [
    {
      name: emotion ? `Understudy, ${emotion.name} ${emotion.strength}` : 'Understudy',
      frames: ours.times.map((timeS, k) => ({ timeS, coefficients: ours.frames[k]!, headRotation: ours.headRotations[k]!, gaze: ours.gazes[k]! })),
    },
  ]
  const heard = await resample(samples, sampleRateHz, PEER_RATE_HZ)
  for (const { name, animate } of [headAudio, wawaLipsync, energyOnly]) {
    const { times, frames } = await animate(heard)
    faces.push({ name, frames: times.map((timeS, k) => ({ timeS, coefficients: Array.from(frames[k]!) })) })
  }
  return faces
}
