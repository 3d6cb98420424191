import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { meetingRecordSchema, type MeetingEvent, type MeetingStart } from '../contract/meeting.ts'
import { MeetingStore } from '../store/meeting-store.ts'
import { MeetingService } from './meeting-service.ts'
import { HandTime, LevelTranscriber, LoudnessDetector, ScriptedSource } from './testing/scripted-sound.ts'

let dir: string
let store: MeetingStore
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'understudy-service-'))
  store = new MeetingStore({ path: join(dir, 'meetings.db') })
})
afterEach(async () => {
  await store.dispose()
  rmSync(dir, { recursive: true, force: true })
})

const START: MeetingStart = { title: 'Planning', consent: { informed: true, how: 'said at the beginning' } }

function meetings(texts: readonly string[] = []) {
  const time = new HandTime()
  const sources = { mic: new ScriptedSource(time), system: new ScriptedSource(time) }
  const asked: string[] = []
  const disposed: string[] = []
  const service = new MeetingService({
    store,
    transcriber: new LevelTranscriber(time, texts),
    createDetector: () => Promise.resolve(Object.assign(new LoudnessDetector(), { dispose: () => Promise.resolve(void disposed.push('detector')) })),
    createSource: (source) => sources[source],
    persona: () => ({ id: 'iris', names: ['Iris'], mayAnswer: true }),
    answer: ({ question }) => Promise.resolve({ turnId: `turn ${asked.push(question)}` }),
    chat: () => null,
    problem: (error) => {
      throw error
    },
    createTime: () => time,
  })
  const events: MeetingEvent[] = []
  service.onEvent((event) => events.push(event))
  return { service, time, ...sources, asked, disposed, events }
}

