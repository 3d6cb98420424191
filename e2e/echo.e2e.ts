import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright'
import { floatToInt16 } from '../electron/audio/pcm.ts'
import { encodeWav } from '../electron/audio/wav.ts'
import { spoken } from '../electron/speech/testing/spoken.ts'
import { expect, test } from './helpers.ts'
import { SoundServer, soundServerProblem } from './sound-server.ts'
import { TurnLog } from './turn-log.ts'

test.describe.configure({ timeout: 240_000 })

const QUESTION = 'What happened on Silent Sunday?'

/** Loudspeakers beside an open microphone, without the browser's echo canceller: only ours is left. */
test('the persona hears itself out over loudspeakers, and a spoken «stop» ends an answer', async ({ launch }) => {
  const problem = soundServerProblem()
  test.skip(problem !== null, problem ?? '')
  const folder = await mkdtemp(join(tmpdir(), 'understudy-echo-'))
  const sound = await SoundServer.start({ echo: true })
  try {
    const stop = join(folder, 'stop.wav')
    await writeFile(stop, encodeWav(floatToInt16(await spoken('Stop, please.', { voice: 'rms' })), 16_000))
    const { page, complaints } = await launch({ env: sound.env, fakeMicrophone: false, settings: { qualityTier: 'low' } })
    const log = await TurnLog.attach(page)
    await log.microphoneOpened()
    await withoutBrowserCanceller(page)
    await page.getByTestId('always-on').click()
    await expect(page.getByTestId('open-microphone')).toContainText('Microphone open')

    await ask(page)
    const { turn: whole } = await log.first('done', 90_000)
    expect(whole).toMatchObject({ question: QUESTION, outcome: 'answered' })
    expect((await log.events()).filter(({ type }) => type === 'question')).toHaveLength(1)

    await log.clear()
    await ask(page)
    await log.first('sentence')
    await delay(2_500)
    await sound.play(stop, 'microphone')
    const { turn } = await log.first('done', 60_000)
    expect(turn.outcome).toBe('stopped')
    expect(turn.heardMs).toBeLessThan(whole.heardMs)
    // What it believes that it said is what was heard of it.
    const heard = turn.sentences.filter(({ startMs }) => startMs < turn.heardMs).map(({ text }) => text)
    expect(turn.answer).toBe(heard.join(' '))
    expect(whole.answer.startsWith(turn.answer)).toBe(true)

    await page.getByTestId('nav-settings').click()
    await expect(page.getByTestId('echo')).toHaveAttribute('data-echo', 'separated')
    expect(complaints).toEqual([])
  } finally {
    await sound.stop()
    await rm(folder, { recursive: true, force: true })
  }
})

async function ask(page: Page): Promise<void> {
  await page.getByTestId('ask-input').fill(QUESTION)
  await page.keyboard.press('Enter')
}

/** Opens the microphone anew, by its own name, as a browser whose canceller does not work would give it. */
async function withoutBrowserCanceller(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const devices = navigator.mediaDevices
    const open = devices.getUserMedia.bind(devices)
    const reopened = new Promise<void>((resolve) => {
      devices.getUserMedia = async ({ audio } = {}) => {
        const stream = await open({ audio: { ...(audio as MediaTrackConstraints), echoCancellation: false } })
        resolve()
        return stream
      }
    })
    const desk = (await devices.enumerateDevices()).find(({ kind, label }) => kind === 'audioinput' && label.includes('Desk'))
    await window.understudy.invoke('settings.set', { microphoneId: desk!.deviceId })
    await reopened
  })
}
