import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeFrames } from '../animation/frame-codec.ts'
import { writeWav } from '../audio/wav.ts'
import { COEFFICIENT_NAMES } from '../contract/coefficients.ts'
import { CONVERSATION_FPS } from '../conversation/answer-face.ts'
import type { Recording } from '../store/turn-database.ts'
import type { TurnStore } from '../store/turn-store.ts'
import { dataDirectory } from './data-directory.ts'

export interface Played {
  id: string
  question: string
  answer: string
  questionMs: number
  answerMs: number
  frames: number
  /** Where the sound lies, or what was written of it. */
  store: string
  files: string[]
}

/** What was recorded of one answer, written to `out` where that is given. @throws `not_found` */
export async function play(store: TurnStore, id: string, out: string | undefined): Promise<Played> {
  const [turn, question, answer] = await Promise.all([store.get(id), store.recording(id, 'question'), store.recording(id, 'answer')])
  const frames = answer.frames.byteLength === 0 ? [] : decodeFrames(answer.frames)
  const files: string[] = []
  if (out !== undefined) {
    await mkdir(out, { recursive: true })
    for (const [name, recording] of [['question.wav', question], ['answer.wav', answer]] as const) {
      if (recording.pcm.byteLength === 0) continue
      await writeWav(join(out, name), samplesOf(recording), recording.sampleRateHz)
      files.push(join(out, name))
    }
    const face = { fps: CONVERSATION_FPS, channels: COEFFICIENT_NAMES, times: frames.map(({ timeS }) => timeS), frames: frames.map(({ coefficients }) => Array.from(coefficients)) }
    await writeFile(join(out, 'frames.json'), JSON.stringify(face))
    files.push(join(out, 'frames.json'))
  }
  return {
    id, question: turn.question, answer: turn.answer, questionMs: lengthMs(question), answerMs: lengthMs(answer), frames: frames.length,
    store: join(dataDirectory(), 'turns.db'), files,
  }
}

function samplesOf({ pcm }: Recording): Int16Array {
  const bytes = pcm.slice()
  return new Int16Array(bytes.buffer, 0, bytes.byteLength >> 1)
}

function lengthMs({ pcm, sampleRateHz }: Recording): number {
  return Math.round((pcm.byteLength / 2 / sampleRateHz) * 1000)
}
