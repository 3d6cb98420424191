import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TurnRecord } from '../contract/turn.ts'
import { TurnStore } from './turn-store.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'understudy-store-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function record(id: string, overrides: Partial<TurnRecord> = {}): TurnRecord {
  return {
    id,
    personaId: 'p',
    origin: 'hold',
    startedAt: new Date(2026, 0, Number(id.replace(/\D/g, '')) || 1).toISOString(),
    question: 'What went wrong with the hub?',
    answer: '',
    outcome: 'answered',
    citations: [],
    sentences: [],
    trace: { transcriptMs: null, firstTokenMs: null, firstAudioMs: null, firstFrameMs: null, doneMs: null },
    heardMs: 0,
    error: null,
    ...overrides,
  }
}

describe('TurnStore', () => {
  it('keeps a turn with its sound and frames over a reopening', async () => {
    const path = join(dir, 'turns.db')
    const store = new TurnStore({ path })
    await store.begin(record('t1'))
    await store.appendSound('t1', 'answer', 16_000, Int16Array.from([1, 2, 3]))
    await store.appendSound('t1', 'answer', 16_000, Int16Array.from([-4]))
    await store.appendFrames('t1', Uint8Array.from([9, 8]))
    await store.update(record('t1', { answer: 'We shipped too early.', heardMs: 900 }), true)
    await store.dispose()

    const again = new TurnStore({ path })
    expect((await again.get('t1')).answer).toBe('We shipped too early.')
    const sound = await again.recording('t1', 'answer')
    expect([...new Int16Array(sound.pcm.slice().buffer)]).toEqual([1, 2, 3, -4])
    expect([...sound.frames]).toEqual([9, 8])
    await again.dispose()
  })

  it('lists newest first, searches literally, and takes a deletion back', async () => {
    const store = new TurnStore({ path: join(dir, 'turns.db') })
    await store.begin(record('t1', { question: '100% sure?' }))
    await store.begin(record('t2', { question: 'Pricing' }))
    expect((await store.list()).map((turn) => turn.id)).toEqual(['t2', 't1'])
    expect((await store.list({ search: '100%' })).map((turn) => turn.id)).toEqual(['t1'])
    await store.delete('t2')
    expect((await store.list()).map((turn) => turn.id)).toEqual(['t1'])
    await expect(store.get('t2')).rejects.toMatchObject({ code: 'not_found' })
    await store.restore('t2')
    expect(await store.list()).toHaveLength(2)
    await store.dispose()
  })

  it('lists the turns of one persona only where it is asked to', async () => {
    const store = new TurnStore({ path: join(dir, 'turns.db') })
    await store.begin(record('t1'))
    await store.begin(record('t2', { personaId: 'q' }))
    expect((await store.list({ personaId: 'q' })).map((turn) => turn.id)).toEqual(['t2'])
    expect(await store.list()).toHaveLength(2)
    await store.dispose()
  })

  it('refuses a damaged file, says so and leaves it as it was', async () => {
    const path = join(dir, 'turns.db')
    writeFileSync(path, 'not a database, '.repeat(400))
    const store = new TurnStore({ path })
    await expect(store.ready()).rejects.toMatchObject({ code: 'store_unavailable' })
    await store.dispose()
    expect(readFileSync(path, 'utf8').startsWith('not a database')).toBe(true)
  })

  it('is unreadable without its key', async () => {
    const path = join(dir, 'turns.db')
    const store = new TurnStore({ path, encryptionKey: 'a'.repeat(64) })
    await store.begin(record('t1', { question: 'canary-question' }))
    await store.dispose()
    expect(readFileSync(path).includes('canary-question')).toBe(false)
    const wrong = new TurnStore({ path, encryptionKey: 'b'.repeat(64) })
    await expect(wrong.ready()).rejects.toMatchObject({ code: 'store_unavailable' })
    await wrong.dispose()
  })

  it('has everything up to a kill -9, and closes what was cut short', async () => {
    const path = join(dir, 'turns.db')
    const script = join(dir, 'writer.mts')
    const storeUrl = new URL('./turn-store.ts', import.meta.url).href
    writeFileSync(
      script,
      `const { TurnStore } = await import(${JSON.stringify(storeUrl)})
       const store = new TurnStore({ path: ${JSON.stringify(path)} })
       await store.begin(${JSON.stringify(record('t1'))})
       await store.appendSound('t1', 'answer', 16000, Int16Array.from([5, 6]))
       process.send('written')
       setInterval(() => {}, 1000)`,
    )
    const tsx = import.meta.resolve('tsx')
    const child = fork(script, { execArgv: ['--import', tsx] })
    await new Promise((resolve) => child.once('message', resolve))
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone

    const store = new TurnStore({ path })
    expect((await store.get('t1')).outcome).toBe('stopped')
    expect((await store.recording('t1', 'answer')).pcm).toHaveLength(4)
    await store.dispose()
  }, 30_000)
})
