import { describe, expect, it, vi } from 'vitest'
import type { MeetingSource } from '../contract/meeting.ts'
import type { Piece } from './segmenter.ts'
import { TranscriptionDesk, type Work } from './transcription-desk.ts'

const piece = (id: string, overrides: Partial<Piece> = {}): Piece => ({
  id,
  startMs: 0,
  endMs: 1000,
  samples: new Float32Array(16),
  settled: true,
  speechMs: 900,
  confidence: 0.9,
  ...overrides,
})
const work = (source: MeetingSource, id: string, overrides: Partial<Piece> = {}): Work => ({ source, piece: piece(id, overrides), draft: '' })

function desk(interims: Work[] = []) {
  const begun: { samples: number; signal: AbortSignal; finish(text: string): void }[] = []
  const done: [string, string | null, boolean][] = []
  const fetched: string[] = []
  const tested = new TranscriptionDesk(
    {
      transcribe: (samples, { signal }) =>
        new Promise((resolve, reject) => {
          signal!.addEventListener('abort', () => reject(signal!.reason as Error))
          begun.push({ samples: samples.length, signal: signal!, finish: (text) => resolve({ text }) })
        }),
    },
    {
      interim: () => interims.shift() ?? null,
      done: ({ piece: { id } }, text, isFinal) => done.push([id, text, isFinal]),
      fetch: ({ piece: { id } }) => {
        fetched.push(id)
        return Promise.resolve(new Float32Array(32))
      },
    },
  )
  const finish = async (text = 'text'): Promise<void> => {
    const before = done.length
    begun.at(-1)!.finish(text)
    await vi.waitFor(() => expect(done.length).toBeGreaterThan(before))
  }
  return { tested, begun, done, fetched, finish }
}

describe('TranscriptionDesk', () => {
  it('takes the sides in turns', async () => {
    const { tested, done, finish } = desk()
    for (const id of ['m1', 'm2', 'm3']) tested.final(work('mic', id))
    for (const id of ['s1', 's2']) tested.final(work('system', id))
    for (let k = 0; k < 5; k++) await finish()
    expect(done.map(([id]) => id)).toEqual(['m1', 's1', 'm2', 's2', 'm3'])
  })

  it('gives up a text on the way for a final one of another segment', async () => {
    const { tested, begun, done, finish } = desk([work('mic', 'a')])
    tested.advance()
    tested.final(work('system', 'b'))
    expect(begun[0]!.signal.aborted).toBe(true)
    await vi.waitFor(() => expect(begun).toHaveLength(2))
    await finish()
    expect(done).toEqual([
      ['a', null, false],
      ['b', 'text', true],
    ])
  })

  it('lets one go on that hears the same already', async () => {
    const { tested, begun, done, finish } = desk([work('mic', 'a', { endMs: 1000, settled: true })])
    tested.advance()
    tested.final(work('mic', 'a', { endMs: 1000 }))
    await finish('all of it')
    expect(begun).toHaveLength(1)
    expect(done).toEqual([['a', 'all of it', true]])
  })

  it('holds no more sound than it must, and fetches what it let go', async () => {
    const { tested, begun, fetched, finish, done } = desk()
    for (let k = 0; k < 40; k++) tested.final(work('mic', `f${k}`))
    for (let k = 0; k < 40; k++) {
      await vi.waitFor(() => expect(begun).toHaveLength(k + 1))
      await finish()
    }
    expect(done).toHaveLength(40)
    expect(fetched.length).toBeGreaterThan(10)
    expect(fetched).not.toContain('f0')
  })

  it('says when nothing is left, and is patient only so long', async () => {
    const { tested, finish } = desk()
    await tested.drained(1000)
    tested.final(work('mic', 'a'))
    await tested.drained(20)
    expect(tested.waiting).toBe(1)
    const drained = tested.drained(60_000)
    await finish()
    await drained
    expect(tested.waiting).toBe(0)
  })
})
