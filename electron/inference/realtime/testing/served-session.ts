import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import { REALTIME_RATE_HZ } from '../session-setup.ts'
import type { RealtimeServerOptions } from './realtime-faults.ts'
import { toySpeech } from './toy-speech.ts'

export interface Seen {
  complaints: string[]
  questions: (string | number)[]
  told: string[]
  instructions: string[]
  cancelled: number
  truncated: (number | null)[]
  voices: string[]
}

type Event = { type: string; event_id?: string } & Record<string, unknown>
type Content = { type: string; text?: string }[]

const PIECE_S = 0.2
/** How long the late one takes: longer than anything here takes by itself, shorter than a test. */
const LATE_MS = 120
const HUGE_BYTES = 9 * 1024 * 1024
const SHORTEST_QUESTION_S = 0.1
const PASSAGE = /<passage [^>]*>\n([\s\S]*?)\n<\/passage>/

/** One client's session at the conformance server. */
export class ServedSession {
  private generation: 'current' | 'former'
  private isSetUp = false
  private appended = 0
  private count = 0
  private active: { id: string; item: string; cancelled: boolean } | null = null
  private asked: string | number | null = null
  private answered = 0
  private keepingAlive: NodeJS.Timeout | undefined
  private readonly soundMs = new Map<string, number>()

  constructor(
    private readonly socket: WebSocket,
    private readonly options: RealtimeServerOptions,
    private readonly seen: Seen,
  ) {
    this.generation = options.generation === 'former' ? 'former' : 'current'
    socket.on('error', () => undefined)
    socket.on('close', () => clearInterval(this.keepingAlive))
    socket.on('message', (data) => this.read(JSON.parse((data as Buffer).toString()) as Event))
    if (options.fault === 'noSession') return
    const shown = options.mislabelled ? (this.generation === 'former' ? 'current' : 'former') : this.generation
    const expires = options.expiresInS === undefined ? {} : { expires_at: Math.round(Date.now() / 1000) + options.expiresInS }
    this.say('session.created', { session: shown === 'former' ? { object: 'realtime.session', modalities: ['text', 'audio'], input_audio_format: 'pcm16', ...expires } : { type: 'realtime', ...expires } })
  }

  private read(event: Event): void {
    switch (event.type) {
      case 'session.update':
        return this.setUp(event)
      case 'input_audio_buffer.append':
        return this.append(event['audio'])
      case 'input_audio_buffer.commit':
        return this.commit()
      case 'conversation.item.create':
        return this.addItem(event['item'] as { role: string; content: Content })
      case 'conversation.item.delete':
        this.seen.truncated.push(...(this.soundMs.has(event['item_id'] as string) ? [null] : []))
        return
      case 'conversation.item.truncate':
        return this.truncate(event)
      case 'response.create':
        void this.respond((event['response'] as { instructions?: string } | undefined)?.instructions ?? '').catch(() => this.socket.terminate())
        return
      case 'response.cancel':
        if (!this.active) return this.fail('response_cancel_not_active', event)
        this.seen.cancelled++
        this.active.cancelled = true
        return
      default:
        this.seen.complaints.push(`sent ${event.type}`)
    }
  }

  private setUp(event: Event): void {
    const session = event['session'] as { type?: string; instructions?: string; turn_detection?: unknown; voice?: string; audio?: { input?: { format?: unknown; turn_detection?: unknown }; output?: { voice?: string } }; input_audio_format?: string }
    const sent = session.type === 'realtime' ? 'current' : 'former'
    if (sent !== this.generation) return this.fail(sent === 'current' ? 'unknown_parameter' : 'missing_required_parameter', event)
    const format = sent === 'former' ? session.input_audio_format : JSON.stringify(session.audio?.input?.format)
    if (format !== (sent === 'former' ? 'pcm16' : '{"type":"audio/pcm","rate":24000}')) this.seen.complaints.push(`asked for ${format}`)
    if ((sent === 'former' ? session.turn_detection : session.audio?.input?.turn_detection) !== null) this.seen.complaints.push('left the end of a turn to us')
    const voice = sent === 'former' ? session.voice : session.audio?.output?.voice
    if (voice !== undefined && this.options.voices?.includes(voice) === false) return this.fail('invalid_value', event, sent === 'former' ? 'session.voice' : 'session.audio.output.voice')
    if (voice !== undefined) this.seen.voices.push(voice)
    this.isSetUp = true
    this.say('session.updated', { session: this.options.fault === 'otherRate' ? otherRate(sent, session) : session })
  }

