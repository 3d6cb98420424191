import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ElectronApplication, Page } from 'playwright'
import { floatToInt16 } from '../electron/audio/pcm.ts'
import { encodeWav } from '../electron/audio/wav.ts'
import type { MeetingRecord } from '../electron/contract/meeting.ts'
import { expect, test } from './helpers.ts'
import { PLANTED, scriptedMeeting, type SpokenLine } from './meeting-fixture.ts'
import { SoundServer, soundServerProblem } from './sound-server.ts'
import { spokenMicrophone } from './spoken-microphone.ts'
import { TurnLog } from './turn-log.ts'

/** The sidekick in the real app: consent, both sides, notes, the persona, and what is left afterwards. */
test.describe.configure({ timeout: 600_000 })

const RATE_HZ = 16_000
/** Quiet before what Chromium’s own microphone says: it opens with the app, and the form has to be filled in. */
const LEAD_S = 25
/** A machine that has other things to do is behind speech, and catches up. */
const TEXT_MS = 180_000

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-meeting-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

test('two sides meet: each is written down on its side, the persona answers whom it may, and notes, sound and files are left', async ({ launch }) => {
  const problem = soundServerProblem()
  test.skip(problem !== null, problem ?? '')
  const sound = await SoundServer.start()
  try {
    const meeting = await scriptedMeeting()
    const wav = { mic: join(folder, 'mic.wav'), system: join(folder, 'system.wav') }
    for (const side of ['mic', 'system'] as const) await writeFile(wav[side], encodeWav(floatToInt16(meeting[side]), RATE_HZ))

    const { app, page, complaints } = await launch({ env: sound.env, fakeMicrophone: false, settings: { qualityTier: 'low' } })
    const log = await TurnLog.attach(page)
    await log.microphoneOpened()
    await startMeeting(page, { title: 'Spring release' })
    // Nobody speaks, not even the room: each side without a signal is called out.
    await expect(trouble(page, 'mic')).toContainText('no sound at all')
    await expect(trouble(page, 'system')).toContainText('Nothing is heard')
    const played = Promise.all([sound.play(wav.mic, 'microphone'), sound.play(wav.system, 'loudspeaker')])
    played.catch(() => undefined)

    // The first words of each side stand on their side while the meeting goes on.
    await expect(segments(page, 'mic').filter({ hasText: /morning/i }).first()).toBeVisible({ timeout: TEXT_MS })
    await expect(segments(page, 'system').filter({ hasText: /customers/i }).first()).toBeVisible({ timeout: TEXT_MS })
    for (const side of ['mic', 'system'] as const) await expect(trouble(page, side)).toHaveCount(0)

    const { turn } = await log.first('done', TEXT_MS)
    expect(turn).toMatchObject({ origin: 'meeting' })
    expect(turn.heardMs).toBeGreaterThan(500)
    await expect(page.locator('[data-testid=meeting-segment][data-source=persona]').first()).toBeVisible()
    await expect(page.locator('[data-testid=meeting-wake][data-source=mic][data-allowed=true]')).toHaveCount(1)
    await expect(page.locator('[data-testid=meeting-wake][data-source=system][data-allowed=false]')).toHaveCount(1, { timeout: 120_000 })
    await played
    await delay(4_000)

    await page.getByTestId('meeting-stop').click()
    await expect(page.getByTestId('meeting-page')).toBeVisible({ timeout: TEXT_MS })
    await expect(page.getByTestId('meeting-banner')).toHaveCount(0)
    const record = await onlyMeeting(page)
    expect(record).toMatchObject({ state: 'ended', title: 'Spring release', consent: { informed: true } })
    for (const side of ['mic', 'system'] as const) {
      const other = side === 'mic' ? 'system' : 'mic'
      expect(heardOf(meeting.lines, side, textOf(record, side))).toBeGreaterThan(0.75)
      expect(heardOf(meeting.lines, side, textOf(record, other))).toBeLessThan(0.2)
    }
    expect(record.segments.some(({ source }) => source === 'persona')).toBe(true)
    expect(record.wakes.map(({ source, allowed }) => [source, allowed])).toEqual([
      ['mic', true],
      ['system', false],
    ])
    // In real time a word may be misheard; that all are found otherwise: recorded-meeting.test.ts. Two of these actions are said under the persona's answer.
    expect(await noted(page, 'decision', PLANTED.decisions)).toBeGreaterThanOrEqual(2)
    expect(await noted(page, 'action', PLANTED.actions.map(({ text }) => text))).toBeGreaterThanOrEqual(3)
    expect(await notes(page, 'question').count()).toBeGreaterThanOrEqual(1)

    // A note leads to its moment, and from there it can be heard.
    const note = record.notes.decisions[0]!
    await notes(page, 'decision').first().click()
    await expect.poll(() => positionMs(page)).toBeGreaterThan(note.atMs - 1_500)
    await page.getByTestId('meeting-play').click()
    await expect(page.getByTestId('meeting-player')).toHaveAttribute('data-playing', 'true')
    await expect.poll(() => positionMs(page)).toBeGreaterThan(note.atMs + 1_500)
    await page.getByTestId('meeting-play').click()
    await expect(page.locator('[data-testid=meeting-segment][data-marked]')).not.toHaveCount(0)

    await page.getByTestId('transcript-search').fill('installer')
    await expect(page.getByText(/^1 of \d+$/)).toBeVisible()

    for (const [format, file, wanted] of [
      ['markdown', 'meeting.md', /## .*[Dd]ecision/],
      ['srt', 'meeting.srt', /^\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}$/m],
      ['json', 'meeting.json', /"segments"/],
    ] as const) {
      const path = join(folder, file)
      await chooseToSave(app, path)
      await page.getByTestId('meeting-export').click()
      await page.getByTestId(`meeting-export-${format}`).click()
      await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toMatch(wanted)
    }

    await page.getByTestId('meeting-rename').click()
    await page.getByTestId('meeting-rename-input').fill('Launch in May')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('meeting-row').filter({ hasText: 'Launch in May' })).toHaveCount(1)
    await page.getByTestId('meeting-delete').click()
    await expect(page.getByTestId('meeting-row')).toHaveCount(0)
    await page.getByTestId('notice').filter({ hasText: 'deleted' }).getByText('Undo').click()
    await expect(page.getByTestId('meeting-row')).toHaveCount(1)
    await expect(page.getByTestId('meeting-page')).toBeVisible()
    expect(complaints).toEqual([])
  } finally {
    await sound.stop()
  }
})

