import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { concat } from '../audio/pcm.ts'
import { measureTranscription } from './measure-transcription.ts'
import { MoonshineTranscriber, type Transcript } from './moonshine.ts'
import { roomNoise, spoken } from './testing/spoken.ts'
import { normaliseTranscript } from './transcript-text.ts'

const SENTENCES = [
  'What made you start the company in the first place?',
  'How do you decide which products to repair and which to replace?',
  'Tell me about the hardest week of last winter.',
  'Who looks after the machines when the workshop is closed?',
]

let transcriber: MoonshineTranscriber
let clips: Float32Array[]
let plain: Transcript
beforeAll(async () => {
  transcriber = await MoonshineTranscriber.create()
  clips = []
  for (const sentence of SENTENCES) clips.push(await spoken(sentence))
  plain = await transcriber.transcribe(clips[1] as Float32Array)
}, 30_000)
afterAll(() => transcriber.dispose())

describe('MoonshineTranscriber', () => {
  it('understands spoken questions', async () => {
    const { clips: heard, wordErrorRate } = await measureTranscription(
      transcriber,
      clips.map((samples, i) => ({ samples, reference: SENTENCES[i] })),
    )
    expect(heard).toHaveLength(4)
    expect(wordErrorRate).toBeLessThanOrEqual(0.2)
    expect(heard[0]?.text).toMatch(/^[A-Z].*\?$/)
  })

  it.each<[what: string, draft: () => Promise<string | number[]> | string | number[]]>([
    ['its own tokens', () => plain.tokens],
    ['its own text', () => plain.text],
    ['the transcript of the first half', async () => {
      const samples = clips[1] as Float32Array
      return (await transcriber.transcribe(samples.subarray(0, samples.length / 2))).tokens
    }],
    ['a wrong transcript', () => 'How do you divide the wet rabbits to repair?'],
    ['something else altogether', () => 'Nobody said any of this. '.repeat(6)],
    ['nothing', () => ''],
  ])('gives the same answer with %s as draft', async (_what, draft) => {
    const drafted = await transcriber.transcribe(clips[1] as Float32Array, { draft: await draft() })
    expect(drafted.text).toBe(plain.text)
    expect(drafted.tokens).toEqual(plain.tokens)
  })

  it('takes over most of a right draft', async () => {
    const { draftTokensAccepted } = await transcriber.transcribe(clips[1] as Float32Array, { draft: plain.tokens })
    expect(draftTokensAccepted).toBeGreaterThan(plain.tokens.length / 2)
  })

  it('tells the text as it grows', async () => {
    const texts: string[] = []
    await transcriber.transcribe(clips[1] as Float32Array, { onToken: (text) => texts.push(text) })
    expect(texts.length).toBeGreaterThan(3)
    expect(texts.every((text) => plain.text.startsWith(text))).toBe(true)
  })

  it('stops when it is cancelled, before or in the middle, and works on afterwards', async () => {
    const samples = clips[1] as Float32Array
    await expect(transcriber.transcribe(samples, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
    const abort = new AbortController()
    let calls = 0
    const cancelled = transcriber.transcribe(samples, {
      signal: abort.signal,
      onToken: () => {
        calls++
        abort.abort()
      },
    })
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled', kind: 'cancelled' })
    expect(calls).toBe(1)
    expect((await transcriber.transcribe(samples)).text).toBe(plain.text)
  })

  it.each(['slt', 'rms', 'awb'])('hears a single word in a quiet room, and none where there is none (%s)', async (voice) => {
    const samples = concat([roomNoise(224), await spoken('Why?', { voice }), roomNoise(192)])
    expect(normaliseTranscript((await transcriber.transcribe(samples)).text)).toEqual(['why'])
    expect((await transcriber.transcribe(roomNoise(2000))).text).toBe('')
  })

  it('takes sound of any length, none included', async () => {
    expect((await transcriber.transcribe(new Float32Array(0))).tokens.length).toBeLessThanOrEqual(8)
    expect(normaliseTranscript((await transcriber.transcribe(await spoken('Thank you.'))).text)).toEqual(['thank', 'you'])
  })

  it('loses nothing of a recording longer than the model takes', async () => {
    const long = concat([...clips, roomNoise(9000), ...clips, roomNoise(9000)])
    const { clips: heard, wordErrorRate } = await measureTranscription(transcriber, [
      { samples: long, reference: [...SENTENCES, ...SENTENCES].join(' ') },
    ])
    expect(wordErrorRate, heard[0]?.text).toBeLessThanOrEqual(0.2)
  })
})