  private append(audio: unknown): void {
    const bytes = Buffer.from(audio as string, 'base64').length
    if (bytes % 2 !== 0) this.seen.complaints.push('sent half a sample')
    this.appended += bytes / 2
  }

  private commit(): void {
    const seconds = this.appended / REALTIME_RATE_HZ
    if (seconds < SHORTEST_QUESTION_S) this.seen.complaints.push('committed no sound')
    this.appended = 0
    this.asked = seconds
    const id = `question_${++this.count}`
    this.say('input_audio_buffer.committed', { item_id: id })
    this.say(this.generation === 'former' ? 'conversation.item.created' : 'conversation.item.added', { item: { id, type: 'message', role: 'user' } })
  }

  private addItem({ role, content }: { role: string; content: Content }): void {
    const [part] = content
    const wanted = role === 'user' ? 'input_text' : this.generation === 'former' ? 'text' : 'output_text'
    if (part?.type !== wanted) this.seen.complaints.push(`told ${role}’s words as ${part?.type}`)
    this.seen.told.push(`${role}: ${part?.text}`)
    if (role === 'user') this.asked = part?.text ?? ''
  }

  private truncate(event: Event): void {
    const length = this.soundMs.get(event['item_id'] as string) ?? 0
    const heard = event['audio_end_ms'] as number
    if (event['content_index'] !== 0 || !Number.isInteger(heard)) this.seen.complaints.push('truncated nothing in particular')
    if (heard > length) this.seen.complaints.push(`heard ${heard} of ${length} ms`)
    this.seen.truncated.push(heard)
    this.say('conversation.item.truncated', { item_id: event['item_id'], content_index: 0, audio_end_ms: heard })
  }

  private async respond(instructions: string): Promise<void> {
    const { fault, complaints, questions } = { ...this.options, ...this.seen }
    if (!this.isSetUp) complaints.push('asked before the session was set up')
    if (this.active) complaints.push('asked while an answer was under way')
    if (this.asked === null) complaints.push('asked for an answer to nothing')
    else questions.push(this.asked)
    this.asked = null
    this.seen.instructions.push(instructions)
    if (fault === 'sessionExpired' || this.answered++ === this.options.questionsPerSession) return this.fail('session_expired')
    const response = { id: `response_${++this.count}`, item: `answer_${this.count}`, cancelled: false }
    this.active = response
    const text = this.options.answer?.(instructions) ?? quoteOf(instructions)
    if (fault !== 'wrongOrder') this.say('response.created', { response: { id: response.id, status: 'in_progress' } })
    if (fault === 'keepsAlive') this.keepingAlive = setInterval(() => this.say('rate_limits.updated', { rate_limits: [] }), LATE_MS)
    if (fault === 'silent' || fault === 'keepsAlive') return
    await this.speak(text, response)
    if (this.active === response) this.active = null
  }

  private async speak(text: string, response: { id: string; item: string; cancelled: boolean }): Promise<void> {
    const { fault, paceMs } = this.options
    const pcm = fault === 'noSound' ? new Int16Array(0) : await (this.options.speak?.(text) ?? toySpeech(text))
    const words = fault === 'noWords' ? [] : (text.match(/\S+\s*/g) ?? [])
    const step = Math.round(REALTIME_RATE_HZ * PIECE_S)
    const pieces = Math.ceil(pcm.length / step)
    if (fault === 'rateLimited') return this.done(response, 'failed', { error: { type: 'tokens', code: 'rate_limit_exceeded' } })
    if (fault === 'endlessWords') return this.talkOn(response)
    const ids = { response_id: response.id, item_id: response.item, output_index: 0, content_index: 0 }
    if (fault !== 'wrongOrder') for (const word of words) this.speechEvent('audio_transcript.delta', { ...ids, delta: word })
    for (let piece = 0; piece < pieces; piece++) {
      await (fault === 'late' ? delay(LATE_MS) : paceMs ? delay(paceMs) : nextTurn())
      if (response.cancelled) return this.done(response, 'cancelled', { reason: 'client_cancelled' })
      const isLate = piece >= Math.floor(pieces / 2)
      if (isLate && fault === 'cutOff') return this.socket.terminate()
      if (isLate && fault === 'errorEvent') return this.fail('server_error')
      if (isLate && fault === 'malformed') return this.socket.send('{"type": "response.output_audio.delta", ')
      if (isLate && fault === 'badSound') return this.speechEvent('audio.delta', { ...ids, delta: '~not sound~' })
      if (isLate && fault === 'hugeDelta') return this.speechEvent('audio.delta', { ...ids, delta: 'A'.repeat(HUGE_BYTES) })
      if (fault === 'twoAnswers') this.answerUnasked(piece)
      this.sound(pcm.subarray(piece * step, (piece + 1) * step), ids)
      if (piece === 0 && fault === 'wrongOrder') this.say('response.created', { response: { id: response.id, status: 'in_progress' } })
    }
    if (fault === 'wrongOrder') for (const word of words) this.speechEvent('audio_transcript.delta', { ...ids, delta: word })
    if (fault !== 'wrongOrder') this.speechEvent('audio.done', ids)
    if (fault !== 'noWords') this.speechEvent('audio_transcript.done', { ...ids, transcript: text })
    this.done(response, 'completed', {}, fault === 'noWords' ? undefined : text)
    if (fault === 'wrongOrder') this.speechEvent('audio.done', ids)
  }

