import { describe, expect, it } from 'vitest'
import { COEFFICIENT_INDEX as C } from '../../../contract/coefficients.ts'
import { AZURE_ORDER } from '../coefficient-orders.ts'
import { escapeXml, speechWithFace } from './ssml.ts'
import { VoiceLiveReader } from './voice-live.ts'

const row = (jaw: number): number[] => AZURE_ORDER.map((name) => (name === 'jawOpen' ? jaw : 0))
const delta = (frames: unknown, index: object = { frame_index: 6 }): string => JSON.stringify({ type: 'response.animation_blendshapes.delta', ...index, frames })
const base64 = (rows: number[][]): string => Buffer.from(Float32Array.from(rows.flat()).buffer).toString('base64')

describe('Voice Live', () => {
  it.each([
    ['as rows of numbers', [row(0.25), row(0.5)]],
    ['as a string of rows', JSON.stringify([row(0.25), row(0.5)])],
    ['as floats in base64', base64([row(0.25), row(0.5)])],
  ])('sends its frames %s', (_, frames) => {
    const [part] = new VoiceLiveReader().read(delta(frames))
    expect(part).toMatchObject({ type: 'frames', frames: [{ timeS: 0.1 }, { timeS: 7 / 60 }] })
    expect(part?.type === 'frames' && part.frames.map(({ coefficients }) => coefficients[C.jawOpen])).toEqual([0.25, 0.5])
  })

  it('may call the index by either name, and send 52 values', () => {
    const [part] = new VoiceLiveReader().read(delta([row(1).slice(0, 52)], { frameIndex: 0 }))
    expect(part).toMatchObject({ type: 'frames', frames: [{ timeS: 0 }] })
  })

  it('sends sound under either name, and visemes where it has no face', () => {
    const reader = new VoiceLiveReader()
    const sound = Buffer.from(Int16Array.of(1, -2, 3).buffer).toString('base64')
    for (const type of ['response.audio.delta', 'response.output_audio.delta']) {
      expect(reader.read(JSON.stringify({ type, delta: sound }))).toEqual([{ type: 'sound', pcm: Int16Array.of(1, -2, 3), sampleRateHz: 24_000 }])
    }
    reader.read(JSON.stringify({ type: 'response.animation_viseme.delta', audio_offset_ms: 0, viseme_id: 21 }))
    reader.read(JSON.stringify({ type: 'response.animation_viseme.delta', audio_offset_ms: 80, viseme_id: 2 }))
    const [part] = reader.read(JSON.stringify({ type: 'response.animation_viseme.done' }))
    expect(part).toMatchObject({ type: 'phones', phones: [{ symbol: 'p', startS: 0, endS: 0.08 }, { symbol: 'aa', startS: 0.08 }] })
    expect(reader.read(JSON.stringify({ type: 'response.text.delta', delta: 'words' }))).toEqual([])
  })

  it.each([
    ['54 values', [row(0).slice(1)]],
    ['no frames', []],
    ['words for numbers', [['a']]],
    ['a string of nothing', ''],
    ['bytes that do not fit', Buffer.from('12345').toString('base64')],
  ])('loses only its face over %s, and says so once', (_, frames) => {
    const reader = new VoiceLiveReader()
    expect(reader.read(delta(frames))).toMatchObject([{ type: 'faceFailed', error: { code: 'provider_failed' } }])
    expect(reader.read(delta(frames))).toEqual([])
  })

  it.each([
    ['rubbish', 'rubbish'],
    ['a failure', JSON.stringify({ type: 'error', error: { code: 'overloaded' } })],
    ['sound that is no base64', JSON.stringify({ type: 'response.audio.delta', delta: '%%%' })],
  ])('is not believed when it sends %s', (_, message) => {
    expect(() => new VoiceLiveReader().read(message)).toThrow(/Azure Voice Live .*; check its address in Settings/)
  })
})

describe('what Azure is asked to say', () => {
  it('is the text, whatever it looks like', () => {
    expect(escapeXml(`<break time="9s"/> & 'so' on\u0000\u0007\ud800!`)).toBe('&lt;break time=&quot;9s&quot;/&gt; &amp; &apos;so&apos; on!')
    expect(speechWithFace('Hi 😀', 'de-DE-KatjaNeural')).toMatch(/xml:lang="de-DE".*<voice name="de-DE-KatjaNeural"><mstts:viseme type="FacialExpression"\/>Hi 😀<\/voice>/)
  })
})
