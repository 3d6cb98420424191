import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { int16ToFloat } from '../../../electron/audio/pcm.ts'
import { resample } from '../../../electron/audio/resample.ts'
import { CAPTURE_SAMPLE_RATE_HZ } from '../../../electron/contract/audio.ts'
import { createEmbeddedVoice } from '../../../electron/speech/embedded-voice.ts'

export interface HoldUtterance {
  text: string
  /** From the first audible sample to the last; mono, 16 kHz. */
  samples: Float32Array
  human: boolean
}

/** First and last words of every kind: stops, fricatives, vowels, one syllable, several. */
const TEXTS = [
  'Stop.', 'Yes, please.', 'Who decides?', 'Why not?', 'It is a pity.', 'Show me the list.', 'Can you help?', 'How much is it?',
  'What happened next?', 'Tell me about the roof.', 'Is that still true?', 'Has anybody asked?', 'Forty people left.', 'Please explain the price.',
  'Where do you want to be in five years?', 'Should we wait for spring?', 'If it breaks, who pays?', 'Tea or coffee?', 'Are you sure about that half?',
  'Which of them came first?', 'Every day at six.', 'Have you read the sixth memo?', 'Under what conditions would you sell?', 'Pick the cheapest path.',
  'What is the budget?', 'All of it.', 'Keep going.', 'She asked for his truck.', 'Do you trust the test results?', 'Thanks, that is enough.',
]
/** Not the persona's own. */
const SPEAKERS = [
  { voice: 'rms', speed: 1 },
  { voice: 'awb', speed: 1.1 },
  { voice: 'rms', speed: 1.2 },
  { voice: 'awb', speed: 0.9 },
]
/** Debian's asterisk-core-sounds-en-g722: one woman in a studio, with transcripts. */
const PROMPTS = { sounds: '/usr/share/asterisk/sounds/en_US_f_Allison', texts: '/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz' }
const PROMPT_WORDS = { fewest: 2, most: 8 }
/** What is softer counts neither as a beginning nor as an end. */
const AUDIBLE = 0.004

/** So many short things that people say, the same ones every time: every other one by a person where such recordings are installed. */
export async function holdUtterances(count: number): Promise<HoldUtterance[]> {
  const prompts = await recordedPrompts(Math.floor(count / 2))
  const spoken = await spokenTexts(count - prompts.length)
  return spoken.flatMap((utterance, k) => [utterance, ...(prompts[k] ? [prompts[k]] : [])])
}

async function spokenTexts(count: number): Promise<HoldUtterance[]> {
  const voice = await createEmbeddedVoice()
  try {
    const utterances: HoldUtterance[] = []
    for (let k = 0; k < count; k++) {
      const text = TEXTS[k % TEXTS.length]!
      const speaker = SPEAKERS[(k + Math.floor(k / TEXTS.length)) % SPEAKERS.length]!
      const parts: number[] = []
      for await (const pcm of voice.synthesize(text, speaker)) parts.push(...int16ToFloat(pcm))
      utterances.push({ text, samples: trimmed(await resample(Float32Array.from(parts), voice.sampleRateHz, CAPTURE_SAMPLE_RATE_HZ)), human: false })
    }
    return utterances
  } finally {
    await voice.dispose()
  }
}

async function recordedPrompts(count: number): Promise<HoldUtterance[]> {
  if (!existsSync(PROMPTS.sounds) || !existsSync(PROMPTS.texts)) return []
  const all = gunzipSync(readFileSync(PROMPTS.texts)).toString().split('\n').flatMap((line) => {
    const [, name, text = ''] = /^([\w-]+): ([A-Z][^[(<]*)$/.exec(line) ?? []
    const words = text.trim().split(/\s+/).length
    const file = `${PROMPTS.sounds}/${name}.g722`
    return words >= PROMPT_WORDS.fewest && words <= PROMPT_WORDS.most && existsSync(file) ? [{ file, text: text.trim() }] : []
  })
  const chosen = Array.from({ length: Math.min(count, all.length) }, (_, k) => all[Math.floor((k * all.length) / Math.min(count, all.length))]!)
  const utterances: HoldUtterance[] = []
  for (const { file, text } of chosen) {
    const { stdout } = await promisify(execFile)('ffmpeg', ['-v', 'error', '-f', 'g722', '-i', file, '-f', 's16le', '-ac', '1', '-ar', String(CAPTURE_SAMPLE_RATE_HZ), '-'], { encoding: 'buffer', maxBuffer: 2 ** 26 })
    utterances.push({ text, samples: trimmed(int16ToFloat(new Int16Array(new Uint8Array(stdout).buffer))), human: true })
  }
  return utterances
}

function trimmed(samples: Float32Array): Float32Array {
  const isAudible = (sample: number): boolean => Math.abs(sample) > AUDIBLE
  return samples.subarray(samples.findIndex(isAudible), samples.findLastIndex(isAudible) + 1)
}
