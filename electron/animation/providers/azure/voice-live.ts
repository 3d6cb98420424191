import { z } from 'zod'
import { UnderstudyError } from '../../../contract/errors.ts'
import { azurePhones } from '../../timed/timed-sources.ts'
import { wrongAnswer } from '../provider-errors.ts'
import type { SpokenPart } from './azure-voice.ts'
import { framesOfDelta } from './blend-shapes.ts'

/** Voice Live's `pcm16`. */
export const VOICE_LIVE_RATE_HZ = 24_000
const TICKS_PER_MS = 10_000

const eventSchema = z.looseObject({ type: z.string() })
const audioSchema = z.object({ delta: z.base64() })
const visemeSchema = z.object({ audio_offset_ms: z.number(), viseme_id: z.number().int() })
const doneSchema = z.object({
  response: z.object({ status: z.string().nullish(), status_details: z.object({ error: z.object({ code: z.string().nullish() }).nullish() }).nullish() }).nullish(),
})
const errorSchema = z.object({ error: z.object({ code: z.string().nullish(), type: z.string().nullish() }) })

/**
 * What Voice Live's socket says about sound and face, event by event; other events give nothing. A face that can't be read
 * is told once and does not stop the sound.
 */
export class VoiceLiveReader {
  /** The one that was read last. `status` and `code` come with `response.done`. */
  event: { type: string; status?: string | undefined; code?: string | undefined } = { type: '' }
  private readonly visemes: { audioOffset: number; visemeId: number }[] = []
  private hasFace = false
  private faceFailed = false

  constructor(readonly name = 'Azure Voice Live') {}

  /** @throws UnderstudyError `provider_failed` for an error of the service, and for what is no event of it */
  read(message: string): SpokenPart[] {
    const event = this.parse(eventSchema, parseJson(message))
    this.event = { type: event.type }
    switch (event.type) {
      // Older services leave «output» out.
      case 'response.audio.delta':
      case 'response.output_audio.delta': {
        const bytes = Buffer.from(this.parse(audioSchema, event).delta, 'base64')
        const pcm = new Int16Array(new Uint8Array(bytes.subarray(0, bytes.length - (bytes.length % 2))).buffer)
        return pcm.length > 0 ? [{ type: 'sound', pcm, sampleRateHz: VOICE_LIVE_RATE_HZ }] : []
      }
      case 'response.animation_blendshapes.delta':
        return this.face(event)
      case 'response.animation_viseme.delta': {
        const { audio_offset_ms: offsetMs, viseme_id: visemeId } = this.parse(visemeSchema, event)
        this.visemes.push({ audioOffset: offsetMs * TICKS_PER_MS, visemeId })
        return []
      }
      case 'response.animation_viseme.done':
        return this.hasFace || this.faceFailed ? [] : [{ type: 'phones', phones: azurePhones(this.visemes.splice(0)) }]
      case 'response.done': {
        const { response } = this.parse(doneSchema, event)
        this.event = { type: event.type, status: response?.status ?? undefined, code: response?.status_details?.error?.code ?? undefined }
        return []
      }
      case 'error':
        throw wrongAnswer(this.name, 'reported a failure', errorSchema.safeParse(event).data)
      default:
        return []
    }
  }

  private face(event: unknown): SpokenPart[] {
    if (this.faceFailed) return []
    try {
      const frames = framesOfDelta(event, this.name)
      this.hasFace = true
      return [{ type: 'frames', frames }]
    } catch (error) {
      this.faceFailed = true
      return [{ type: 'faceFailed', error: UnderstudyError.from(error) }]
    }
  }

  private parse<T>(schema: z.ZodType<T>, value: unknown): T {
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    throw wrongAnswer(this.name, 'sent something that can’t be read', parsed.error)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
