import { beforeAll, describe, expect, it } from 'vitest'
import { int16ToFloat, peakDb, rmsDb } from '../audio/pcm.ts'
import { FliteSynthesizer } from './flite.ts'

const SENTENCE = 'When the river froze, nobody could fire the kiln.'

let voice: FliteSynthesizer
beforeAll(async () => {
  voice = await FliteSynthesizer.create()
})

async function samplesOf(chunks: AsyncIterable<Int16Array>): Promise<number> {
  let samples = 0
  for await (const pcm of chunks) samples += pcm.length
  return samples
}

describe('FliteSynthesizer', () => {
  it('speaks audibly and without clipping in each of its voices, and they differ', async () => {
    const sounds = []
    for (const { id } of voice.voices()) {
      const { pcm } = await voice.speak(SENTENCE, { voice: id })
      const samples = int16ToFloat(pcm)
      expect(rmsDb(samples), id).toBeGreaterThan(-26)
      expect(rmsDb(samples), id).toBeLessThan(-14)
      expect(peakDb(samples), id).toBeLessThan(0)
      sounds.push(samples)
    }
    expect(new Set(sounds.map((sound) => sound.length)).size).toBe(voice.voices().length)
  })

  it('begins soon and ends in silence', async () => {
    const { pcm } = await voice.speak(SENTENCE)
    const samples = int16ToFloat(pcm)
    expect(rmsDb(samples.subarray(0, 16 * 150))).toBeGreaterThan(-50)
    expect(peakDb(samples.subarray(-16 * 100))).toBeLessThan(-60)
  })

  it.each([SENTENCE, 'Nobody. When the river froze, nobody at all!'])('gives phones in order and inside the sound of «%s»', async (text) => {
    const { pcm, phones } = await voice.speak(text)
    const durationMs = pcm.length / 16
    expect(phones.length).toBeGreaterThan(20)
    expect(phones.map(({ name }) => name)).toEqual(expect.arrayContaining(['f', 'r', 'ow', 'z', 'n']))
    expect(phones[0]?.startMs).toBeLessThan(100)
    expect(phones.at(-1)?.endMs).toBeLessThan(durationMs)
    expect(phones.at(-1)?.endMs).toBeGreaterThan(durationMs - 400)
    for (const [i, { startMs, endMs }] of phones.entries()) {
      expect(endMs).toBeGreaterThan(startMs)
      expect(startMs).toBeGreaterThanOrEqual(phones[i - 1]?.endMs ?? 0)
    }
  })

  it('speaks slower and faster, and keeps to what can be followed', async () => {
    const durations = []
    for (const speed of [0, 0.5, 1, 2, 9]) durations.push((await voice.speak(SENTENCE, { speed })).pcm.length)
    const [stopped, slow, normal, fast, racing] = durations as [number, number, number, number, number]
    expect(slow).toBeGreaterThan(normal * 1.5)
    expect(fast).toBeLessThan(normal * 0.75)
    expect(stopped).toBe(slow)
    expect(racing).toBe(fast)
  })

  it('gives all sentences in small pieces and then ends', async () => {
    const pieces: Int16Array[] = []
    for await (const pcm of voice.synthesize('It held. We cheered.')) pieces.push(pcm)
    const whole = (await voice.speak('It held.')).pcm.length + (await voice.speak('We cheered.')).pcm.length
    expect(pieces.reduce((sum, pcm) => sum + pcm.length, 0)).toBe(whole)
    expect(Math.max(...pieces.map((pcm) => pcm.length))).toBeLessThanOrEqual(1600)
  })

  it('is silent where there is nothing to say, and takes an unknown voice for the first', async () => {
    expect(await samplesOf(voice.synthesize(' … 😀 [1] '))).toBe(0)
    expect(await voice.speak('Yes.', { voice: 'nobody' })).toEqual(await voice.speak('Yes.'))
  })

  it('stops when it is cancelled, before or in the middle', async () => {
    await expect(samplesOf(voice.synthesize(SENTENCE, { signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: 'cancelled' })
    const abort = new AbortController()
    let pieces = 0
    const speaking = (async () => {
      for await (const pcm of voice.synthesize(SENTENCE, { signal: abort.signal })) {
        pieces += Math.sign(pcm.length)
        if (pieces === 2) abort.abort()
      }
    })()
    await expect(speaking).rejects.toMatchObject({ code: 'cancelled', kind: 'cancelled' })
    expect(pieces).toBe(2)
  })
})
