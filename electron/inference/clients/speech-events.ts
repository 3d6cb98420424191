import { z } from 'zod'
import { animationPhonesSchema, type AnimationPhone } from '../../contract/animation.ts'
import { errorCodeSchema, UnderstudyError } from '../../contract/errors.ts'

/** What our own server says of a speech, event by event. */
const eventSchema = z.union([
  z.object({ type: z.literal('speech.phones'), phones: animationPhonesSchema.shape.phones }),
  z.object({ type: z.literal('speech.audio.delta'), audio: z.base64() }),
  z.object({ type: z.literal('speech.audio.done') }),
  z.object({ error: z.object({ code: errorCodeSchema, message: z.string() }) }),
])

export type SpeechEvent = { type: 'phones'; phones: AnimationPhone[] } | { type: 'sound'; bytes: Uint8Array }

/**
 * Reads server-sent events up to `speech.audio.done`.
 * @throws UnderstudyError the server's own; SyntaxError or ZodError for what is no such event
 * @returns whether the end came
 */
export async function* speechEvents(body: AsyncIterable<Uint8Array>, heard: () => void): AsyncGenerator<SpeechEvent, boolean> {
  for await (const line of linesOf(body)) {
    heard()
    if (!line.startsWith('data:')) continue
    const event = eventSchema.parse(JSON.parse(line.slice('data:'.length)))
    if ('error' in event) throw new UnderstudyError(event.error.code, event.error.message)
    if (event.type === 'speech.audio.done') return true
    if (event.type === 'speech.phones') yield { type: 'phones', phones: event.phones }
    else yield { type: 'sound', bytes: Buffer.from(event.audio, 'base64') }
  }
  return false
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}
