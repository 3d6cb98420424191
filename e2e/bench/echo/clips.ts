import { concat, int16ToFloat } from '../../../electron/audio/pcm.ts'
import { randomSource, roomResponse } from '../../../electron/audio/testing/room.ts'
import { FliteSynthesizer } from '../../../electron/speech/flite.ts'
import { ANSWERS } from './lines.ts'
import { nearVoices } from './near-voices.ts'

export type EchoSet = 'dev' | 'heldOut'
/** `stop` is a single word or two that ask for silence. */
export type ClipKind = 'far_end' | 'interruption' | 'backchannel' | 'stop'

export interface SpokenAnswer {
  samples: Float32Array
  sentences: { text: string; startMs: number; endMs: number }[]
}

/** One answer from a loudspeaker, and what is said over it. */
export interface EchoClip {
  kind: ClipKind
  /** Of the loudspeaker in the microphone to a voice there, dB. */
  echoDb: number
  delayMs: number
  /** By which the loudspeaker's clock runs ahead of the microphone's. */
  driftPpm: number
  /** Gain into a hyperbolic tangent; 0: no distortion. */
  drive: number
  noiseDb: number
  response: Float32Array
  /** From which the room is another one, or the volume. */
  changes: { atMs: number; response: Float32Array; gainDb: number } | null
  answer: SpokenAnswer
  near: Float32Array
  nearStartMs: number
  nearDb: number
  seed: number
}

interface SetOptions {
  seed: number
  rooms: readonly (readonly [number, number, number])[]
  rt60S: readonly number[]
}

/** Other rooms, voices, words and numbers for what is only measured. */
const SETS: Record<EchoSet, SetOptions> = {
  dev: { seed: 31, rooms: [[3.2, 4.1, 2.5], [5.5, 4, 2.7], [7, 6, 3]], rt60S: [0.2, 0.35, 0.5, 0.7] },
  heldOut: { seed: 9_077, rooms: [[2.6, 3.3, 2.4], [4.4, 5.2, 2.6], [6.1, 4.6, 2.8], [8.5, 5.5, 3.2]], rt60S: [0.2, 0.3, 0.4, 0.6, 0.8] },
}

const ECHO_DB = [-30, -18, -12, -6, 0, 6]
/** Level of what is played, and of the voices beside the machine as they are kept. */
export const SPOKEN_DB = -20

export async function makeClips(set: EchoSet, count: Record<ClipKind, number>): Promise<EchoClip[]> {
  const options = SETS[set]
  const voice = await FliteSynthesizer.create()
  const random = randomSource(options.seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const between = (low: number, high: number): number => low + (high - low) * random()
  const answers: SpokenAnswer[] = []
  for (const sentences of ANSWERS[set]) answers.push(await speakAnswer(voice, sentences))
  const near = await nearVoices(set, voice)
  const room = (): Float32Array => roomResponse({ size: pick(options.rooms), rt60S: pick(options.rt60S), distance: between(0.3, 1.2), seed: Math.floor(random() * 1e6) })
  const clips: EchoClip[] = []
  // The order is that of the random numbers: what is added comes last.
  for (const kind of ['far_end', 'interruption', 'backchannel', 'stop'] as const)
    for (let k = 0; k < count[kind]; k++) {
      clips.push({
        kind,
        echoDb: ECHO_DB[k % ECHO_DB.length]!,
        delayMs: between(5, 300),
        driftPpm: k % 3 === 0 ? between(-80, 80) : 0,
        drive: k % 4 === 1 ? between(1, 4) : 0,
        noiseDb: between(-70, -52),
        response: room(),
        changes: k % 5 === 2 ? { atMs: between(2_500, 4_500), response: room(), gainDb: between(-8, 8) } : null,
        answer: answers[k % answers.length]!,
        near: near[kind][k % near[kind].length]!,
        nearStartMs: between(800, 4_500),
        nearDb: between(-30, -22),
        seed: options.seed + k,
      })
    }
  return clips
}

async function speakAnswer(voice: FliteSynthesizer, sentences: readonly string[]): Promise<SpokenAnswer> {
  const sounds: Float32Array[] = []
  const timed: SpokenAnswer['sentences'] = []
  let atMs = 0
  for (const text of sentences) {
    const sound = int16ToFloat((await voice.speak(text, { voice: 'slt' })).pcm)
    timed.push({ text, startMs: atMs, endMs: atMs + sound.length / 16 })
    sounds.push(sound)
    atMs += sound.length / 16
  }
  return { samples: concat(sounds), sentences: timed }
}

/** Gain from what is played, or from a voice as it is kept, to the microphone. */
export const gainFor = (db: number): number => 10 ** ((db - SPOKEN_DB) / 20)
