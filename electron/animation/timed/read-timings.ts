import { UnderstudyError } from '../../contract/errors.ts'
import type { TimedPhone } from '../metric/score-face.ts'
import { azurePhones, cartesiaPhones, elevenLabsPhones, inworldPhones, pollyPhones } from './timed-sources.ts'

export const TIMED_SERVICES = ['elevenlabs', 'cartesia', 'polly', 'inworld', 'azure-visemes'] as const
export type TimedService = (typeof TIMED_SERVICES)[number]

type AzureViseme = { audioOffset: number; visemeId: number }

/**
 * What a synthesiser said of times, kept in a file: its messages as one JSON, as a list of them, or one a line.
 * @throws UnderstudyError `provider_failed` when they can't be read, `bad_request` when there is no time in them
 */
export function readTimings(text: string, service: TimedService): TimedPhone[] {
  const phones = service === 'polly' ? pollyPhones(text) : fromMessages(messagesOf(text), service)
  if (phones.length === 0) throw new UnderstudyError('bad_request', 'The file holds no times of phones, visemes or characters; keep what the service sent.')
  return phones
}

function fromMessages(messages: readonly unknown[], service: Exclude<TimedService, 'polly'>): TimedPhone[] {
  switch (service) {
    case 'elevenlabs':
      return messages.flatMap(elevenLabsPhones)
    case 'cartesia':
      return messages.flatMap(cartesiaPhones)
    case 'inworld':
      return messages.flatMap(inworldPhones)
    case 'azure-visemes':
      return azurePhones(messages.filter(isViseme))
  }
}

function messagesOf(text: string): unknown[] {
  try {
    const whole: unknown = JSON.parse(text)
    return Array.isArray(whole) ? whole : [whole]
  } catch {
    // One message a line.
  }
  try {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as unknown)
  } catch (cause) {
    throw new UnderstudyError('provider_failed', 'The file of times is no JSON; keep what the service sent, one message a line.', { cause })
  }
}

function isViseme(message: unknown): message is AzureViseme {
  const { audioOffset, visemeId } = (message ?? {}) as Partial<AzureViseme>
  return typeof audioOffset === 'number' && typeof visemeId === 'number'
}
