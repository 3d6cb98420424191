import { describe, expect, it } from 'vitest'
import { speechEvents, type SpeechEvent } from './speech-events.ts'

const line = (event: object): string => `data: ${JSON.stringify(event)}\n\n`
const PHONES = line({ type: 'speech.phones', phones: [{ symbol: 'm', startS: 0.03, endS: 0.1 }] })
const SOUND = line({ type: 'speech.audio.delta', audio: Buffer.from([1, 0, 2, 0]).toString('base64') })
const DONE = line({ type: 'speech.audio.done', usage: {} })

/** @param size the network cuts where it likes */
async function* body(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(text: string, size = 7): Promise<{ events: SpeechEvent[]; ended: boolean }> {
  const events: SpeechEvent[] = []
  const reading = speechEvents(body(text, size), () => undefined)
  for (let event = await reading.next(); ; event = await reading.next()) {
    if (event.done) return { events, ended: event.value }
    events.push(event.value)
  }
}

describe('the events of our own voice', () => {
  it.each([1, 7, 10_000])('bring phones and sound in order, cut into %i bytes', async (size) => {
    const { events, ended } = await read(PHONES + SOUND + DONE, size)
    expect(ended).toBe(true)
    expect(events).toEqual([
      { type: 'phones', phones: [{ symbol: 'm', startS: 0.03, endS: 0.1 }] },
      { type: 'sound', bytes: Buffer.from([1, 0, 2, 0]) },
    ])
  })

  it('that break off are not taken for an end', async () => {
    expect(await read(PHONES + SOUND)).toMatchObject({ ended: false })
    expect(await read('')).toEqual({ events: [], ended: false })
  })

  it('carry the server’s own errors', async () => {
    await expect(read(SOUND + line({ error: { code: 'overloaded', message: 'Later.', type: 'x', param: null } }))).rejects.toMatchObject({ code: 'overloaded', message: 'Later.' })
    await expect(read('data: rubbish\n\n')).rejects.toThrow()
  })
})
