import { int16ToFloat } from '../../../electron/audio/pcm.ts'
import { CAPTURE_SAMPLE_RATE_HZ } from '../../../electron/contract/audio.ts'
import { FliteSynthesizer } from '../../../electron/speech/flite.ts'
import type { UtteranceKind, UtteranceSet } from './utterances.ts'

export interface SpokenUtterance {
  kind: UtteranceKind
  text: string
  /** Mono, 16 kHz, with a little room noise. */
  samples: Float32Array
  startMs: number
  /** Where the speaker pauses and goes on. */
  pauses: { startMs: number; endMs: number }[]
  /** End of the last sound of the last word. */
  endMs: number
}

export interface Speakers {
  voices: readonly string[]
  speeds: readonly number[]
  seed: number
}

/** Other voices and paces for what is only measured; the lengths of the pauses are drawn anew. */
export const SPEAKERS: Record<'dev' | 'heldOut', Speakers> = {
  dev: { voices: ['slt', 'rms'], speeds: [1, 0.9, 1.1], seed: 11 },
  heldOut: { voices: ['awb', 'rms', 'slt'], speeds: [0.95, 1.15, 1.05], seed: 1_207 },
}

/** Length of pauses within a turn: log-normal, half of them between 390 and 690 ms. */
const PAUSE = { medianMs: 520, sigma: 0.42, shortestMs: 250, longestMs: 1_200 }
/** What would have been said next, so that the voice of a broken-off utterance does not fall. */
const UNSAID = ' other people here.'
const LEAD_MS = 500
/** Long enough for anything that still waits to end. */
const TAIL_MS = 2_500
const FADE_MS = 6
const NOISE_PEAK = 0.001

interface Options {
  voice: string
  speed: number
}

/**
 * Speaks a set: the same sound every time. The voice itself falls at every comma as it does at the end, which people
 * do at some of their pauses only: at every other one the sentence is spoken in one breath and the pause put into it.
 */
export async function* speakUtterances(set: UtteranceSet, { voices, speeds, seed }: Speakers): AsyncGenerator<SpokenUtterance> {
  const voice = await FliteSynthesizer.create()
  const random = randomSource(seed)
  let index = 0
  for (const [kind, texts] of Object.entries(set) as [UtteranceKind, readonly string[]][]) {
    for (const text of texts) {
      const options = { voice: voices[index % voices.length]!, speed: speeds[index % speeds.length]! }
      const stretches = await speakParts(voice, text.split('|').map((part) => part.trim()), index++ % 2, options)
      const pauses: SpokenUtterance['pauses'] = []
      const sounds: Float32Array[] = []
      let atMs = LEAD_MS
      for (const [k, sound] of stretches.entries()) {
        const pauseMs = k < stretches.length - 1 ? pauseLength(random) : 0
        const whole = new Float32Array(sound.length + toSamples(pauseMs))
        whole.set(sound)
        sounds.push(whole)
        atMs += toMs(sound.length)
        if (pauseMs > 0) pauses.push({ startMs: atMs, endMs: atMs + pauseMs })
        atMs += pauseMs
      }
      yield { kind, text: text.replaceAll('| ', ''), samples: inARoom(sounds, random), startMs: LEAD_MS, pauses, endMs: atMs }
    }
  }
}

/** One stretch of sound for each part. `parity` says which of the pauses the voice falls before. */
async function speakParts(voice: FliteSynthesizer, parts: readonly string[], parity: number, options: Options): Promise<Float32Array[]> {
  const isBrokenOff = !/[.?!]$/.test(parts.at(-1)!)
  const stretches: Float32Array[] = []
  for (let k = 0; k < parts.length; ) {
    const breath = [parts[k++]!]
    while (k < parts.length && (k + parity) % 2 === 0) breath.push(parts[k++]!)
    const unsaid = isBrokenOff && k === parts.length && parity === 0 ? UNSAID : ''
    stretches.push(...(await speakBreath(voice, breath, unsaid, options)))
  }
  return stretches
}

async function speakBreath(voice: FliteSynthesizer, parts: readonly string[], unsaid: string, options: Options): Promise<Float32Array[]> {
  const flowing = parts.map((part, k) => (k < parts.length - 1 || unsaid ? part.replace(/[,.?!]$/, '') : part))
  const text = flowing.join(' ') + unsaid
  const { pcm, phones } = await voice.speak(/[,.?!]$/.test(text) ? text : `${text},`, options)
  const stretches: Float32Array[] = []
  let from = 0
  for (let k = 0; k < parts.length; k++) {
    const isLast = k === parts.length - 1 && !unsaid
    const spoken = isLast ? phones.length : (await voice.speak(`${flowing.slice(0, k + 1).join(' ')},`, options)).phones.length
    const to = toSamples(phones[Math.min(spoken, phones.length) - 1]!.endMs)
    stretches.push(faded(int16ToFloat(pcm.slice(from, to))))
    from = to
  }
  return stretches
}

function faded(sound: Float32Array): Float32Array {
  const fade = toSamples(FADE_MS)
  return sound.map((sample, i) => sample * Math.min(1, (i + 1) / fade, (sound.length - i) / fade))
}

function inARoom(stretches: readonly Float32Array[], random: () => number): Float32Array {
  const length = stretches.reduce((sum, stretch) => sum + stretch.length, 0)
  const samples = new Float32Array(toSamples(LEAD_MS + TAIL_MS) + length)
  let at = toSamples(LEAD_MS)
  for (const stretch of stretches) {
    samples.set(stretch, at)
    at += stretch.length
  }
  return samples.map((sample) => sample + (random() * 2 - 1) * NOISE_PEAK)
}

function pauseLength(random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Math.max(PAUSE.shortestMs, Math.min(PAUSE.longestMs, PAUSE.medianMs * Math.exp(PAUSE.sigma * normal)))
}

const toSamples = (ms: number): number => Math.round((ms / 1000) * CAPTURE_SAMPLE_RATE_HZ)
const toMs = (samples: number): number => (samples / CAPTURE_SAMPLE_RATE_HZ) * 1000

/** Park and Miller's minimal standard generator, 0…1. */
function randomSource(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
