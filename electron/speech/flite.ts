import { setImmediate as nextTurn } from 'node:timers/promises'
import { resample } from '../audio/resample.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { FliteProgram, type FliteSpeech, type Phone } from './flite-program.ts'
import { splitSentences } from './sentence-splitter.ts'
import { speakable } from './speakable.ts'
import type { SpokenPhone, SynthesizeOptions, Synthesizer, TimedSpeech, Voice } from './synthesizer.ts'

const SAMPLE_RATE_HZ = 16_000
const CHUNK_SAMPLES = 1600
/** Silence kept before the first and after the last sound of a sentence. Flite's own is 140 to 250 ms at the start. */
const LEAD_MS = 30
const PAUSE_MS = { sentence: 260, clause: 120 }
const FADE_MS = 8
/** Past these the voices can't be followed. */
const SLOWEST = 0.5
const FASTEST = 2
/** Sound that goes on after the last phone's time, as the voices' filters ring out. */
const RING_OUT_MS = 120
/** Over this level peaks are rounded off instead of clipped. */
const LIMITER_KNEE = 0.7

interface FliteVoice extends Voice {
  /** Brings the voice to about -20 dBFS RMS. */
  gainDb: number
}

/** Voices that ship with the app. */
export const FLITE_VOICES: readonly FliteVoice[] = [
  { id: 'slt', label: 'Woman, American', language: 'en-US', gainDb: -4 },
  { id: 'rms', label: 'Man, American', language: 'en-US', gainDb: 1 },
  { id: 'awb', label: 'Man, Scottish', language: 'en-GB', gainDb: 0.5 },
]

export interface Utterance {
  /** Mono, 16 kHz, -20 dBFS. */
  pcm: Int16Array
  /** On the clock of `pcm`. */
  phones: Phone[]
}

/** The embedded voice: Flite, sentence by sentence, some thirty times as fast as it is spoken. */
export class FliteSynthesizer implements Synthesizer {
  readonly sampleRateHz = SAMPLE_RATE_HZ

  constructor(private readonly program: FliteProgram) {}

  /** Compiles and warms the voice: about 100 ms. */
  static async create(): Promise<FliteSynthesizer> {
    const synthesizer = new FliteSynthesizer(await FliteProgram.load())
    await synthesizer.speak('Ready.')
    return synthesizer
  }

  voices(): readonly Voice[] {
    return FLITE_VOICES.map(({ id, label, language }) => ({ id, label, language }))
  }

  async *synthesize(text: string, options: SynthesizeOptions = {}): AsyncGenerator<Int16Array> {
    for await (const { pcm } of this.synthesizeTimed(text, options)) yield pcm
  }

  async *synthesizeTimed(text: string, options: SynthesizeOptions = {}): AsyncGenerator<TimedSpeech> {
    let samples = 0
    for (const { text: sentence } of splitSentences(text)) {
      if (options.signal?.aborted) throw new UnderstudyError('cancelled', 'The speech was cancelled.')
      const { pcm, phones } = await this.speak(sentence, options)
      const onOurClock = timed(phones, samples / SAMPLE_RATE_HZ)
      samples += pcm.length
      for (let at = 0; at < pcm.length; at += CHUNK_SAMPLES) {
        if (options.signal?.aborted) throw new UnderstudyError('cancelled', 'The speech was cancelled.')
        yield { pcm: pcm.slice(at, at + CHUNK_SAMPLES), phones: at === 0 ? onOurClock : [] }
      }
      await nextTurn()
    }
  }

  /** One sentence or clause with the times of its phones; nothing when there is nothing to say in it. */
  async speak(sentence: string, options: Omit<SynthesizeOptions, 'signal'> = {}): Promise<Utterance> {
    const text = speakable(sentence)
    if (!/[A-Za-z]/.test(text)) return { pcm: new Int16Array(0), phones: [] }
    const voice = FLITE_VOICES.find(({ id }) => id === options.voice) ?? (FLITE_VOICES[0] as FliteVoice)
    const speed = Math.min(FASTEST, Math.max(SLOWEST, options.speed ?? 1))
    const speech = await this.program.speak(text, { voice: voice.id, speed })
    const samples = await resample(speech.samples, speech.sampleRateHz, SAMPLE_RATE_HZ)
    return finish({ ...speech, samples }, voice.gainDb, /[.!?]$/.test(text) ? PAUSE_MS.sentence : PAUSE_MS.clause)
  }

  dispose(): void {
    // The compiled program is memory like any other.
  }
}

/** On the clock of the whole speech; what is no plain symbol has no mouth of its own. */
function timed(phones: readonly Phone[], offsetS: number): SpokenPhone[] {
  return phones
    .filter(({ name }) => /^[a-z]{1,3}$/.test(name))
    .map(({ name, startMs, endMs }) => ({ symbol: name, startS: offsetS + startMs / 1000, endS: offsetS + endMs / 1000 }))
}

/** Cuts the silence to what a listener needs, sets the level, fades the ends. */
function finish(speech: FliteSpeech, gainDb: number, pauseMs: number): Utterance {
  const spoken = speech.phones.filter((phone) => phone.name !== 'pau')
  const lastMs = (speech.samples.length / SAMPLE_RATE_HZ) * 1000
  const fromMs = Math.max(0, (spoken[0]?.startMs ?? 0) - LEAD_MS)
  const soundEndMs = Math.min(lastMs, (spoken.at(-1)?.endMs ?? lastMs) + RING_OUT_MS)
  const toMs = (spoken.at(-1)?.endMs ?? lastMs) + pauseMs
  const pcm = new Int16Array(Math.round(((toMs - fromMs) / 1000) * SAMPLE_RATE_HZ))
  const source = speech.samples.subarray(toSamples(fromMs), toSamples(soundEndMs))
  const gain = 10 ** (gainDb / 20)
  const fade = toSamples(FADE_MS)
  for (let i = 0; i < Math.min(source.length, pcm.length); i++) {
    const edge = Math.min(1, (i + 1) / fade, (source.length - i) / fade)
    pcm[i] = Math.round(limited((source[i] as number) * gain * edge) * 32_767)
  }
  const phones = spoken.map(({ name, startMs, endMs }) => ({ name, startMs: startMs - fromMs, endMs: endMs - fromMs }))
  return { pcm, phones }
}

const toSamples = (ms: number): number => Math.round((ms / 1000) * SAMPLE_RATE_HZ)

/** Straight up to the knee, then bent so that full scale is never passed. */
function limited(sample: number): number {
  const over = Math.abs(sample) - LIMITER_KNEE
  if (over <= 0) return sample
  return Math.sign(sample) * (LIMITER_KNEE + (1 - LIMITER_KNEE) * Math.tanh(over / (1 - LIMITER_KNEE)))
}