describe('MeetingService', () => {
  it('records nothing before it is said that the others know', async () => {
    const { service, mic } = meetings()
    for (const consent of [{ informed: false, how: 'said' }, { informed: true, how: ' ' }, undefined]) {
      await expect(service.start({ consent } as never)).rejects.toMatchObject({ code: 'consent_missing' })
    }
    expect(service.runs).toBe(false)
    expect(mic.open).toBe(false)
    expect(await service.list()).toEqual([])
  })

  it('runs one meeting at a time, and closes everything with it', async () => {
    const { service, mic, system, disposed } = meetings()
    const both = await Promise.allSettled([service.start(START), service.start(START)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(service.start(START)).rejects.toMatchObject({ code: 'bad_request' })
    expect([mic.open, system.open]).toEqual([true, true])
    await service.stop()
    expect([mic.open, system.open, disposed.length]).toEqual([false, false, 2])
    expect(service.current()).toBeNull()
    await expect(service.stop()).rejects.toMatchObject({ code: 'bad_request' })
    await service.start({ ...START, system: false })
    expect([mic.open, system.open]).toEqual([true, false])
    await service.dispose()
  })

  it('keeps what was said, decided and asked, and finds it again', async () => {
    const { service, time, mic, system, asked, events } = meetings(['We decided to paint the harbour green.', 'Hey Iris, what does it cost?', 'Hey Iris, how do you like it?'])
    const { id } = await service.start(START)
    mic.say(0, 2000)
    await time.pass(4000)
    system.say(1, 1600)
    await time.pass(4000)
    mic.say(2, 1900)
    await time.pass(6000)
    const running = service.current()!
    expect(running.segments).toHaveLength(3)
    expect(running.notes.decisions).toMatchObject([{ text: 'We decided to paint the harbour green.' }])
    expect(asked).toEqual(['How do you like it?'])
    const ended = await service.stop()
    expect(ended).toMatchObject({ state: 'ended', wakes: [{ allowed: false }, { allowed: true, turnId: 'turn 1' }] })
    expect(await service.get(id)).toEqual(ended)
    expect(meetingRecordSchema.parse(ended)).toEqual(ended)
    expect(await service.list('harbour')).toMatchObject([{ id, title: 'Planning', decisions: 1, state: 'ended' }])
    const states = events.flatMap((event) => (event.type === 'state' ? [event.state] : []))
    expect(states).toEqual(['running', 'ended'])
    const { pcm, sampleRateHz } = await service.recording(id, 0, 1000)
    expect([pcm.length, sampleRateHz]).toEqual([32_000, 16_000])
    expect((await service.recording(id, ended.durationMs - 500, 60_000)).pcm.length).toBeLessThanOrEqual(32_000)
  })

  it('writes it down as a page, as subtitles and as data', async () => {
    const { service, time, mic } = meetings(['Ship *it*, and 1 < 2.'])
    const { id } = await service.start(START)
    mic.say(0, 1600)
    await time.pass(4000)
    await service.stop()
    for (const format of ['markdown', 'srt', 'json'] as const) await service.export(id, format, join(dir, format))
    expect(readFileSync(join(dir, 'markdown'), 'utf8')).toContain('**Me** (0:00): Ship \\*it\\*, and 1 \\< 2.')
    expect(readFileSync(join(dir, 'srt'), 'utf8')).toBe('1\n00:00:00,000 --> 00:00:01,600\nMe: Ship *it*, and 1 < 2.\n')
    expect(JSON.parse(readFileSync(join(dir, 'json'), 'utf8'))).toEqual(await service.get(id))
    await expect(service.export(id, 'json', join(dir, 'markdown', 'below-a-file'))).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(service.export('nobody', 'json', join(dir, 'x'))).rejects.toMatchObject({ code: 'not_found' })
  })

  it('renames, deletes and restores; what runs is not deleted', async () => {
    const { service } = meetings()
    const { id } = await service.start(START)
    await service.rename(id, 'Harbour')
    expect(service.current()?.title).toBe('Harbour')
    await expect(service.delete(id)).rejects.toMatchObject({ code: 'bad_request' })
    expect((await service.stop()).title).toBe('Harbour')
    await service.delete(id)
    expect(await service.list()).toEqual([])
    await expect(service.recording(id, 0, 100)).rejects.toMatchObject({ code: 'not_found' })
    await service.restore(id)
    expect(await service.list()).toMatchObject([{ title: 'Harbour' }])
  })

  it('loses at most two seconds when it is killed', async () => {
    const script = join(dir, 'killed.mts')
    const url = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href)
    // In real time: ten words a second, each as it is said.
    writeFileSync(
      script,
      `const { MeetingService } = await import(${url('./meeting-service.ts')})
       const { MeetingStore } = await import(${url('../store/meeting-store.ts')})
       const source = () => {
         let timer
         return {
           label: 'Clock',
           start: (onFrame) => {
             const startMs = performance.now()
             let frames = 0
             timer = setInterval(() => {
               while ((frames + 1) * 32 <= performance.now() - startMs) { frames++; onFrame(new Float32Array(512).fill(0.2)) }
             }, 16)
             return Promise.resolve()
           },
           stop: () => clearInterval(timer),
         }
       }
       const service = new MeetingService({
         store: new MeetingStore({ path: ${JSON.stringify(join(dir, 'killed.db'))} }),
         transcriber: { transcribe: (samples) => Promise.resolve({ text: Array.from({ length: Math.round(samples.length / 4000) }, (_, k) => 'word' + k).join(' ') }) },
         createDetector: () => Promise.resolve({ process: () => Promise.resolve(0.9), reset() {}, dispose: () => Promise.resolve() }),
         createSource: source,
         persona: () => ({ id: 'p', names: ['Iris'], mayAnswer: true }),
         answer: () => Promise.reject(new Error('nobody asked')),
         chat: () => null,
         problem: (error) => { throw error },
       })
       await service.start({ consent: { informed: true, how: 'said' } })
       setInterval(() => process.send(service.current().durationMs), 50)`,
    )
    const child = fork(script, { execArgv: ['--import', import.meta.resolve('tsx')] })
    let atMs = 0
    await new Promise<void>((resolve) => {
      child.on('message', (durationMs: number) => {
        atMs = durationMs
        if (durationMs > 5_000) resolve()
      })
    })
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone

    const after = new MeetingStore({ path: join(dir, 'killed.db') })
    const [summary] = await after.list()
    const record = await after.get(summary!.id)
    expect(record.state).toBe('interrupted')
    for (const source of ['mic', 'system'] as const) {
      const own = record.segments.filter((segment) => segment.source === source)
      expect(own.every(({ final }) => final)).toBe(true)
      expect(own.at(-1)!.endMs).toBeGreaterThan(atMs - 2_000)
      expect((await after.recording(record.id, 0, 60_000, source)).length / 16).toBeGreaterThan(atMs - 2_000)
    }
    expect(record.durationMs).toBeGreaterThan(atMs - 2_000)
    await after.dispose()
  }, 60_000)
})
