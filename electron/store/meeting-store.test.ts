import { fork } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readSpeech } from '../audio/read-speech.ts'
import { EMPTY_NOTES, type MeetingRecord, type TranscriptSegment } from '../contract/meeting.ts'
import { MeetingDatabase } from './meeting-database.ts'
import { MeetingStore } from './meeting-store.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'understudy-meetings-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(dir, { recursive: true, force: true })
})

function record(id: string, overrides: Partial<MeetingRecord> = {}): MeetingRecord {
  return {
    id,
    title: `Meeting ${id}`,
    personaId: 'p',
    startedAt: new Date(2026, 0, Number(id.replace(/\D/g, '')) || 1).toISOString(),
    state: 'running',
    durationMs: 0,
    consent: { informed: true, how: 'said at the beginning', who: '' },
    sources: { mic: 'Built-in', system: null },
    farSideAllowed: false,
    segments: [],
    notes: EMPTY_NOTES,
    wakes: [],
    ...overrides,
  }
}

const segment = (id: string, text: string, overrides: Partial<TranscriptSegment> = {}): TranscriptSegment => ({
  id,
  source: 'mic',
  startMs: 0,
  endMs: 900,
  text,
  final: true,
  ...overrides,
})
const second = (value: number): Int16Array => new Int16Array(16_000).fill(value)

describe('MeetingStore', () => {
  it('keeps a meeting with everything over a reopening', async () => {
    const path = join(dir, 'meetings.db')
    const store = new MeetingStore({ path })
    await store.begin(record('m1'))
    await store.putSegment('m1', segment('s2', 'Then the', { startMs: 2000, final: false }))
    await store.putSegment('m1', segment('s1', 'First things first.'))
    await store.putSegment('m1', segment('s2', 'Then the rest.', { startMs: 2000 }))
    await store.putSegment('m1', segment('s3', 'Noise.'))
    await store.removeSegment('m1', 's3')
    await store.putWake('m1', { atMs: 10, source: 'mic', allowed: true, question: 'Why?', turnId: null })
    await store.putWake('m1', { atMs: 10, source: 'mic', allowed: true, question: 'Why?', turnId: 't' })
    await store.setNotes('m1', { ...EMPTY_NOTES, decisions: [{ text: 'Ship.', atMs: 0, segmentIds: ['s1'] }] })
    await store.setState('m1', 'ended', 4000)
    await store.dispose()

    const again = new MeetingStore({ path })
    const kept = await again.get('m1')
    expect(kept.segments.map(({ text, final }) => [text, final])).toEqual([
      ['First things first.', true],
      ['Then the rest.', true],
    ])
    expect(kept.wakes).toEqual([{ atMs: 10, source: 'mic', allowed: true, question: 'Why?', turnId: 't' }])
    expect(kept).toMatchObject({ state: 'ended', durationMs: 4000 })
    expect(await again.list()).toMatchObject([{ id: 'm1', decisions: 1, actions: 0 }])
    await again.dispose()
  })

  it('mixes both sides, each at its place, without running over', async () => {
    const store = new MeetingStore({ path: join(dir, 'meetings.db') })
    await store.begin(record('m1'))
    await store.appendSound('m1', 'mic', 0, second(20_000))
    await store.appendSound('m1', 'system', 16_000, second(9_000))
    await store.appendSound('m1', 'mic', 16_000, second(30_000))
    const whole = await store.recording('m1', 0, 60_000)
    expect([whole.length, whole[0], whole[16_000], whole[31_999]]).toEqual([32_000, 20_000, 32_767, 32_767])
    expect((await store.recording('m1', 1_900, 60_000, 'system')).length).toBe(1_600)
    expect(await store.recording('m1', 9_000, 1_000)).toHaveLength(0)
    await store.dispose()
    const file = await readSpeech(join(dir, 'meetings', 'm1', 'system.wav'))
    expect([file.length, file[0]]).toEqual([32_000, 0])
  })

  it('finds words of the transcript and of the title, and none that were taken out', async () => {
    const store = new MeetingStore({ path: join(dir, 'meetings.db') })
    await store.begin(record('m1', { title: 'Budget' }))
    await store.putSegment('m1', segment('s1', 'The launch slips, it costs 100% more.'))
    await store.begin(record('m2', { title: 'Planning 50%' }))
    await store.putSegment('m2', segment('s1', 'Nobody launches in July.'))
    const found = async (search: string): Promise<string[]> => (await store.list(search)).map(({ id }) => id)
    expect(await found('launch')).toEqual(['m2', 'm1'])
    expect(await found('budget slips')).toEqual(['m1'])
    expect(await found('100%')).toEqual(['m1'])
    expect(await found('"; DROP')).toEqual([])
    expect(await found('%')).toEqual([])
    await store.putSegment('m2', segment('s1', 'Nobody moves in July.'))
    expect(await found('launch')).toEqual(['m1'])
    await store.removeSegment('m1', 's1')
    expect(await found('launch')).toEqual([])
    await store.dispose()
  })

  it('takes a deletion back, and after the window leaves nothing of it, sound and index included', () => {
    vi.useFakeTimers({ now: new Date(2026, 0, 1, 10) })
    const database = new MeetingDatabase(join(dir, 'meetings.db'))
    for (const id of ['m1', 'm2']) {
      database.begin(record(id))
      database.putSegment(id, segment('s1', 'Canary words.'))
      database.appendSound(id, 'mic', 0, second(1))
      database.setState(id, 'ended', 1000)
      database.delete(id)
    }
    expect(database.list()).toEqual([])
    expect(() => database.get('m1')).toThrow(expect.objectContaining({ code: 'not_found' }))
    vi.setSystemTime(new Date(2026, 0, 1, 10, 9))
    database.restore('m1')
    expect(database.list('canary').map(({ id }) => id)).toEqual(['m1'])
    vi.setSystemTime(new Date(2026, 0, 1, 10, 21))
    database.delete('m1')
    expect(existsSync(join(dir, 'meetings', 'm1', 'mic.wav'))).toBe(true)
    expect(existsSync(join(dir, 'meetings', 'm2'))).toBe(false)
    expect(() => database.restore('m2')).toThrow(expect.objectContaining({ code: 'not_found' }))
    database.close()
  })

  it('has everything up to a kill -9, and says that the meeting was interrupted', async () => {
    const path = join(dir, 'meetings.db')
    const script = join(dir, 'writer.mts')
    writeFileSync(
      script,
      `const { MeetingStore } = await import(${JSON.stringify(new URL('./meeting-store.ts', import.meta.url).href)})
       const store = new MeetingStore({ path: ${JSON.stringify(path)} })
       await store.begin(${JSON.stringify(record('m1'))})
       await store.putSegment('m1', ${JSON.stringify(segment('s1', 'As far as', { final: false }))})
       await store.putSegment('m1', ${JSON.stringify(segment('s2', '', { final: false }))})
       await store.appendSound('m1', 'mic', 0, new Int16Array(16000).fill(5))
       process.send('written')
       setInterval(() => {}, 1000)`,
    )
    const child = fork(script, { execArgv: ['--import', import.meta.resolve('tsx')] })
    await new Promise((resolve) => child.once('message', resolve))
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone

    const store = new MeetingStore({ path })
    expect(await store.get('m1')).toMatchObject({ state: 'interrupted', durationMs: 1000, segments: [{ text: 'As far as', final: true }] })
    expect(await store.recording('m1', 0, 5000)).toHaveLength(16_000)
    await store.dispose()
  }, 30_000)
})
