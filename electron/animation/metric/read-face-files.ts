import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { COEFFICIENT_NAMES } from '../../contract/coefficients.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import { facesFileSchema, timedPhonesFileSchema, type FacesFile } from '../../contract/face-score.ts'
import { coefficientsOfViseme } from './reference-curves.ts'
import type { CoefficientTrack, TimedPhone } from './score-face.ts'

/** @throws UnderstudyError `bad_request` naming the file and what is wrong with it */
export async function readPhones(path: string): Promise<TimedPhone[]> {
  const { phones } = await readJson(path, timedPhonesFileSchema)
  const backwards = phones.findIndex(({ startS, endS }) => endS < startS)
  if (backwards >= 0) throw new UnderstudyError('bad_request', `Phone ${backwards + 1} in ${path} ends before it starts; correct its times.`)
  return phones
}

/** @throws UnderstudyError `bad_request` naming the file and what is wrong with it */
export async function readFrames(path: string): Promise<CoefficientTrack> {
  const file = await readJson(path, facesFileSchema)
  const { channels, times, frames } = file
  if (times.length !== frames.length || frames.some((frame) => frame.length !== channels.length)) {
    throw new UnderstudyError('bad_request', `${path} must have one time for each frame and one value for each channel.`)
  }
  if (times.some((timeS, k) => k > 0 && timeS < times[k - 1]!)) {
    throw new UnderstudyError('bad_request', `The times in ${path} must not go back.`)
  }
  return { times, frames: canonicalFrames(file, path) }
}

/** Each channel moves one coefficient, or those that make up a viseme. */
function canonicalFrames({ channels, frames }: FacesFile, path: string): number[][] {
  const shapes = channels.map((channel) => {
    const index = (COEFFICIENT_NAMES as readonly string[]).indexOf(channel)
    return index >= 0 ? COEFFICIENT_NAMES.map((_, k) => (k === index ? 1 : 0)) : coefficientsOfViseme(channel)
  })
  if (shapes.every((shape) => shape === null)) {
    throw new UnderstudyError('bad_request', `${path} names no coefficient and no viseme that Understudy knows in its channels.`)
  }
  return frames.map((frame) =>
    COEFFICIENT_NAMES.map((_, k) => Math.min(1, Math.max(0, shapes.reduce((sum, shape, channel) => sum + (shape?.[k] ?? 0) * frame[channel]!, 0)))),
  )
}

async function readJson<T>(path: string, schema: z.ZodType<T, unknown>): Promise<T> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new UnderstudyError('bad_request', `${path} could not be read as JSON; check the file.`, { cause })
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new UnderstudyError('bad_request', `${path} does not fit at "${issue?.path.join('.') || 'its top'}": ${issue?.message}.`, { cause: parsed.error })
}
