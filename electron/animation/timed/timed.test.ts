import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { floatToInt16 } from '../../audio/pcm.ts'
import { COEFFICIENT_INDEX as C } from '../../contract/coefficients.ts'
import { AnimationClient } from '../animation-client.ts'
import { AUDIO2FACE_MODEL, createAnimationEngine } from '../animation-engine.ts'
import { serveAnimationSocket } from '../animation-socket.ts'
import { lipDistanceMm } from '../metric/lip-distances.ts'
import { referenceCurves } from '../metric/reference-curves.ts'
import { scoreFace, type TimedPhone } from '../metric/score-face.ts'
import { speakTimed } from '../metric/timed-speech.ts'
import { spell } from './letters.ts'
import { PhoneTimeline } from './phone-timeline.ts'
import { openTimedStream, TimedArticulator } from './timed-articulator.ts'
import { azurePhones, cartesiaPhones, elevenLabsPhones, inworldPhones, pollyPhones } from './timed-sources.ts'

const symbols = (phones: readonly TimedPhone[]): string => phones.map(({ symbol }) => symbol).join(' ')
const spoken = (word: string): string => spell(word).flatMap(({ phones }) => phones).join(' ')
const PHONES: TimedPhone[] = 'pau m aa f iy w ao b pau'.split(' ').map((symbol, k) => ({ symbol, startS: k / 5, endS: (k + 1) / 5 }))

describe('a mouth from phone times', () => {
  it('follows the articulation table, however the phones come', () => {
    const whole = new PhoneTimeline()
    whole.add(PHONES)
    const pieces = new PhoneTimeline()
    for (const phone of PHONES) {
      pieces.add([phone])
      pieces.at(phone.startS)
    }
    const { times, frames } = referenceCurves(PHONES, 1.8)
    times.slice(0, -1).forEach((timeS, k) => {
      Array.from(frames[k]!).forEach((value, c) => {
        expect(whole.at(timeS)[c]).toBeCloseTo(value, 2)
        expect(pieces.at(timeS)[c]).toBeCloseTo(whole.at(timeS)[c]!, 6)
      })
    })
  })

  it('is shut before, after and between what is said', () => {
    const timeline = new PhoneTimeline()
    timeline.add([{ symbol: 'aa', startS: 1, endS: 1.3 }, { symbol: 'aa', startS: 2.3, endS: 2.6 }, { symbol: 'aa', startS: 3, endS: 3 }])
    for (const timeS of [0, 0.5, 1.8, 3.2, 9]) expect(lipDistanceMm('gap', timeline.at(timeS))).toBeLessThan(1)
    expect(lipDistanceMm('gap', timeline.at(1.15))).toBeGreaterThan(9)
    expect(timeline.endS).toBe(2.6)
  })

  it('scores what its phones deserve on real speech, the sound adding only strength', { timeout: 60_000 }, async () => {
    const { samples, sampleRateHz, phones } = await speakTimed('We may buy five more apples from the woman who moved to the farm.')
    const timeline = new PhoneTimeline()
    timeline.add(phones)
    const stream = openTimedStream(timeline, { sampleRateHz, fps: 60 })
    const pcm = floatToInt16(samples)
    const frames = [...(await stream.push(pcm)), ...(await stream.end())]
    stream.dispose()
    const track = { times: frames.map(({ timeS }) => timeS), frames: frames.map(({ coefficients }) => coefficients) }
    const { j, events } = scoreFace(track, phones)
    expect(events.closure).toMatchObject({ hitPercent: 100, falseAlarmPercent: 0 })
    expect(j).toBeGreaterThan(92)
    expect(frames.some(({ coefficients }) => coefficients[C.eyeBlinkLeft]! > 0.5)).toBe(true)
  })

  it('opens wider for a loud syllable, and closes for p and m all the same', async () => {
    const timeline = new PhoneTimeline()
    timeline.add(PHONES.slice(1).map(({ symbol, startS, endS }) => ({ symbol, startS: startS - 0.2, endS: endS - 0.2 })))
    const gapsAt = async (loudness: number): Promise<number[]> => {
      const articulator = new TimedArticulator(timeline, 0)
      const pcm = Float32Array.from({ length: 1.6 * 16_000 }, (_, n) => (n > 1_600 ? loudness : 0.05) * Math.sin(n / 10))
      const mouths = await articulator.articulate(pcm)
      return [0.08, 0.3].map((timeS) => lipDistanceMm('gap', mouths[Math.round(timeS / 0.02) - 1]!))
    }
    const [soft, loud] = await Promise.all([gapsAt(0.05), gapsAt(0.4)])
    expect(loud![1]).toBeGreaterThan(soft![1]! + 1)
    expect(Math.max(loud![0]!, soft![0]!)).toBeLessThan(1)
  })
})

