import { AsyncQueue } from '../../base/async-queue.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import type { MeteredUse } from '../../contract/turn.ts'
import { brokenOff, serverError, wrongAnswer } from './realtime-errors.ts'
import type { RealtimeEvent } from './realtime-events.ts'
import { REALTIME_RATE_HZ } from './session-setup.ts'

/** What an answer is made of, as it comes. Words and sound keep no step with each other. */
export type RealtimePart =
  /** Mono, 24 kHz. */
  | { type: 'sound'; pcm: Int16Array }
  | { type: 'words'; text: string }
  /** No more words of this answer will come. */
  | { type: 'wordsDone' }
  | { type: 'metered'; use: MeteredUse }

/** A server that goes on without an end is stopped: every second of it costs. */
const LONGEST_S = 180
const MOST_LETTERS = 20_000
/** Sound goes on in pieces of this length, however large the server's are. */
const PIECE_SAMPLES = REALTIME_RATE_HZ / 4

interface Item {
  id: string
  /** First sample of its sound in that of the whole answer. */
  start: number
}

/** The answer to one question. Ends with an error where the server or the line fails. */
export class RealtimeAnswer {
  readonly parts = new AsyncQueue<RealtimePart>()
  /** The server's id for it, once that is known. */
  responseId: string | null = null
  isOver = false
  /** Whether anything of it came. */
  hasBegun = false
  private questionItem: string | null = null
  private readonly items: Item[] = []
  private samples = 0
  private odd: Buffer = Buffer.alloc(0)
  private words = ''

  constructor(
    private readonly session: {
      name: string
      /** Whether it had been asked before: then it may have died unnoticed. */
      isReused: boolean
      hasKey: boolean
      /** What goes wrong with these events is no matter. */
      send(event: object): void
      over(answer: RealtimeAnswer): void
      /** Its turn is told anew with the next question. */
      forget(): void
    },
  ) {}

  /** Nothing came, and the line may have been dead before it was asked: another one may do. */
  get maybeStale(): boolean {
    return this.session.isReused && !this.hasBegun
  }

  receive(event: RealtimeEvent): void {
    if (this.isOver) return
    switch (event.type) {
      case 'committed':
        this.questionItem ??= event.itemId
        break
      case 'sound':
        this.hear(event.bytes, event.itemId)
        break
      case 'words':
        this.hasBegun = true
        this.words += event.text
        this.parts.push({ type: 'words', text: event.text })
        if (this.words.length > MOST_LETTERS) this.endless()
        break
      case 'wordsDone':
        this.completeWords(event.text)
        break
      case 'done':
        this.finish(event)
        break
      default:
    }
  }

  fail(error: UnderstudyError): void {
    this.end(error)
  }

  /** Nobody listens any more. */
  stop(): void {
    if (this.isOver) return
    this.cancelResponse()
    this.end(new UnderstudyError('cancelled', 'The answer was cancelled.'))
  }

  /** The server is told what was really heard, so that the model knows what it said. @param heardMs of the answer's sound as it came */
  truncate(heardMs: number): void {
    const heard = (heardMs * REALTIME_RATE_HZ) / 1000
    this.items.forEach(({ id, start }, k) => {
      const length = (this.items[k + 1]?.start ?? this.samples) - start
      if (heard <= start) return this.session.send({ type: 'conversation.item.delete', item_id: id })
      if (heard >= start + length) return
      const audioEndMs = Math.floor(((heard - start) / REALTIME_RATE_HZ) * 1000)
      this.session.send({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms: audioEndMs })
    })
  }

  /** The server forgets question and answer: it was no turn, or not all of the answer was heard, and what was is told with the next question. */
  takeBack(): void {
    const ids = [...(this.questionItem ? [this.questionItem] : []), ...this.items.map(({ id }) => id)]
    for (const id of ids) this.session.send({ type: 'conversation.item.delete', item_id: id })
    this.session.forget()
  }

  private hear(bytes: Buffer, itemId: string | null): void {
    this.hasBegun = true
    const all = this.odd.length > 0 ? Buffer.concat([this.odd, bytes]) : bytes
    const even = all.length - (all.length % 2)
    this.odd = all.subarray(even)
    const pcm = new Int16Array(Uint8Array.from(all.subarray(0, even)).buffer)
    if (itemId && this.items.at(-1)?.id !== itemId) this.items.push({ id: itemId, start: this.samples })
    for (let at = 0; at < pcm.length; at += PIECE_SAMPLES) this.parts.push({ type: 'sound', pcm: pcm.subarray(at, at + PIECE_SAMPLES) })
    this.samples += pcm.length
    if (this.samples > LONGEST_S * REALTIME_RATE_HZ) this.endless()
  }

  private endless(): void {
    this.cancelResponse()
    this.end(wrongAnswer(this.session.name, 'talks without an end'))
  }

  /** What is whole may hold more than what came piece by piece. */
  private completeWords(whole: string | null): void {
    if (whole !== null && whole.length > this.words.length && whole.startsWith(this.words)) {
      this.parts.push({ type: 'words', text: whole.slice(this.words.length) })
      this.words = whole
    }
    // A second item may follow; the end of the response ends the words.
    if (this.words && !/\s$/.test(this.words)) {
      this.words += ' '
      this.parts.push({ type: 'words', text: ' ' })
    }
  }

  private finish({ status, code, text, metered }: Extract<RealtimeEvent, { type: 'done' }>): void {
    if (metered) this.parts.push({ type: 'metered', use: metered })
    if (status === 'failed') return this.end(serverError(code, this.session.name, this.session.hasKey))
    if (status === 'cancelled') return this.end(brokenOff(this.session.name))
    if (this.words.trim() === '') this.completeWords(text)
    this.parts.push({ type: 'wordsDone' })
    this.end()
  }

  private cancelResponse(): void {
    this.session.send({ type: 'response.cancel', ...(this.responseId ? { response_id: this.responseId } : {}) })
  }

  private end(error?: UnderstudyError): void {
    if (this.isOver) return
    this.isOver = true
    this.parts.end(error)
    this.session.over(this)
  }
}
