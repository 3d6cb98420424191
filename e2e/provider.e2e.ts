import type { Page } from 'playwright'
import { decodeFrames } from '../electron/animation/frame-codec.ts'
import type { AnimationFrame } from '../electron/contract/animation.ts'
import { COEFFICIENT_INDEX } from '../electron/contract/coefficients.ts'
import { settingsSchema, type AnimationProvider, type Settings } from '../electron/contract/settings.ts'
import type { TurnRecord } from '../electron/contract/turn.ts'
import { expect, test } from './helpers.ts'
import { ProviderProcess } from './provider-process.ts'
import { TurnLog } from './turn-log.ts'

/** A face from another process that dies or freezes in the middle of an answer, in the real app. */
test.describe.configure({ timeout: 180_000 })

const FPS = 60
/** Loud enough for a mouth to move, of full scale. */
const LOUD = 0.05
/** A mouth that speaks never stands still for so long. */
const STILL_S = 0.5

test('a provider that is killed or freezes in the middle is replaced there, which is said, and the next turn tries it again', async ({ launch }) => {
  const opened: ProviderProcess[] = []
  const provider = async (...options: Parameters<typeof ProviderProcess.start>): Promise<ProviderProcess> => {
    const started = await ProviderProcess.start(...options)
    opened.push(started)
    return started
  }
  try {
    const killed = await provider('understudy', { death: { signal: 'SIGKILL', afterPieces: 6 } })
    const { page, complaints } = await launch({ settings: { endpoints: endpointsAt('understudy', killed.url) } })
    const log = await TurnLog.attach(page)

    const first = await ask(page, log, 'How do you hire new people?')
    expect(first.trace.providers?.[0]?.name).toContain(`127.0.0.1:${killed.port}`)
    await expectTakenOver(page, first, /.+/)

    await provider('understudy', { port: killed.port })
    const second = await ask(page, log, 'How do you hire new people?')
    expect(second.trace.providers).toMatchObject([{ part: 'face' }])
    expect(second.trace.providers?.[0]?.fallback).toBeUndefined()

    const frozen = await provider('audio2face-3d', { death: { signal: 'SIGSTOP', afterPieces: 8 } })
    await page.evaluate((endpoints) => window.understudy.invoke('settings.set', { endpoints }), endpointsAt('audio2face-3d', frozen.url))
    const third = await ask(page, log, 'How do you hire new people?')
    await expectTakenOver(page, third, /too late or not at all/)
    expect(complaints).toEqual([])
  } finally {
    for (const one of opened) await one.stop()
  }
})

function endpointsAt(provider: AnimationProvider, baseUrl: string): Settings['endpoints'] {
  return settingsSchema.parse({ endpoints: { animation: { kind: 'custom', provider, baseUrl } } }).endpoints
}

async function ask(page: Page, log: TurnLog, question: string): Promise<TurnRecord> {
  await log.clear()
  await page.getByTestId('ask-input').fill(question)
  await page.keyboard.press('Enter')
  const { turn } = await log.first('done', 120_000)
  expect(turn.outcome).toBe('answered')
  return turn
}

/** The turn says who went on and why, and the face moved all along. */
async function expectTakenOver(page: Page, turn: TurnRecord, reason: RegExp): Promise<void> {
  const fallback = turn.trace.providers?.find(({ part }) => part === 'face')?.fallback
  expect(fallback?.message).toMatch(/; .* in Settings\.$/)
  expect(fallback?.message).toMatch(reason)
  expect(fallback!.atMs).toBeLessThan(turn.heardMs)
  const card = page.locator(`[data-turn-id="${turn.id}"]`)
  await expect(card.getByTestId('fallback-face')).toContainText(fallback!.message)
  await card.getByTestId('trace').click()
  await expect(page.getByTestId('trace-providers')).toContainText('this computer')
  await page.keyboard.press('Escape')

  const { frames, loud, durationS } = await recordingOf(page, turn.id)
  expect(frames.map(({ timeS }) => Math.round(timeS * FPS))).toEqual(frames.map((_, k) => k))
  expect(frames.at(-1)!.timeS).toBeGreaterThan(durationS - 0.1)
  expect(longestStillS(frames, loud)).toBeLessThan(STILL_S)
}

/** Longest stretch of loud sound through which the jaw stays where it is. */
function longestStillS(frames: readonly AnimationFrame[], loud: (timeS: number) => boolean): number {
  let longest = 0
  let since = 0
  for (const [k, frame] of frames.entries()) {
    const moved = k > 0 && Math.abs(frame.coefficients[COEFFICIENT_INDEX.jawOpen]! - frames[k - 1]!.coefficients[COEFFICIENT_INDEX.jawOpen]!) > 1e-4
    if (moved || !loud(frame.timeS)) since = frame.timeS
    longest = Math.max(longest, frame.timeS - since)
  }
  return longest
}

async function recordingOf(page: Page, id: string): Promise<{ frames: AnimationFrame[]; loud: (timeS: number) => boolean; durationS: number }> {
  const { pcm, frames, sampleRateHz } = await page.evaluate(async (turnId) => {
    const result = await window.understudy.invoke('turns.recording', { id: turnId, part: 'answer' })
    if (!result.ok) throw new Error(result.error.message)
    return { pcm: Array.from(result.value.pcm), frames: Array.from(result.value.frames), sampleRateHz: result.value.sampleRateHz }
  }, id)
  const samples = new Int16Array(Uint8Array.from(pcm).buffer)
  const loud = (timeS: number): boolean => {
    const middle = Math.round(timeS * sampleRateHz)
    const around = samples.subarray(Math.max(0, middle - sampleRateHz / 50), middle + sampleRateHz / 50)
    return Math.sqrt(around.reduce((sum, sample) => sum + sample * sample, 0) / around.length) > LOUD * 32_768
  }
  return { frames: decodeFrames(Uint8Array.from(frames)), loud, durationS: samples.length / sampleRateHz }
}