  private answerUnasked(piece: number): void {
    const ids = { response_id: 'response_unasked', item_id: 'answer_unasked', output_index: 0, content_index: 0 }
    if (piece === 0) this.say('response.created', { response: { id: ids.response_id, status: 'in_progress' } })
    this.speechEvent('audio_transcript.delta', { ...ids, delta: 'Nobody asked for this. ' })
    this.speechEvent('audio.delta', { ...ids, delta: Buffer.alloc(REALTIME_RATE_HZ).toString('base64') })
    if (piece === 2) this.say('response.done', { response: { id: ids.response_id, status: 'completed', output: [] } })
  }

  private async talkOn(response: { id: string; item: string; cancelled: boolean }): Promise<void> {
    while (!response.cancelled && this.socket.readyState === this.socket.OPEN) {
      this.speechEvent('audio_transcript.delta', { response_id: response.id, item_id: response.item, delta: 'and on and on '.repeat(40) })
      await nextTurn()
    }
    this.done(response, 'cancelled', { reason: 'client_cancelled' })
  }

  private sound(pcm: Int16Array, ids: { item_id: string }): void {
    const bytes = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength)
    this.soundMs.set(ids.item_id, (this.soundMs.get(ids.item_id) ?? 0) + (pcm.length / REALTIME_RATE_HZ) * 1000)
    const parts = this.options.fault === 'halfSamples' ? [bytes.subarray(0, 1_001), bytes.subarray(1_001)] : [bytes]
    for (const part of parts) this.speechEvent('audio.delta', { ...ids, delta: part.toString('base64') })
  }

  private done(response: { id: string }, status: string, details: object, transcript?: string): void {
    this.active = null
    this.say('response.done', {
      response: {
        id: response.id,
        status,
        status_details: { type: status, ...details },
        output: [{ type: 'message', role: 'assistant', content: [{ type: 'audio', ...(transcript === undefined ? {} : { transcript }) }] }],
        usage: { total_tokens: 150, input_tokens: 100, output_tokens: 50, input_token_details: { text_tokens: 60, audio_tokens: 40 }, output_token_details: { text_tokens: 10, audio_tokens: 40 } },
      },
    })
  }

  /** Of the names that changed. */
  private speechEvent(name: string, body: object): void {
    const { generation } = this.options
    if (generation !== 'former') this.say(`response.output_${name}`, body)
    if (generation === 'former' || generation === 'both') this.say(`response.${name}`, body)
  }

  private fail(code: string, cause?: Event, param?: string): void {
    this.say('error', { error: { type: 'invalid_request_error', code, message: 'secret words', ...(param ? { param } : {}), ...(cause?.event_id ? { event_id: cause.event_id } : {}) } })
  }

  private say(type: string, body: object): void {
    this.socket.send(JSON.stringify({ type, event_id: `event_${++this.count}`, ...body }))
  }
}

function otherRate(generation: 'current' | 'former', session: object): object {
  return generation === 'former' ? { ...session, output_audio_format: 'g711_ulaw' } : { ...session, audio: { output: { format: { type: 'audio/pcm', rate: 16_000 } } } }
}

function quoteOf(instructions: string): string {
  const text = PASSAGE.exec(instructions)?.[1]
  if (text === undefined) return "I haven't spoken about that."
  return text
    .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&')
    .split(/(?<=[.!?])\s+/).slice(0, 2).join(' ')
}
