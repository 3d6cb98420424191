import { SileroVad } from '../../electron/audio/silero.ts'
import { withServices } from '../../electron/cli/services.ts'
import { CAPTURE_SAMPLE_RATE_HZ } from '../../electron/contract/audio.ts'
import { converse } from '../../electron/conversation/recorded-conversation.ts'
import { roomNoise } from '../../electron/speech/testing/spoken.ts'
import { spokenQuestions } from './spoken-questions.ts'
import { stageMeasurements } from './stages.ts'
import { summarise, type Measurement } from './statistics.ts'

const ON = 'synthetic questions without a key, each but the first into the answer before; the recording hears no echo'
/** From one question's end to the next one's start: long enough for an answer to be on its way. */
const APART_MS = 3_000
/** Of the voice over the noise of the room. */
const AUDIBLE = 0.003
/** Later it belongs to something else. */
const LATEST_MS = 3_000

/** An always-on conversation in real time: how soon it answers, and how soon it falls silent when it is interrupted. */
export async function benchOpenMicrophone(note: (line: string) => void): Promise<Measurement[]> {
  const questions = await spokenQuestions()
  const lengthMs = questions.reduce((sum, { samples16k }) => sum + toMs(samples16k.length) + APART_MS, APART_MS)
  const recording = roomNoise(Math.ceil(lengthMs))
  const said: { startMs: number; endMs: number }[] = []
  let atMs = 1_000
  for (const { samples16k } of questions) {
    const from = Math.round((atMs / 1_000) * CAPTURE_SAMPLE_RATE_HZ)
    for (const [i, sample] of samples16k.entries()) recording[from + i]! += sample
    const isVoice = (sample: number): boolean => Math.abs(sample) > AUDIBLE
    said.push({ startMs: toMs(from + samples16k.findIndex(isVoice)), endMs: toMs(from + samples16k.findLastIndex(isVoice) + 1) })
    atMs += toMs(samples16k.length) + APART_MS
  }
  const silencedAtMs: number[] = []
  const turns = await withServices({}, async (services) => {
    const vad = await SileroVad.create()
    return converse(services, vad, recording, { turn: ({ turn }) => note(`«${turn.question}» ${turn.outcome}`), silenced: (at) => silencedAtMs.push(at) }).finally(() => vad.dispose())
  })
  const after = (fromMs: number, times: readonly (number | null)[]): number[] => {
    const next = times.find((time) => time !== null && time >= fromMs && time < fromMs + LATEST_MS)
    return next === undefined || next === null ? [] : [next - fromMs]
  }
  return [
    summarise('open.speech_end_to_endpoint_ms', 'ms', said.flatMap(({ endMs }) => after(endMs, turns.map((turn) => turn.endpointMs))), 'p95 ≤ 1200', ON),
    summarise('open.speech_end_to_audio_ms', 'ms', said.flatMap(({ endMs }) => after(endMs, turns.map((turn) => turn.firstAudioMs))), 'p50 ≤ 700, p95 ≤ 1200', ON),
    ...stageMeasurements('open', turns.map(({ turn }) => turn.trace)),
    summarise('open.onset_to_silence_ms', 'ms', said.slice(1).flatMap(({ startMs }) => after(startMs, silencedAtMs)), 'p95 ≤ 250', `${ON}; without the delay of a device`),
  ]
}

const toMs = (samples: number): number => (samples / CAPTURE_SAMPLE_RATE_HZ) * 1_000
