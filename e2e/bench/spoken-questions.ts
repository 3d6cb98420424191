import { resample } from '../../electron/audio/resample.ts'
import { concat, int16ToFloat } from '../../electron/audio/pcm.ts'
import { CAPTURE_SAMPLE_RATE_HZ } from '../../electron/contract/audio.ts'
import { createEmbeddedVoice } from '../../electron/speech/embedded-voice.ts'

export interface SpokenQuestion {
  text: string
  /** Whether the default persona has spoken about it. */
  covered: boolean
  samples16k: Float32Array
}

/** What the default persona has spoken about. */
export const COVERED = [
  'Why did you close Wren Home?',
  'What happened on Silent Sunday?',
  'Do I have to come to the office every day?',
  'How much does Wren cost now, and why did the price change?',
  'How do you hire new people?',
  'Are we allowed to use artificial intelligence tools at work?',
  'What are you going to build this year?',
  'What do you do with the data of our customers?',
  'Why does the company exist at all?',
  'Which mistake did you make with the freezer batteries?',
  'What do you think about our competitors?',
  'Can a customer repair a broken sensor?',
  'How did you avoid laying people off?',
  'What goes into a board update?',
  'How many days a week should I be in the workshop?',
  'What did you learn from the outage on that Sunday?',
  'Why do you have two prices instead of one?',
  'How do you decide who to hire?',
]
const UNCOVERED = [
  'What is your favourite football team?',
  'Who will win the next election?',
  'How do I bake sourdough bread at home?',
  'Should I buy shares in a railway company?',
  'What is the capital city of Australia?',
  'Can you recommend a good novel for the holidays?',
]

/** Not the persona's own. */
const VOICES = ['rms', 'awb']
/** Tail of room noise that a person leaves before letting the key go; every second question has none. */
const TAIL_MS = [250, 0]
const NOISE_DB = -62

/** Questions of 2 to 6 s in voices that are not the persona's own, with a little room noise; the same ones every time. */
export async function spokenQuestions(): Promise<SpokenQuestion[]> {
  const synthesizer = await createEmbeddedVoice()
  try {
    const all = [...COVERED.map((text) => ({ text, covered: true })), ...UNCOVERED.map((text) => ({ text, covered: false }))]
    const noise = noiseSource(7)
    const questions: SpokenQuestion[] = []
    for (const [index, { text, covered }] of all.entries()) {
      const chunks: Float32Array[] = []
      for await (const pcm of synthesizer.synthesize(text, { voice: VOICES[index % VOICES.length] ?? 'rms' })) chunks.push(int16ToFloat(pcm))
      const voice = await resample(trimTail(concat(chunks)), synthesizer.sampleRateHz, CAPTURE_SAMPLE_RATE_HZ)
      const tail = new Float32Array(((TAIL_MS[index % TAIL_MS.length] ?? 0) / 1000) * CAPTURE_SAMPLE_RATE_HZ)
      questions.push({ text, covered, samples16k: concat([voice, tail]).map((sample) => sample + noise()) })
    }
    return questions
  } finally {
    await synthesizer.dispose()
  }
}

function trimTail(samples: Float32Array): Float32Array {
  let end = samples.length
  while (end > 0 && Math.abs(samples[end - 1] ?? 0) < 0.003) end--
  return samples.subarray(0, end)
}

function noiseSource(seed: number): () => number {
  let state = seed
  const amplitude = 10 ** (NOISE_DB / 20) * Math.sqrt(3)
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state / 2 ** 31 - 1) * amplitude
  }
}
