import { EMPTY_NOTES, type MeetingNotes, type MeetingWake, type NoteItem, type TranscriptSegment } from '../../contract/meeting.ts'
import type { ChatModel } from '../../persona/chat-model.ts'
import { NoteExtractor } from './extract-notes.ts'
import { writeNotes } from './written-notes.ts'

/** A language model that writes the notes, and how it is called under them. */
export interface NoteWriter {
  model: ChatModel
  name: string
}

/** A part for the language model: some three minutes of speech. */
const PART_CHARACTERS = 3_000
const LONGEST_PART_CHARACTERS = 12_000
/** After that many failures on one part its extractive notes stand. */
const ATTEMPTS = 2
const LISTS = ['summary', 'decisions', 'actions', 'questions'] as const
/** Of a long meeting the summary keeps the latest sentences of every part up to this. */
const LONGEST_SUMMARY = 12

/**
 * Notes of a running meeting, kept up with its transcript: extractive at once, and part by part in the words of a language
 * model where there is one. A model that fails leaves the extractive ones.
 */
export class NoteKeeper {
  current: MeetingNotes = EMPTY_NOTES
  private readonly extractor = new NoteExtractor()
  private readonly listeners = new Set<(notes: MeetingNotes) => void>()
  private extractive: MeetingNotes = EMPTY_NOTES
  private written: MeetingNotes | null = null
  /** Ids of the segments that the model need not read any more, and of those whose notes are its own. */
  private readonly done = new Set<string>()
  private readonly byModel = new Set<string>()
  private writing: Promise<void> | null = null
  private failures = 0
  private finals = 0

  constructor(private readonly writer: NoteWriter | null) {}

  onChange(listener: (notes: MeetingNotes) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Cheap when nothing was said since. */
  update(segments: readonly TranscriptSegment[], wakes: readonly MeetingWake[]): void {
    const finals = segments.filter(({ final }) => final)
    if (finals.length !== this.finals) {
      this.finals = finals.length
      this.extractive = this.extractor.notes(finals, wakes)
      this.show()
    }
    const unread = this.unread(finals)
    if (this.writer && !this.writing && lengthOf(unread) >= PART_CHARACTERS) this.writing = this.write(this.writer, unread)
  }

  /** The meeting is over: resolves when the notes are whole. */
  async finish(segments: readonly TranscriptSegment[], wakes: readonly MeetingWake[]): Promise<void> {
    this.update(segments, wakes)
    await this.writing
    const finals = segments.filter(({ final }) => final)
    while (this.writer) {
      const unread = this.unread(finals)
      if (unread.length === 0) return
      await this.write(this.writer, unread)
    }
  }

  private unread(finals: readonly TranscriptSegment[]): TranscriptSegment[] {
    return finals.filter(({ id }) => !this.done.has(id))
  }

  private async write({ model, name }: NoteWriter, unread: readonly TranscriptSegment[]): Promise<void> {
    const part = firstPart(unread)
    const before = this.written ?? { ...EMPTY_NOTES, madeBy: name }
    try {
      const { notes, answered } = await writeNotes(model, part, before.questions)
      this.failures = 0
      this.written = {
        summary: [...before.summary, ...notes.summary].slice(-LONGEST_SUMMARY),
        decisions: [...before.decisions, ...notes.decisions],
        actions: [...before.actions, ...notes.actions],
        questions: [...before.questions.filter((_, index) => !answered.includes(index)), ...notes.questions],
        madeBy: name,
      }
      for (const { id } of part) this.byModel.add(id)
    } catch {
      // Not told: the extractive notes of this part stand, and the notes say who made them.
      this.failures++
    } finally {
      if (this.failures === 0 || this.failures >= ATTEMPTS) {
        this.failures = 0
        for (const { id } of part) this.done.add(id)
      }
      this.writing = null
      this.show()
    }
  }

  private show(): void {
    const notes = this.written ? joined(this.written, this.extractive, (item) => !this.byModel.has(item.segmentIds[0]!)) : this.extractive
    if (JSON.stringify(notes) === JSON.stringify(this.current)) return
    this.current = notes
    for (const listener of this.listeners) listener(notes)
  }
}

function joined(written: MeetingNotes, extractive: MeetingNotes, wanted: (item: NoteItem) => boolean): MeetingNotes {
  const lists = LISTS.map((list) => [list, [...written[list], ...extractive[list].filter(wanted)].sort((a, b) => a.atMs - b.atMs)])
  return { ...(Object.fromEntries(lists) as Omit<MeetingNotes, 'madeBy'>), madeBy: written.madeBy }
}

const lengthOf = (segments: readonly TranscriptSegment[]): number => segments.reduce((sum, { text }) => sum + text.length, 0)

function firstPart(unread: readonly TranscriptSegment[]): TranscriptSegment[] {
  const part: TranscriptSegment[] = []
  for (const segment of unread) {
    if (part.length > 0 && lengthOf(part) + segment.text.length > LONGEST_PART_CHARACTERS) break
    part.push(segment)
  }
  return part
}