describe('what synthesisers time', () => {
  it('is read from ElevenLabs’ characters', () => {
    const characters = [...'My shop, baby!']
    const times = characters.map((_, k) => k / 10)
    const alignment = { characters, character_start_times_seconds: times, character_end_times_seconds: times.map((timeS) => timeS + 0.1) }
    const phones = elevenLabsPhones({ audio_base64: '', alignment })
    expect(symbols(phones)).toBe('m ay sh aa p b ae b iy')
    expect(phones[0]).toEqual({ symbol: 'm', startS: 0, endS: 0.1 })
    expect(phones[2]).toMatchObject({ startS: 0.3, endS: 0.5 })
    expect(elevenLabsPhones({ audio_base64: 'AA==', alignment: null })).toEqual([])
  })

  it.each([
    ['phone', 'f ow n'], ['quick', 'k w ih k'], ['happy', 'hh ae p iy'], ['thumb', 'th ah m'], ['night', 'n ay t'], ['nation', 'n ae sh ah n'],
    ['move', 'm ow v'], ['who', 'hh uw'], ['über', 'uw b er'], ['box', 'b aa k s'], ['борщ', 'ah ah ah ah'],
  ])('spells «%s» for the eye: %s', (word, phones) => expect(spoken(word)).toBe(phones))

  it('is read from Cartesia’s phonemes', () => {
    const timestamps = { phonemes: ['h', 'ə', 'l', 'ˈoʊ', '|'], start: [0.1, 0.2, 0.3, 0.4, 0.6], end: [0.2, 0.3, 0.4, 0.6, 0.6] }
    const phones = cartesiaPhones({ type: 'phoneme_timestamps', done: false, phoneme_timestamps: timestamps })
    expect(symbols(phones)).toBe('h ah l oh oh')
    expect(phones.at(-1)).toEqual({ symbol: 'oh', startS: 0.5, endS: 0.6 })
    expect(cartesiaPhones({ type: 'chunk', data: '' })).toEqual([])
  })

  it('is read from Polly’s marks, in any order', () => {
    const marks = [
      { time: 0, type: 'sentence', start: 0, end: 4, value: 'Mary' },
      { time: 73, type: 'viseme', value: 'E' },
      { time: 6, type: 'viseme', value: 'p' },
      { time: 180, type: 'viseme', value: 'r' },
      { time: 292, type: 'viseme', value: 'sil' },
    ]
    const phones = pollyPhones(`${marks.map((mark) => JSON.stringify(mark)).join('\n')}\n`)
    expect(symbols(phones)).toBe('p eh r pau')
    expect(phones[0]).toEqual({ symbol: 'p', startS: 0.006, endS: 0.073 })
  })

  it('is read from Azure’s viseme ids', () => {
    const phones = azurePhones([{ audioOffset: 500_000, visemeId: 0 }, { audioOffset: 1_000_000, visemeId: 21 }, { audioOffset: 2_000_000, visemeId: 7 }])
    expect(phones.slice(0, 2)).toEqual([{ symbol: 'pau', startS: 0.05, endS: 0.1 }, { symbol: 'p', startS: 0.1, endS: 0.2 }])
    expect(phones[2]!.symbol).toBe('w')
  })

  it('is read from Inworld’s phones and its visemes', () => {
    const phone = (phoneSymbol: string, startTimeSeconds: number): object => ({ phoneSymbol, startTimeSeconds, durationSeconds: 0.1, visemeSymbol: 'bmp' })
    const words = { wordAlignment: { words: ['bay'], phoneticDetails: [{ wordIndex: 0, phones: [phone('b', 0), phone('EY1', 0.1)] }] } }
    expect(symbols(inworldPhones({ timestampInfo: words }))).toBe('pb ey')
    const lipsyncAlignment = { visemes: ['sil', 'PP', 'aa'], visemeStartTimeSeconds: [0, 0.1, 0.2], visemeEndTimeSeconds: [0.1, 0.2, 0.4] }
    expect(inworldPhones({ timestampInfo: { lipsyncAlignment } }).at(-1)).toEqual({ symbol: 'aa', startS: 0.2, endS: 0.4 })
    expect(inworldPhones({ audioContent: '' })).toEqual([])
  })

  it.each([
    ['ElevenLabs', () => elevenLabsPhones({ alignment: { characters: ['a'], character_start_times_seconds: [], character_end_times_seconds: [0] } })],
    ['ElevenLabs', () => elevenLabsPhones('rubbish')],
    ['Cartesia', () => cartesiaPhones({ phoneme_timestamps: { phonemes: ['a'], start: ['0'], end: [1] } })],
    ['Amazon Polly', () => pollyPhones('{"time":6,"type":"viseme","va')],
    ['Inworld', () => inworldPhones({ timestampInfo: { lipsyncAlignment: { visemes: ['aa'] } } })],
  ])('from %s must be whole', (who, read) => {
    expect(read).toThrow(`The times of ${who}’s speech can’t be read; check`)
  })
})

