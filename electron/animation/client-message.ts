import { animationClientMessageSchema, type AnimationClientMessage } from '../contract/animation.ts'
import { UnderstudyError } from '../contract/errors.ts'

/** @throws UnderstudyError `bad_request`, naming what does not fit */
export function parseClientMessage(text: string): AnimationClientMessage {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw badRequest('An animation stream takes JSON text and PCM16 bytes; this was neither.', cause)
  }
  const parsed = animationClientMessageSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw badRequest(`The message does not fit the animation protocol at "${issue?.path.join('.') || 'type'}": ${issue?.message}.`, parsed.error)
}

export function badRequest(message: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('bad_request', message, { cause })
}