test('nothing is recorded before it was said who knows of it and how, and the keyboard is enough', async ({ launch }) => {
  const { page } = await launch()
  await page.getByTestId('nav-meeting').click()
  await page.getByTestId('meeting-start').click()
  await expect(page.getByText('Say who was told.')).toBeVisible()
  await expect(page.getByText('Say how they were told.')).toBeVisible()
  expect(await current(page)).toBeNull()
  expect(await page.evaluate(() => window.understudy.invoke('meeting.start', { consent: { informed: false, how: 'x' } } as never))).toMatchObject({ ok: false })
  expect(await current(page)).toBeNull()

  // The focus stands on the first open question.
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('meeting-banner')).toHaveAttribute('data-state', 'running')
  expect((await current(page))?.consent).toMatchObject({ informed: true, who: 'Everybody in the meeting', how: 'Said it aloud at the beginning' })
  await page.getByTestId('meeting-stop').press('Enter')
  await expect(page.getByTestId('meeting-page')).toBeVisible({ timeout: TEXT_MS })
})

test('the banner stands on every screen and in the small window, a pause records nothing, and a reload loses nothing', async ({ launch }) => {
  const microphone = await spokenMicrophone('We decided to move the launch to the second week of May.', { leadS: LEAD_S })
  const { page } = await launch({ micWav: microphone.wavPath })
  await startMeeting(page, { system: false })
  await expect(segments(page, 'mic').filter({ hasText: /launch/i })).toHaveAttribute('data-final', 'true', { timeout: TEXT_MS + LEAD_S * 1000 })

  await page.reload()
  const banner = page.getByTestId('meeting-banner')
  await expect(banner).toHaveAttribute('data-state', 'running')
  for (const view of ['talk', 'review', 'studio', 'settings', 'meeting']) {
    await page.getByTestId(`nav-${view}`).click()
    await expect(banner).toBeVisible()
  }
  await expect(segments(page, 'mic').filter({ hasText: /launch/i })).toBeVisible()
  await expect(notes(page, 'decision')).toHaveCount(1)

  await page.evaluate(() => window.understudy.invoke('window.mode', { mode: 'compact' }))
  await expect(page.getByTestId('rail')).toHaveCount(0)
  await expect(banner).toBeVisible()
  await page.getByTestId('meeting-pause').click()
  await expect(banner).toHaveAttribute('data-state', 'paused')
  const pausedAtMs = (await current(page))!.durationMs
  await delay(3_000)
  expect((await current(page))!.durationMs - pausedAtMs).toBeLessThan(300)
  await page.getByTestId('meeting-resume').click()
  await expect(banner).toHaveAttribute('data-state', 'running')
  await page.getByTestId('meeting-stop').click()
  await expect(banner).toHaveCount(0, { timeout: TEXT_MS })
})

