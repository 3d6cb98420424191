import { normaliseTranscript } from '../speech/transcript-text.ts'
import type { MeetingSource, TranscriptSegment } from '../contract/meeting.ts'
import type { SpokenSentence, TurnEvent } from '../contract/turn.ts'
import { commonWords } from './common-words.ts'
import type { MeetingTime } from './meeting-time.ts'

/** An echo may begin a little before we know of the sound, and end after it: buffers, and the room. */
const ECHO_BEFORE_MS = 700
const ECHO_AFTER_MS = 2_500
/** Share of a segment's words that the persona said, in order, from which on it is an echo of it. */
const ECHO_SHARE: Record<MeetingSource, number> = { mic: 0.65, system: 0.6 }
/** On the microphone's side a «yes» meanwhile is somebody's own word. */
const ECHO_LEAST_WORDS: Record<MeetingSource, number> = { mic: 3, system: 1 }
/** Sentences remembered: longer ago than any echo. */
const REMEMBERED_MS = 60_000

interface Sentence {
  id: string
  turnId: string
  spoken: SpokenSentence
  words: string[]
  /** How it stands in the transcript. */
  shown: 'no' | 'begun' | 'whole'
}

/**
 * What the persona says aloud in the meeting: put into the transcript as it is heard, and kept from being taken for
 * somebody's words when the microphone or the machine's own sound hears it again.
 */
export class PersonaVoice {
  private sentences: Sentence[] = []
  /** Meeting time at which each turn's sound began. */
  private readonly begun = new Map<string, number>()

  constructor(
    private readonly time: MeetingTime,
    private readonly on: { segment(segment: TranscriptSegment): void; removed(segmentId: string): void },
    private readonly nextId: () => string,
  ) {}

  /** Events of the conversation while the meeting runs, whoever asked. */
  follow(event: TurnEvent): void {
    if (event.type === 'state' && event.state === 'speaking' && event.turnId !== null) {
      this.begun.set(event.turnId, this.time.nowMs())
      this.tick()
    } else if (event.type === 'sentence') {
      this.hear(event.turnId, event.sentence)
    } else if (event.type === 'done') {
      this.end(event.turn.id, event.turn.heardMs)
    }
  }

  /** Shows what is heard by now. */
  tick(): void {
    const now = this.time.nowMs()
    for (const sentence of this.sentences) {
      const startMs = this.startMs(sentence)
      if (startMs === null || startMs > now || sentence.shown === 'whole') continue
      const whole = this.endMs(sentence) <= now
      if (!whole && sentence.shown === 'begun') continue
      sentence.shown = whole ? 'whole' : 'begun'
      this.show(sentence, whole)
    }
    this.sentences = this.sentences.filter((sentence) => sentence.shown !== 'whole' || this.endMs(sentence) > now - REMEMBERED_MS)
  }

  /** What is still being said is all there will be: the meeting ends. */
  finish(): void {
    for (const sentence of this.sentences) {
      if (sentence.shown === 'whole' || this.startMs(sentence) === null) continue
      sentence.shown = 'whole'
      this.show(sentence, true)
    }
  }

  /** Whether it speaks, spoke a moment ago or is about to at that time of the meeting. */
  soundsIn(startMs: number, endMs: number): boolean {
    return this.around(startMs, endMs).length > 0
  }

  /** Whether a segment is the persona's own voice, heard again. */
  isEcho(source: MeetingSource, startMs: number, endMs: number, text: string): boolean {
    const heard = normaliseTranscript(text)
    if (heard.length < ECHO_LEAST_WORDS[source]) return false
    const said = this.around(startMs, endMs).flatMap(({ words }) => words)
    return said.length > 0 && commonWords(heard, said) / heard.length >= ECHO_SHARE[source]
  }

  /** Words the persona says around that time. */
  wordsAround(startMs: number, endMs: number): string[] {
    return this.around(startMs, endMs).flatMap(({ words }) => words)
  }

  private hear(turnId: string, spoken: SpokenSentence): void {
    const known = this.sentences.find((sentence) => sentence.turnId === turnId && sentence.spoken.index === spoken.index)
    if (known) known.spoken = spoken
    else this.sentences.push({ id: this.nextId(), turnId, spoken, words: normaliseTranscript(spoken.text), shown: 'no' })
  }

  /** What had not been heard when it stopped was not said. */
  private end(turnId: string, heardMs: number): void {
    this.tick()
    const unheard = (sentence: Sentence): boolean => sentence.turnId === turnId && sentence.spoken.startMs >= heardMs
    for (const sentence of this.sentences) {
      if (sentence.turnId !== turnId) continue
      if (unheard(sentence)) {
        if (sentence.shown !== 'no') this.on.removed(sentence.id)
      } else if (sentence.spoken.endMs > heardMs) {
        sentence.spoken = { ...sentence.spoken, endMs: heardMs }
      }
    }
    // A turn whose sound never began was not said at all.
    this.sentences = this.sentences.filter((sentence) => !unheard(sentence) && (sentence.turnId !== turnId || this.begun.has(turnId)))
    this.tick()
  }

  private around(startMs: number, endMs: number): Sentence[] {
    return this.sentences.filter((sentence) => {
      const from = this.startMs(sentence)
      return from !== null && from - ECHO_BEFORE_MS <= endMs && this.endMs(sentence) + ECHO_AFTER_MS >= startMs
    })
  }

  private show(sentence: Sentence, final: boolean): void {
    const startMs = Math.round(this.startMs(sentence) ?? 0)
    this.on.segment({ id: sentence.id, source: 'persona', startMs, endMs: Math.round(this.endMs(sentence)), text: sentence.spoken.text, final })
  }

  private startMs({ turnId, spoken }: Sentence): number | null {
    const begun = this.begun.get(turnId)
    return begun === undefined ? null : begun + spoken.startMs
  }

  private endMs({ turnId, spoken }: Sentence): number {
    return (this.begun.get(turnId) ?? 0) + spoken.endMs
  }
}
