import { EMPTY_NOTES, type MeetingNotes, type TranscriptSegment } from '../../contract/meeting.ts'
import type { ChatModel } from '../../persona/chat-model.ts'
import { extractNotes } from './extract-notes.ts'

/** Notes of a running meeting, kept up with its transcript. */
export class NoteKeeper {
  current: MeetingNotes = EMPTY_NOTES
  private readonly listeners = new Set<(notes: MeetingNotes) => void>()
  private finals = 0

  constructor(protected readonly chat: { model: ChatModel; name: string } | null) {}

  onChange(listener: (notes: MeetingNotes) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  update(segments: readonly TranscriptSegment[]): void {
    const finals = segments.filter(({ final }) => final)
    if (finals.length === this.finals) return
    this.finals = finals.length
    this.replace(extractNotes(finals))
  }

  finish(segments: readonly TranscriptSegment[]): Promise<void> {
    this.update(segments)
    return Promise.resolve()
  }

  private replace(notes: MeetingNotes): void {
    if (JSON.stringify(notes) === JSON.stringify(this.current)) return
    this.current = notes
    for (const listener of this.listeners) listener(notes)
  }
}