describe('a stream that is told its phones', { timeout: 60_000 }, () => {
  it('moves its mouth by them, over a socket too, and by ear where it is told none', async () => {
    const engine = await createAnimationEngine({ modelPath: new URL(`../../../models/${AUDIO2FACE_MODEL}`, import.meta.url).pathname })
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    server.on('connection', (socket: WebSocket) => void serveAnimationSocket(socket, { engine }))
    await once(server, 'listening')
    const client = new AnimationClient({ url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` })
    const { samples, sampleRateHz, phones } = await speakTimed('We may buy five more apples from the woman who moved to the farm.')
    const pcm = floatToInt16(samples)
    const scoreOf = async (known: readonly TimedPhone[]): Promise<number> => {
      const call = await client.open({ sampleRate: sampleRateHz, fps: 60 })
      for (let at = 0; at < pcm.length; at += sampleRateHz / 10) {
        const [fromS, toS] = [at / sampleRateHz, (at + sampleRateHz / 10) / sampleRateHz]
        await call.push(pcm.subarray(at, at + sampleRateHz / 10), known.filter(({ startS }) => startS >= fromS && startS < toS))
      }
      await call.end()
      const track: { times: number[]; frames: Float32Array[] } = { times: [], frames: [] }
      for await (const { timeS, coefficients } of call.frames) {
        track.times.push(timeS)
        track.frames.push(coefficients)
      }
      return scoreFace(track, phones).j
    }
    const [byEar, told] = [await scoreOf([]), await scoreOf(phones)]
    expect(told).toBeGreaterThan(90)
    expect(told).toBeGreaterThan(byEar)
    const misled = await client.open({ sampleRate: sampleRateHz })
    await misled.push(new Int16Array(160), [{ symbol: 'P1', startS: 0, endS: 1 }])
    await expect(misled.done).rejects.toMatchObject({ code: 'bad_request' })
    client.dispose()
    server.close()
    await engine.dispose()
  })
})
