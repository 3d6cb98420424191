import type { Page } from 'playwright'
import { decodeFrames } from '../../../electron/animation/frame-codec.ts'
import { int16ToFloat } from '../../../electron/audio/pcm.ts'
import type { AnimationFrame } from '../../../electron/contract/animation.ts'
import { launchApp, machinePreflight } from '../../helpers.ts'
import { ensureBuilt } from '../../runtime/build.mjs'
import { SoundServer, soundServerProblem } from '../../sound-server.ts'
import { TurnLog } from '../../turn-log.ts'
import { COVERED } from '../spoken-questions.ts'
import { summarise, type Measurement } from '../statistics.ts'
import { MarkedFrames, type ShownFrame } from './marked-frames.ts'
import { envelope, findAnswer, frameOffsets, lags, seenLips, wantedLips, type HeardParts } from './offsets.ts'
import { SoundRecorder, type RecordedSound } from './sound-recorder.ts'
import { VirtualScreen } from './virtual-screen.ts'

const SPEECH_S = 60
/** The app tells of a sentence about when it is heard first. */
const BEGINS_WITHIN_MS = 1_500
const ANSWER_MS = 120_000
/** Stretch of which the loudness is compared with the mouth: some syllables. */
const SYLLABLES_S = 2
const LEAST_LOUDNESS_DB = 3

interface Answer {
  announcedAtMs: number
  samples: Float32Array
  sampleRateHz: number
  frames: AnimationFrame[]
}

/**
 * Sound against face in the running app, both taken from outside: the loudspeaker of a sound server and the pixels of a screen, on one
 * clock. Positive: the face is late.
 */
export async function benchSync(note: (line: string) => void): Promise<Measurement[]> {
  const problem = soundServerProblem()
  if (problem) throw new Error(problem)
  await ensureBuilt()
  const screen = await VirtualScreen.start()
  const sound = await SoundServer.start()
  const { close, page } = await launchApp({ env: { ...sound.env, DISPLAY: screen.display }, fakeMicrophone: false })
  try {
    await page.locator('[data-testid=face][data-face=live]').waitFor({ timeout: 60_000 })
    const marked = await MarkedFrames.start(page, screen)
    const recorder = await SoundRecorder.start(sound.env)
    const answers = await speak(page, note)
    const shown = await marked.stop()
    const recorded = await recorder.stop(answers[0]!.sampleRateHz)
    return summary(answers, recorded, shown)
  } finally {
    await close()
    const { stopDisplay } = await machinePreflight()
    stopDisplay()
    await sound.stop()
    await screen.stop()
  }
}

/** Asks typed questions until there is a minute of answers. */
async function speak(page: Page, note: (line: string) => void): Promise<Answer[]> {
  const log = await TurnLog.attach(page)
  const answers: Answer[] = []
  let spokenS = 0
  for (const text of COVERED) {
    if (spokenS >= SPEECH_S) break
    await log.clear()
    await page.evaluate((question) => window.understudy.invoke('talk.ask', { text: question }), text)
    const { turn } = await log.first('done', ANSWER_MS)
    const announced = (await log.timed()).find(({ event }) => event.type === 'sentence')
    if (!announced) continue
    const { samples, sampleRateHz, frames } = await recordingOf(page, turn.id)
    answers.push({ announcedAtMs: announced.atEpochMs, samples, sampleRateHz, frames })
    spokenS += samples.length / sampleRateHz
    note(`${spokenS.toFixed(0)} s  «${text}» ${turn.outcome}`)
  }
  return answers
}

async function recordingOf(page: Page, id: string): Promise<Omit<Answer, 'announcedAtMs'>> {
  const { pcm, frames, sampleRateHz } = await page.evaluate(async (turnId) => {
    const result = await window.understudy.invoke('turns.recording', { id: turnId, part: 'answer' })
    if (!result.ok) throw new Error(result.error.message)
    return { pcm: Array.from(result.value.pcm), frames: Array.from(result.value.frames), sampleRateHz: result.value.sampleRateHz }
  }, id)
  return { samples: int16ToFloat(new Int16Array(Uint8Array.from(pcm).buffer)), sampleRateHz, frames: decodeFrames(Uint8Array.from(frames)) }
}

function summary(answers: readonly Answer[], recorded: RecordedSound, { frames, drawn }: { frames: ShownFrame[]; drawn: number }): Measurement[] {
  const heard = answers.map((answer) => ({ answer, parts: partsOf(answer, recorded) })).filter(({ parts }) => parts.length > 0)
  const of = (offsets: (answer: Answer, parts: HeardParts) => number[]): number[] => heard.flatMap(({ answer, parts }) => offsets(answer, parts))
  const byFrame = of((_, parts) => frameOffsets(frames, parts))
  const bySecond = of(({ frames: wanted }, parts) => lags(wantedLips(wanted), seenLips(frames, parts), 1))
  const byLoudness = of(({ samples, sampleRateHz }, parts) => lags(envelope(samples, sampleRateHz), seenLips(frames, parts), SYLLABLES_S, LEAST_LOUDNESS_DB))
  const model = of(({ samples, sampleRateHz, frames: wanted }) => lags(envelope(samples, sampleRateHz), wantedLips(wanted), SYLLABLES_S, LEAST_LOUDNESS_DB))
  const on = `${frames.length} of ${drawn} drawn frames seen; ${heard.reduce((sum, { parts }) => sum + parts.length / 4, 0)} s of speech`
  const absolute = (values: readonly number[]): number[] => values.map(Math.abs)
  return [
    summarise('sync.frame_off_ms', 'ms', absolute(byFrame), 'p95 ≤ 20', `each frame on the screen against the sound at the output; ${on}`),
    summarise('sync.frame_late_ms', 'ms', byFrame, '0', 'the same, with sign: face late'),
    summarise('sync.second_off_ms', 'ms', absolute(bySecond), 'p95 ≤ 20', 'each second: lips as seen against lips of the stream, by correlation'),
    summarise('sync.second_late_ms', 'ms', bySecond, '0', 'the same, with sign'),
    summarise('sync.loudness_late_ms', 'ms', byLoudness, '–', 'each 2 s: opening of the mouth as seen against the loudness at the output'),
    summarise('sync.model_loudness_late_ms', 'ms', model, '–', 'the same before anything is drawn or played: what speech and model do'),
    summarise('sync.draw_to_screen_ms', 'ms', frames.map(({ shownAtMs, beganAtMs }) => shownAtMs - beganAtMs), '–', 'drawing begun to pixels on the screen'),
  ]
}

function partsOf({ announcedAtMs, samples }: Answer, recorded: RecordedSound): HeardParts {
  return findAnswer(samples, recorded, { earliestMs: announcedAtMs - BEGINS_WITHIN_MS, latestMs: announcedAtMs + BEGINS_WITHIN_MS })
}
