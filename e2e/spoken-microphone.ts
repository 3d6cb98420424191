import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright'
import { concat, floatToInt16, int16ToFloat } from '../electron/audio/pcm.ts'
import { encodeWav } from '../electron/audio/wav.ts'
import { createEmbeddedVoice } from '../electron/speech/embedded-voice.ts'
import type { TurnLog } from './turn-log.ts'

export interface SpokenMicrophone {
  /** For Chromium's fake microphone, played once from when the microphone opens. */
  wavPath: string
  question: string
  startMs: number
  endMs: number
}

/** Room before the question: the app opens its microphone at start, the test needs time to get ready. */
const DEFAULT_LEAD_S = 8
const TAIL_S = 60
const ROOM_AMPLITUDE = 0.0006

/** Somebody who asks once, some seconds after the microphone opens; the rest is a quiet room. */
export async function spokenMicrophone(question: string, { voice = 'rms', leadS = DEFAULT_LEAD_S } = {}): Promise<SpokenMicrophone> {
  const synthesizer = await createEmbeddedVoice()
  try {
    const chunks: Float32Array[] = []
    for await (const pcm of synthesizer.synthesize(question, { voice })) chunks.push(int16ToFloat(pcm))
    const speech = concat(chunks)
    const rate = synthesizer.sampleRateHz
    const samples = concat([new Float32Array(leadS * rate), speech, new Float32Array(TAIL_S * rate)])
    let state = 1
    for (let i = 0; i < samples.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      samples[i] = (samples[i] ?? 0) + (state / 2 ** 31 - 1) * ROOM_AMPLITUDE
    }
    const wavPath = join(await mkdtemp(join(tmpdir(), 'understudy-mic-')), 'microphone.wav')
    await writeFile(wavPath, encodeWav(floatToInt16(samples), rate))
    return { wavPath, question, startMs: leadS * 1000, endMs: leadS * 1000 + (speech.length / rate) * 1000 }
  } finally {
    await synthesizer.dispose()
  }
}

/** Holds the space bar around the question, as a person would: a little before, a little after. */
export async function holdWhileSpoken(page: Page, log: TurnLog, microphone: SpokenMicrophone): Promise<void> {
  const openedAtMs = await log.microphoneOpened()
  await delay(Math.max(0, openedAtMs + microphone.startMs - 500 - Date.now()))
  await page.keyboard.down('Space')
  await delay(Math.max(0, openedAtMs + microphone.endMs + 350 - Date.now()))
  await page.keyboard.up('Space')
}