test('an app that is killed in the middle leaves the meeting up to then', async ({ launch }) => {
  const microphone = await spokenMicrophone('We decided to move the launch to the second week of May.', { leadS: LEAD_S })
  const userDataDir = join(folder, 'profile')
  const first = await launch({ micWav: microphone.wavPath, userDataDir })
  await startMeeting(first.page, { title: 'Cut short', system: false })
  await expect(segments(first.page, 'mic').filter({ hasText: /launch/i })).toHaveAttribute('data-final', 'true', { timeout: TEXT_MS + LEAD_S * 1000 })
  const lastedMs = (await current(first.page))!.durationMs
  const killed = new Promise((resolve) => first.app.process().once('exit', resolve))
  first.app.process().kill('SIGKILL')
  await killed

  const { page } = await launch({ userDataDir })
  await page.getByTestId('nav-meeting').click()
  await page.getByTestId('meeting-row').filter({ hasText: 'Cut short' }).click()
  await expect(page.getByTestId('meeting-interrupted')).toBeVisible()
  await expect(segments(page, 'mic').filter({ hasText: /launch/i })).toBeVisible()
  const record = await onlyMeeting(page)
  expect(record.state).toBe('interrupted')
  expect(record.durationMs).toBeGreaterThan(lastedMs - 2_000)
  await page.getByTestId('meeting-play').click()
  await expect.poll(() => positionMs(page)).toBeGreaterThan(1_000)
})

async function startMeeting(page: Page, { title = '', system = true } = {}): Promise<void> {
  await page.getByTestId('nav-meeting').click()
  await page.getByTestId('meeting-title').fill(title)
  await page.getByTestId('meeting-who').getByText('Everybody in the meeting').click()
  await page.getByTestId('meeting-how').getByText('In the invitation').click()
  await page.getByTestId('meeting-informed').check()
  // The switch itself lies under its drawn track.
  if (!system) await page.getByTestId('meeting-system').uncheck({ force: true })
  await page.getByTestId('meeting-start').click()
  await expect(page.getByTestId('meeting-banner')).toHaveAttribute('data-state', 'running')
}

const segments = (page: Page, source: 'mic' | 'system') => page.locator(`[data-testid=meeting-segment][data-source=${source}]`)
const notes = (page: Page, kind: 'decision' | 'action' | 'question') => page.locator(`[data-testid=meeting-note][data-kind=${kind}]`)
const noted = async (page: Page, kind: 'decision' | 'action', wanted: readonly RegExp[]): Promise<number> => {
  const texts = await notes(page, kind).allTextContents()
  return wanted.filter((pattern) => texts.some((text) => pattern.test(text))).length
}
const trouble = (page: Page, source: 'mic' | 'system') => page.getByTestId(`meeting-source-${source}`).getByTestId('meeting-trouble')
const positionMs = (page: Page): Promise<number> => page.getByTestId('meeting-position').getAttribute('data-ms').then(Number)

async function current(page: Page): Promise<MeetingRecord | null> {
  const answer = await page.evaluate(() => window.understudy.invoke('meeting.current'))
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

async function onlyMeeting(page: Page): Promise<MeetingRecord> {
  const answer = await page.evaluate(async () => {
    const list = await window.understudy.invoke('meetings.list', {})
    if (!list.ok || list.value.length !== 1) throw new Error('there is not one meeting')
    return window.understudy.invoke('meetings.get', { id: list.value[0]!.id })
  })
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

function textOf({ segments: all }: MeetingRecord, wanted: 'mic' | 'system'): string {
  return all.filter(({ source }) => source === wanted).map(({ text }) => text).join(' ')
}

/** Share of the words said by one side, and by it alone, that a text holds. */
function heardOf(lines: readonly SpokenLine[], side: SpokenLine['side'], text: string): number {
  const wordsOf = (of: string): string[] => of.toLowerCase().match(/[a-z]{4,}/g) ?? []
  const others = new Set(lines.filter((line) => line.side !== side).flatMap((line) => wordsOf(line.text)))
  const own = new Set(lines.filter((line) => line.side === side).flatMap((line) => wordsOf(line.text)).filter((word) => !others.has(word)))
  const heard = new Set(wordsOf(text))
  return [...own].filter((word) => heard.has(word)).length / own.size
}

async function chooseToSave(app: ElectronApplication, filePath: string): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
  }, filePath)
}
