import { z } from 'zod'
import type { MeteredUse } from '../../contract/turn.ts'
import { REALTIME_RATE_HZ } from './session-setup.ts'

/**
 * The protocol has had two generations of event names and of the session's shape; servers speak either, and some speak both at
 * once. Here they become one.
 */
export type Generation = 'current' | 'former'

export type RealtimeEvent =
  | { type: 'created'; generation: Generation; expiresAtMs: number | null }
  /** `isOurFormat`: false where it says that its sound is none of ours. */
  | { type: 'updated'; isOurFormat: boolean }
  | { type: 'committed'; itemId: string }
  | { type: 'sound'; responseId: string | null; itemId: string | null; bytes: Buffer }
  | { type: 'words'; responseId: string | null; text: string }
  /** The words of an item are whole. */
  | { type: 'wordsDone'; responseId: string | null; text: string | null }
  | { type: 'responding'; responseId: string | null }
  | { type: 'done'; responseId: string | null; status: string; code: string; text: string | null; metered: MeteredUse | null }
  /** `cause`: id of the event of ours that it complains about; `about`: the parameter and the words, never to be repeated. */
  | { type: 'error'; code: string; cause: string | null; about: string }
  /** Something that needs no answer. */
  | { type: 'other' }

const SOUND = ['response.output_audio.delta', 'response.audio.delta']
const WORDS = ['response.output_audio_transcript.delta', 'response.audio_transcript.delta']
const WORDS_DONE = ['response.output_audio_transcript.done', 'response.audio_transcript.done']

const text = z.string().nullish()
const count = z.number().int().nonnegative().catch(0)
const tokens = z.object({ audio_tokens: count.default(0) }).catch({ audio_tokens: 0 })
const part = z.object({ transcript: text })
const outputFormat = z.object({ output_audio_format: z.string(), audio: z.object({ output: z.object({ format: z.object({ type: z.string(), rate: z.number().optional() }) }) }) }).partial()
const eventSchema = z.object({
  type: z.string(),
  response_id: text,
  item_id: text,
  delta: text,
  transcript: text,
  session: z.looseObject({ type: text, expires_at: z.number().nullish() }).nullish(),
  response: z
    .object({
      id: text,
      status: text,
      status_details: z.object({ error: z.object({ code: text, type: text }).nullish(), reason: text }).nullish(),
      output: z.array(z.object({ content: z.array(part).nullish() })).nullish(),
      usage: z
        .object({ input_tokens: count.default(0), output_tokens: count.default(0), input_token_details: tokens.optional(), output_token_details: tokens.optional() })
        .nullish(),
    })
    .nullish(),
  error: z.object({ code: text, type: text, event_id: text, param: text, message: text }).nullish(),
})
type Read = z.infer<typeof eventSchema>

const KNOWN = new Set([...SOUND, ...WORDS, ...WORDS_DONE, 'session.created', 'session.updated', 'input_audio_buffer.committed', 'response.created', 'response.done', 'error'])

/** Base64 without gaps: Node takes anything and makes noise of it. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** Reads one server's events. Whoever speaks both generations at once is heard in the one that came first. */
export class RealtimeReader {
  private spoken: { sound?: string; words?: string; wordsDone?: string } = {}

  /** @returns null for what is no event of the protocol */
  read(raw: unknown): RealtimeEvent | null {
    const name = z.object({ type: z.string() }).safeParse(raw).data?.type
    if (name !== undefined && !KNOWN.has(name)) return { type: 'other' }
    const { data } = eventSchema.safeParse(raw)
    if (!data) return null
    const responseId = data.response_id ?? data.response?.id ?? null
    if (SOUND.includes(data.type)) return this.once('sound', data.type) ? sound(data, responseId) : { type: 'other' }
    if (WORDS.includes(data.type)) return this.once('words', data.type) && data.delta ? { type: 'words', responseId, text: data.delta } : { type: 'other' }
    if (WORDS_DONE.includes(data.type)) return this.once('wordsDone', data.type) ? { type: 'wordsDone', responseId, text: data.transcript ?? null } : { type: 'other' }
    switch (data.type) {
      case 'session.created':
        return created(data)
      case 'session.updated':
        return { type: 'updated', isOurFormat: isOurFormat(data.session) }
      case 'input_audio_buffer.committed':
        return data.item_id ? { type: 'committed', itemId: data.item_id } : { type: 'other' }
      case 'response.created':
        return { type: 'responding', responseId }
      case 'response.done':
        return done(data, responseId)
      case 'error':
        return { type: 'error', code: data.error?.code ?? data.error?.type ?? '', cause: data.error?.event_id ?? null, about: `${data.error?.param ?? ''} ${data.error?.message ?? ''}` }
      default:
        return { type: 'other' }
    }
  }

  private once(kind: 'sound' | 'words' | 'wordsDone', name: string): boolean {
    this.spoken[kind] ??= name
    return this.spoken[kind] === name
  }
}

function created({ session }: Read): RealtimeEvent {
  const former = !!session && session.type !== 'realtime' && ('modalities' in session || 'input_audio_format' in session)
  return { type: 'created', generation: former ? 'former' : 'current', expiresAtMs: session?.expires_at ? session.expires_at * 1000 : null }
}

/** Whoever says nothing about it, or says it in a way of its own, is taken at our word. */
function isOurFormat(session: Read['session']): boolean {
  const { data } = outputFormat.safeParse(session ?? {})
  const { type = 'audio/pcm', rate = REALTIME_RATE_HZ } = data?.audio?.output.format ?? {}
  return (data?.output_audio_format ?? 'pcm16') === 'pcm16' && type === 'audio/pcm' && rate === REALTIME_RATE_HZ
}

function sound({ delta, item_id }: Read, responseId: string | null): RealtimeEvent | null {
  if (delta === '') return { type: 'other' }
  if (typeof delta !== 'string' || !BASE64.test(delta)) return null
  return { type: 'sound', responseId, itemId: item_id ?? null, bytes: Buffer.from(delta, 'base64') }
}

function done({ response }: Read, responseId: string | null): RealtimeEvent {
  const details = response?.status_details
  const words = (response?.output ?? []).flatMap(({ content }) => (content ?? []).flatMap(({ transcript }) => transcript ?? []))
  const usage = response?.usage
  return {
    type: 'done',
    responseId,
    status: response?.status ?? 'completed',
    code: details?.error?.code ?? details?.error?.type ?? details?.reason ?? '',
    text: words.length > 0 ? words.join(' ') : null,
    metered: usage
      ? {
          inputTokens: usage.input_tokens,
          outputTokens: usage.output_tokens,
          audioTokens: (usage.input_token_details?.audio_tokens ?? 0) + (usage.output_token_details?.audio_tokens ?? 0),
        }
      : null,
  }
}
