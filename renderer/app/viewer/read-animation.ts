import { z } from 'zod'
import { encodeFrames } from '../../../electron/animation/frame-codec.ts'
import type { AnimationFrame } from '../../../electron/contract/animation.ts'
import { COEFFICIENT_COUNT, COEFFICIENT_INDEX, type CoefficientName } from '../../../electron/contract/coefficients.ts'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { Clip } from '../heads/head-stage.ts'

/** More is not read: ten minutes at sixty frames a second. */
const MOST_S = 600
const MOST_FRAMES = 60 * MOST_S
const MOST_TEXT_BYTES = 64 * 1024 * 1024
/** Of samples as they are, and of what is packed, which is decoded to many times its size. */
const MOST_SOUND_BYTES = 128 * 1024 * 1024
const MOST_PACKED_BYTES = 24 * 1024 * 1024
const SOUND_RATE_HZ = 48_000
/** Of silence, where there is no sound. */
const SILENT_RATE_HZ = 16_000
/** After the last frame, so that the mouth comes to rest. */
const TAIL_S = 0.3

/** Coefficients are held between 0 and 1 when they are drawn; what is farther off was meant otherwise. */
const value = z.number().min(-100).max(100)
const numbers = z.array(value)
/** What `animate --out X.json` writes. */
const fileSchema = z.object({ channels: z.array(z.string()), times: z.array(z.number()), frames: z.array(numbers) })
/** One line of JSON lines: time in seconds, and coefficients by name or in canonical order. */
const lineSchema = z.object({
  timeS: z.number(),
  coefficients: z.union([z.record(z.string(), value), numbers.length(COEFFICIENT_COUNT)]),
  headRotation: z.tuple([value, value, value]).optional(),
  gaze: z.tuple([value, value]).optional(),
})

/** The coefficients of a file, in order of time. @throws `bad_request` with what is wrong */
export function parseAnimation(text: string): AnimationFrame[] {
  const whole = parsed(text)
  const frames = whole === undefined ? linesOf(text) : framesOf(whole)
  if (frames.length === 0) throw wrong('The file holds no frames; make it anew with the command «animate».')
  const ordered = frames.sort((a, b) => a.timeS - b.timeS)
  if (ordered[0]!.timeS < 0) throw wrong('The file has frames before its beginning; its times are seconds and start at 0.')
  if (frames.length > MOST_FRAMES || ordered.at(-1)!.timeS > MOST_S) throw tooLong('file')
  return ordered.map((frame, index) => ({ ...frame, index }))
}

/** Coefficients with their sound, from the files that somebody chose. @throws `bad_request`, `too_large`, `audio_invalid` */
export async function readClip(files: readonly File[]): Promise<Clip & { name: string }> {
  const animation = files.find(({ name }) => /\.(?:json|jsonl|ndjson)$/i.test(name))
  if (!animation) throw wrong('Choose the .json or .jsonl that the command «animate» made, and its sound with it.')
  if (animation.size > MOST_TEXT_BYTES) throw new UnderstudyError('too_large', 'The file is larger than 64 MB; play a shorter one.')
  const frames = parseAnimation(await animation.text())
  const sound = files.find((file) => file !== animation)
  const { sampleRateHz, pcm } = sound ? await decode(sound) : silence(frames.at(-1)!.timeS + TAIL_S)
  return { name: animation.name, frames: encodeFrames(frames), sampleRateHz, pcm }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function framesOf(whole: unknown): AnimationFrame[] {
  const file = fileSchema.safeParse(whole)
  // A single line of JSON lines is a whole document too.
  if (!file.success) return [frameOf(whole, 1)]
  const { channels, times, frames } = file.data
  if (times.length !== frames.length) throw wrong('The file has not as many times as frames; make it anew with the command «animate».')
  if (!channels.some((name) => name in COEFFICIENT_INDEX)) throw wrong('None of the channels of the file is a coefficient that is known here; its names should be those of ARKit.')
  const odd = frames.findIndex((values) => values.length !== channels.length)
  if (odd >= 0) throw wrong(`Frame ${odd + 1} of the file has ${frames[odd]!.length} numbers for ${channels.length} channels; make it anew with the command «animate».`)
  return frames.map((values, k) => still(times[k]!, Object.fromEntries(channels.map((name, c) => [name, values[c]!]))))
}

function linesOf(text: string): AnimationFrame[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .flatMap((line, k) => (line === '' ? [] : [frameOf(parsed(line), k + 1)]))
}

function frameOf(given: unknown, line: number): AnimationFrame {
  const found = lineSchema.safeParse(given)
  if (!found.success) throw wrong(`Line ${line} of the file is no frame; each needs «timeS» and «coefficients».`)
  const { timeS, coefficients, headRotation, gaze } = found.data
  if (!Array.isArray(coefficients) && Object.keys(coefficients).length > 0 && !Object.keys(coefficients).some((name) => name in COEFFICIENT_INDEX)) {
    throw wrong(`None of the names in line ${line} of the file is a coefficient that is known here; they should be those of ARKit.`)
  }
  const frame = still(timeS, Array.isArray(coefficients) ? {} : coefficients)
  if (Array.isArray(coefficients)) frame.coefficients.set(coefficients)
  return { ...frame, ...(headRotation && { headRotation }), ...(gaze && { gaze }) }
}

function still(timeS: number, values: Record<string, number>): AnimationFrame {
  const coefficients = new Float32Array(COEFFICIENT_COUNT)
  for (const [name, amount] of Object.entries(values)) {
    const at = COEFFICIENT_INDEX[name as CoefficientName] as number | undefined
    if (at !== undefined) coefficients[at] = amount
  }
  return { index: 0, timeS, coefficients, headRotation: [0, 0, 0], gaze: [0, 0] }
}

async function decode(file: File): Promise<Pick<Clip, 'sampleRateHz' | 'pcm'>> {
  const most = /\.(?:wav|aiff?)$/i.test(file.name) ? MOST_SOUND_BYTES : MOST_PACKED_BYTES
  if (file.size > most) throw new UnderstudyError('too_large', `The sound is larger than ${most / 1024 / 1024} MB; play a shorter one.`)
  const context = new OfflineAudioContext(1, 1, SOUND_RATE_HZ)
  const buffer = await context.decodeAudioData(await file.arrayBuffer()).catch((cause: unknown) => {
    throw new UnderstudyError('audio_invalid', `«${file.name}» is no sound that can be read; choose a WAV.`, { cause })
  })
  if (buffer.duration > MOST_S) throw tooLong('sound')
  const pcm = new Int16Array(buffer.length)
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, c) => buffer.getChannelData(c))
  for (let i = 0; i < pcm.length; i++) {
    const mean = channels.reduce((sum, channel) => sum + channel[i]!, 0) / channels.length
    pcm[i] = Math.round(32767 * Math.min(1, Math.max(-1, mean)))
  }
  return { sampleRateHz: SOUND_RATE_HZ, pcm }
}

function silence(durationS: number): Pick<Clip, 'sampleRateHz' | 'pcm'> {
  return { sampleRateHz: SILENT_RATE_HZ, pcm: new Int16Array(Math.ceil(Math.max(0.1, durationS) * SILENT_RATE_HZ)) }
}

function tooLong(what: string): UnderstudyError {
  return new UnderstudyError('too_large', `The ${what} holds more than ten minutes; play a shorter one.`)
}

function wrong(message: string): UnderstudyError {
  return new UnderstudyError('bad_request', message)
}
