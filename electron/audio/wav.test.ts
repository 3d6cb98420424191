import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UnderstudyError } from '../contract/errors.ts'
import { decodeWav, encodeWav, readWav } from './wav.ts'
import { WavWriter } from './wav-writer.ts'

interface WavParts {
  tag?: number
  channels?: number
  sampleRateHz?: number
  bits: number
  data: Uint8Array
  /** Added to the format chunk after its first 16 bytes. */
  extension?: Uint8Array
  before?: Uint8Array[]
  declaredBytes?: number
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const u16 = (...values: number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer)
const u32 = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer)
const join8 = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]))
const chunk = (id: string, body: Uint8Array, declared = body.length): Uint8Array =>
  join8(text(id), u32(declared), body, new Uint8Array(body.length & 1))

function wav({ tag = 1, channels = 1, sampleRateHz = 16_000, bits, data, extension, before = [], declaredBytes }: WavParts): Uint8Array {
  const block = (channels * bits) / 8
  const format = join8(u16(tag, channels), u32(sampleRateHz, sampleRateHz * block), u16(block, bits), extension ?? new Uint8Array(0))
  const body = join8(text('WAVE'), chunk('fmt ', format), ...before, chunk('data', data, declaredBytes))
  return join8(text('RIFF'), u32(body.length), body)
}

const HALF_DOWN_UP: [what: string, parts: WavParts][] = [
  ['8-bit', { bits: 8, data: Uint8Array.of(192, 64, 128) }],
  ['16-bit', { bits: 16, data: new Uint8Array(Int16Array.of(16_384, -16_384, 0).buffer) }],
  ['24-bit', { bits: 24, data: Uint8Array.of(0, 0, 0x40, 0, 0, 0xc0, 0, 0, 0) }],
  ['32-bit', { bits: 32, data: new Uint8Array(Int32Array.of(2 ** 30, -(2 ** 30), 0).buffer) }],
  ['32-bit float', { tag: 3, bits: 32, data: new Uint8Array(Float32Array.of(0.5, -0.5, 0).buffer) }],
  ['64-bit float', { tag: 3, bits: 64, data: new Uint8Array(Float64Array.of(0.5, -0.5, 0).buffer) }],
]
const SOUND = HALF_DOWN_UP[1]?.[1] as WavParts

function failure(bytes: Uint8Array): UnderstudyError {
  try {
    decodeWav(bytes)
  } catch (thrown) {
    return thrown as UnderstudyError
  }
  throw new Error('It was decoded.')
}

