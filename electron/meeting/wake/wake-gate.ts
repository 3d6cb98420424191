import type { MeetingSource, TranscriptSegment } from '../../contract/meeting.ts'
import { AddressReader } from './address.ts'

export interface HeardWake {
  /** Where the persona was spoken to. */
  atMs: number
  source: MeetingSource
  allowed: boolean
  /** Empty when only the name was called. */
  question: string
}

export interface WakeGateOptions {
  /** Asked at each segment: another persona may have been switched to. */
  names(): readonly string[]
  /** Whether the far side may ask without a grant. */
  farSideAllowed(): boolean
  /** Whether a side speaks at this moment: a question that goes on is waited for. */
  isSpeaking(source: MeetingSource): boolean
  /** Words of the persona's own voice around that time. */
  personaWords(startMs: number, endMs: number): readonly string[]
  onWake(wake: HeardWake): void
  /** The microphone's side wants the persona to be silent. */
  onHush(): void
}

/** The question may follow the call within this time. */
const QUESTION_WITHIN_MS = 6_000
/** A question that breaks off may go on within this time. */
const GOES_ON_WITHIN_MS = 1_600
/** A spoken grant for the others. */
const GRANT_MS = 2 * 60_000
/** A refused question of the others which a grant then answers. */
const REFUSED_WITHIN_MS = 30_000
const UNFINISHED = /(?:[,:;–-]|\b(?:a|an|the|of|to|in|on|at|for|with|about|and|or|but|that|your|my|our|their|is|are|was|were|did|do|does|what|why|how|when|if|because|from|by))\s*$/i
const ASKED = /[?!]["»”]?\s*$/
const SAID = /\.["»”]?\s*$/

interface Pending {
  atMs: number
  question: string
  /** End of the latest words that belong to it. */
  endMs: number
  greeted: boolean
}

/**
 * Decides who wakes the persona: «Hey NAME, …» from the microphone's side, from the far side only where that is allowed,
 * for good or by a spoken grant which lapses, and never by the persona's own voice. Every wake is reported, allowed or not.
 */
export class WakeGate {
  private reader = new AddressReader([])
  private readNames = ''
  private readonly pending = new Map<MeetingSource, Pending>()
  private grantedUntilMs = -Infinity
  private refused: HeardWake | null = null

  constructor(private readonly options: WakeGateOptions) {}

  /** A final segment of either side; those of one side come in order. */
  hear({ source, startMs, endMs, text }: TranscriptSegment): void {
    if (source === 'persona') return
    const reader = this.readerForNow()
    const address = reader.read(text)
    if (address && reader.mentions(this.options.personaWords(startMs, endMs))) return
    if (address?.kind === 'grant') {
      if (source === 'mic') this.grant(address.allowed, endMs)
      return
    }
    if (address?.kind === 'hush') {
      this.pending.delete(source)
      if (source === 'mic') this.options.onHush()
      return
    }
    if (address) {
      this.settle(source)
      const atMs = Math.round(startMs + ((endMs - startMs) * address.atChar) / Math.max(1, text.length))
      this.pending.set(source, { atMs, question: address.question, endMs, greeted: address.greeted })
    } else {
      this.goOn(source, startMs, endMs, text)
    }
    const pending = this.pending.get(source)
    if (pending && isWhole(pending.question)) this.settle(source)
  }

  /** Gives up waiting for what does not come. */
  tick(nowMs: number): void {
    for (const [source, pending] of this.pending) {
      const waitMs = pending.question === '' ? QUESTION_WITHIN_MS : GOES_ON_WITHIN_MS
      if (nowMs > pending.endMs + waitMs && !this.options.isSpeaking(source)) this.settle(source)
    }
  }

  /** Nothing more will be said. */
  finish(): void {
    for (const source of [...this.pending.keys()]) this.settle(source)
  }

  private readerForNow(): AddressReader {
    const names = this.options.names()
    if (this.readNames !== names.join('\n')) {
      this.readNames = names.join('\n')
      this.reader = new AddressReader(names)
    }
    return this.reader
  }

  private goOn(source: MeetingSource, startMs: number, endMs: number, text: string): void {
    const pending = this.pending.get(source)
    if (!pending) return
    const within = pending.question === '' ? QUESTION_WITHIN_MS : GOES_ON_WITHIN_MS
    if (startMs - pending.endMs > within) return this.settle(source)
    pending.question = pending.question === '' ? text : `${pending.question.replace(/[\s,.…-]+$/, '')} ${text.charAt(0).toLowerCase()}${text.slice(1)}`
    pending.endMs = endMs
  }

  private settle(source: MeetingSource): void {
    const pending = this.pending.get(source)
    if (!pending) return
    this.pending.delete(source)
    const allowed = source === 'mic' || this.options.farSideAllowed() || pending.atMs <= this.grantedUntilMs
    const wake: HeardWake = { atMs: pending.atMs, source, allowed, question: pending.question.trim() }
    this.refused = allowed || wake.question === '' ? this.refused : wake
    this.options.onWake(wake)
  }

  private grant(allowed: boolean, nowMs: number): void {
    this.grantedUntilMs = allowed ? nowMs + GRANT_MS : -Infinity
    const { refused } = this
    this.refused = null
    if (allowed && refused && nowMs - refused.atMs <= REFUSED_WITHIN_MS) this.options.onWake({ ...refused, allowed: true })
  }
}

/** A full stop after «about the» is the transcriber's, not the speaker's. */
function isWhole(question: string): boolean {
  return ASKED.test(question) || (SAID.test(question) && !UNFINISHED.test(question.replace(SAID, '')))
}
