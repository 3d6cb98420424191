import { z } from 'zod'
import { COEFFICIENT_COUNT } from '../../../contract/coefficients.ts'
import { CoefficientMap } from '../coefficient-map.ts'
import { A2F_ORDER, AZURE_ORDER } from '../coefficient-orders.ts'
import { wrongAnswer } from '../provider-errors.ts'

/** Azure sends its frames at this rate, everywhere. */
export const AZURE_FPS = 60

/** Coefficients (52, canonical, not yet clamped) at a moment of the sound. */
export interface TimedCoefficients {
  timeS: number
  coefficients: Float32Array
}

const rowsSchema = z.array(z.array(z.number())).min(1)
const animationSchema = z.object({ FrameIndex: z.number().int().nonnegative(), BlendShapes: rowsSchema })
const deltaSchema = z.object({
  frames: z.union([z.string(), rowsSchema]),
  frame_index: z.number().int().nonnegative().optional(),
  frameIndex: z.number().int().nonnegative().optional(),
})

const MAPS = new Map([AZURE_ORDER, A2F_ORDER].map((order) => [order.length, new CoefficientMap(order)]))

/** The `animation` of a `visemeReceived` event. @throws UnderstudyError `provider_failed` */
export function framesOfViseme(animation: string, name: string): TimedCoefficients[] {
  const { FrameIndex, BlendShapes } = parse(animationSchema, animation, name)
  return timed(BlendShapes, FrameIndex, name)
}

/**
 * A `response.animation_blendshapes.delta` of Voice Live. Its frames come as rows of numbers, or as a string: of these rows
 * in JSON, or of 32-bit floats in base64.
 * @throws UnderstudyError `provider_failed`
 */
export function framesOfDelta(event: unknown, name: string): TimedCoefficients[] {
  const delta = deltaSchema.safeParse(event)
  const first = delta.data?.frame_index ?? delta.data?.frameIndex
  if (!delta.success || first === undefined) throw wrongAnswer(name, 'sent frames that can’t be read', delta.error)
  const { frames } = delta.data
  return timed(typeof frames === 'string' ? rowsOfString(frames, name) : frames, first, name)
}

function rowsOfString(frames: string, name: string): number[][] {
  if (frames.trimStart().startsWith('[')) return parse(rowsSchema, frames, name)
  const bytes = Buffer.from(frames, 'base64')
  const length = [...MAPS.keys()].find((columns) => bytes.length > 0 && bytes.length % (4 * columns) === 0)
  if (length === undefined) throw wrongAnswer(name, `sent ${bytes.length} bytes that are no whole number of frames`)
  return Array.from({ length: bytes.length / (4 * length) }, (_, row) => Array.from({ length }, (_value, k) => bytes.readFloatLE(4 * (row * length + k))))
}

function timed(rows: readonly (readonly number[])[], first: number, name: string): TimedCoefficients[] {
  return rows.map((row, k) => {
    const map = MAPS.get(row.length)
    if (!map) throw wrongAnswer(name, `sent ${row.length} values where ${AZURE_ORDER.length} or ${COEFFICIENT_COUNT} were due`)
    return { timeS: (first + k) / AZURE_FPS, coefficients: map.apply(row) }
  })
}

function parse<T>(schema: z.ZodType<T>, text: string, name: string): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw wrongAnswer(name, 'sent frames that can’t be read', cause)
  }
}