describe('decodeWav', () => {
  it.each(HALF_DOWN_UP)('reads %s samples', (_what, parts) => {
    const { samples, sampleRateHz } = decodeWav(wav({ ...parts, sampleRateHz: 44_100 }))
    expect([...samples]).toEqual([0.5, -0.5, 0])
    expect(sampleRateHz).toBe(44_100)
  })

  it('keeps the low bytes of 24-bit samples, on both sides of zero', () => {
    const { samples } = decodeWav(wav({ bits: 24, data: Uint8Array.of(1, 0, 0, 0xff, 0xff, 0xff) }))
    expect([...samples]).toEqual([2 ** -23, -(2 ** -23)])
  })

  it('mixes channels down to their mean', () => {
    const data = new Uint8Array(Float32Array.of(1, 0, -0.5, 0.25, 0.25, 0.25).buffer)
    const { samples } = decodeWav(wav({ tag: 3, bits: 32, channels: 3, data }))
    expect(samples[0]).toBeCloseTo(1 / 6)
    expect(samples[1]).toBe(0.25)
  })

  it('finds the real format of an EXTENSIBLE file', () => {
    const guid = join8(u16(3), text('abcdefghijklmn'))
    const extension = join8(u16(22, 32), u32(4), guid)
    const data = new Uint8Array(Float32Array.of(0.5, -0.5).buffer)
    expect([...decodeWav(wav({ tag: 0xff_fe, bits: 32, extension, data })).samples]).toEqual([0.5, -0.5])
  })

  it('passes over chunks it does not know, of odd size, padded or not', () => {
    const padded = chunk('LIST', text('odd'))
    const unpadded = join8(text('note'), u32(5), text('hello'))
    expect([...decodeWav(wav({ ...SOUND, before: [padded, unpadded] })).samples]).toEqual([0.5, -0.5, 0])
  })

  it('leaves out half a sample at the end', () => {
    const data = join8(SOUND.data, Uint8Array.of(7))
    expect(decodeWav(wav({ ...SOUND, data, declaredBytes: 7 })).samples).toHaveLength(3)
  })

  it.each([0, 0x7f_ff_ff_ff, 0xff_ff_ff_ff])('takes what is there when a streaming writer left the size at %i', (declaredBytes) => {
    expect(decodeWav(wav({ ...SOUND, declaredBytes })).samples).toHaveLength(3)
  })

  it('reads bytes that start inside a larger buffer', () => {
    const whole = join8(Uint8Array.of(9, 9, 9), wav(SOUND))
    expect(decodeWav(whole.subarray(3)).samples).toHaveLength(3)
  })

  it('turns broken float samples into silence', () => {
    const data = new Uint8Array(Float32Array.of(Number.NaN, Infinity, 0.5).buffer)
    expect([...decodeWav(wav({ tag: 3, bits: 32, data })).samples]).toEqual([0, 0, 0.5])
  })

  it.each<[what: string, bytes: Uint8Array, said: RegExp]>([
    ['nothing', new Uint8Array(0), /empty/],
    ['text', text('this is no sound at all'), /not a WAV/],
    ['a header without sound', wav(SOUND).subarray(0, 36), /cut short/],
    ['half a header', wav(SOUND).subarray(0, 30), /cut short/],
    ['less sound than it announces', wav(SOUND).subarray(0, 46), /cut short/],
    ['no samples', wav({ ...SOUND, data: new Uint8Array(0) }), /no sound/],
    ['MP3 in a WAV', wav({ ...SOUND, tag: 0x55 }), /compressed/],
    ['no channels', wav({ ...SOUND, channels: 0 }), /sample size/],
    ['a sample rate of 0', wav({ ...SOUND, sampleRateHz: 0 }), /sample rate/],
    ['sound before its format', join8(text('RIFF'), u32(20), text('WAVE'), chunk('data', SOUND.data)), /format/],
  ])('says in a sentence what is wrong with %s', (_what, bytes, said) => {
    const error = failure(bytes)
    expect(error).toMatchObject({ code: 'audio_invalid', kind: 'expected' })
    expect(error.message).toMatch(said)
    expect(error.message).toMatch(/^[A-Z].*\.$/)
  })
})

describe('WAV files', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'understudy-wav-'))
  })
  afterAll(() => rm(directory, { recursive: true }))

  it('come back as they were written', async () => {
    const path = join(directory, 'out.wav')
    await writeFile(path, encodeWav(Int16Array.of(-32_768, 0, 16_384), 22_050))
    expect(await readWav(path)).toEqual({ samples: Float32Array.of(-1, 0, 0.5), sampleRateHz: 22_050 })
  })

  it('that are missing, and folders, are told apart', async () => {
    await expect(readWav(join(directory, 'none.wav'))).rejects.toMatchObject({ code: 'audio_not_found', message: expect.stringContaining('none.wav') })
    await expect(readWav(directory)).rejects.toMatchObject({ code: 'audio_invalid', message: expect.stringContaining('folder') })
  })

  it('hold everything written before the writer died', async () => {
    const path = join(directory, 'killed.wav')
    const writer = await WavWriter.open(path, 16_000)
    await writer.write(Int16Array.of(1, 2, 3))
    await writer.write(Int16Array.of(4, 5, 6, 7, 8).subarray(1, 3))
    const { samples } = await readWav(path)
    expect([...samples].map((sample) => sample * 32_768)).toEqual([1, 2, 3, 5, 6])
    await writer.close()
  })
})
