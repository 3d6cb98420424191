import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { readPhones } from '../../electron/animation/metric/read-face-files.ts'
import type { TimedPhone } from '../../electron/animation/metric/score-face.ts'
import { speakTimed } from '../../electron/animation/metric/timed-speech.ts'
import { readWav } from '../../electron/audio/wav.ts'
import { UnderstudyError } from '../../electron/contract/errors.ts'

export interface SpokenClip {
  name: string
  samples: Float32Array
  sampleRateHz: number
  /** Empty where nobody knows them. */
  phones: TimedPhone[]
}

/** Every frame is drawn once for every system and encoded. */
const LONGEST_S = 120

/** What a lip-reader would look for: lips that meet, lip on teeth, round lips, an open jaw, and rest between two sentences. */
const SENTENCES = {
  'lips-meet': 'Mum put my pepper pot by the big blue map. Bob bumped the pump.',
  'lip-on-teeth': 'Five very fine voices favoured leaving. Half of them vanished before Friday.',
  'round-and-open': 'Who would choose a warm hat? You saw the dark water flow far below.',
}

/** The built-in voice, which knows its phones. */
export function spokenClips(): Promise<SpokenClip[]> {
  return Promise.all(Object.entries(SENTENCES).map(async ([name, text]) => ({ name, ...(await speakTimed(text)) })))
}

/** @throws UnderstudyError naming the file and what is wrong with it */
export async function recordedClips(paths: readonly string[]): Promise<SpokenClip[]> {
  const clips: SpokenClip[] = []
  for (const path of paths) {
    const clip = await recordedClip(path)
    if (clips.some(({ name }) => name === clip.name)) throw new UnderstudyError('bad_request', `Two recordings are called ${clip.name}, and so would be their clips; rename one.`)
    clips.push(clip)
  }
  return clips
}

async function recordedClip(path: string): Promise<SpokenClip> {
  const { samples, sampleRateHz } = await readWav(path)
  const durationS = samples.length / sampleRateHz
  if (durationS === 0) throw new UnderstudyError('audio_invalid', `${path} holds no sound; choose another file.`)
  if (durationS > LONGEST_S) throw new UnderstudyError('audio_invalid', `${path} lasts ${Math.round(durationS)} s; give at most ${LONGEST_S} s of it.`)
  const phonesPath = path.replace(/\.wav$/i, '.json')
  const phones = phonesPath !== path && existsSync(phonesPath) ? await readPhones(phonesPath) : []
  return { name: basename(path).replace(/\.wav$/i, ''), samples, sampleRateHz, phones }
}
