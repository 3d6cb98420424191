import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { int16ToFloat } from '../../../electron/audio/pcm.ts'
import { readSpeech } from '../../../electron/audio/read-speech.ts'
import type { FliteSynthesizer } from '../../../electron/speech/flite.ts'
import { repositoryRoot } from '../../runtime/paths.mjs'
import { SPOKEN_DB, type ClipKind, type EchoSet } from './clips.ts'
import { hums } from './hums.ts'
import { BACKCHANNELS, INTERRUPTIONS, STOPS } from './lines.ts'

interface Speakers {
  /** Not the persona's own. Played faster or slower they are other people. */
  voices: readonly { id: string; rate: number }[]
  /** Recordings of people, where they are at hand. */
  people: () => string[]
  hums: { count: number; seed: number }
}

const SPEECH_FOLDER = join(repositoryRoot, '..', 'shared', 'data', 'speech')
const ACTED = ['Claire_neutral.wav', 'Claire_anger.wav', 'Mark_joy.wav']
/** Debian's pocketsphinx-testdata: two people. */
const SENTENCES_FOLDER = '/usr/share/pocketsphinx/test/data'

const SPEAKERS: Record<EchoSet, Speakers> = {
  dev: { voices: [{ id: 'rms', rate: 1 }, { id: 'rms', rate: 0.87 }, { id: 'rms', rate: 1.15 }], people: () => [...waves(join(SENTENCES_FOLDER, 'librivox')), ...waves(join(SENTENCES_FOLDER, 'cards'))], hums: { count: 5, seed: 31 } },
  heldOut: { voices: [{ id: 'awb', rate: 1 }, { id: 'rms', rate: 1 }], people: () => ACTED.map((name) => join(SPEECH_FOLDER, name)).filter(existsSync), hums: { count: 6, seed: 9_077 } },
}
const MOST_MS = 2_600

/** What is said over the persona's answer, by kind; each from its first audible sample to its last. */
export async function nearVoices(set: EchoSet, synthesizer: FliteSynthesizer): Promise<Record<ClipKind, Float32Array[]>> {
  const speakers = SPEAKERS[set]
  const spoken = async (texts: readonly string[]): Promise<Float32Array[]> => {
    const all: Float32Array[] = []
    for (const { id, rate } of speakers.voices)
      for (const text of texts) all.push(trimmed(atRate(int16ToFloat((await synthesizer.speak(text, { voice: id })).pcm), rate)))
    return all
  }
  const people = await Promise.all(speakers.people().map(async (path) => atSpokenLevel(fromOnset(await readSpeech(path))).slice(0, MOST_MS * 16)))
  return {
    far_end: [new Float32Array(0)],
    interruption: [...(await spoken(INTERRUPTIONS[set])), ...people],
    backchannel: [...(await spoken(BACKCHANNELS[set])), ...hums(speakers.hums.count, speakers.hums.seed)],
    stop: await spoken(STOPS[set]),
  }
}

function waves(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => name.endsWith('.wav')).sort().map((name) => join(folder, name))
}

function atRate(samples: Float32Array, rate: number): Float32Array {
  if (rate === 1) return samples
  return Float32Array.from({ length: Math.floor(samples.length / rate) }, (_, k) => {
    const n = Math.floor(k * rate)
    const share = k * rate - n
    return samples[n]! * (1 - share) + (samples[n + 1] ?? 0) * share
  })
}

function trimmed(samples: Float32Array): Float32Array {
  const isAudible = (sample: number): boolean => Math.abs(sample) > 0.01
  return samples.slice(Math.max(0, samples.findIndex(isAudible)), samples.findLastIndex(isAudible) + 1)
}

/** Of a recording that has breath and noise before its first word: from where on 30 ms come within 20 dB of its loud parts. */
function fromOnset(samples: Float32Array): Float32Array {
  const step = 160
  const levels = Array.from({ length: Math.floor(samples.length / step) }, (_, k) => rms(samples.subarray(k * step, (k + 1) * step)))
  const loud = levels.toSorted((a, b) => a - b)[Math.floor(levels.length * 0.9)]!
  const isVoice = (level: number | undefined): boolean => (level ?? 0) > loud / 10
  return samples.slice(Math.max(0, levels.findIndex((_, k) => isVoice(levels[k]) && isVoice(levels[k + 1]) && isVoice(levels[k + 2]))) * step)
}

function atSpokenLevel(samples: Float32Array): Float32Array {
  const gain = 10 ** (SPOKEN_DB / 20) / rms(samples)
  return samples.map((sample) => sample * gain)
}

const rms = (samples: Float32Array): number => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
