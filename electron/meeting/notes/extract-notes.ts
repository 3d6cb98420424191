import { EMPTY_NOTES, type MeetingNotes, type TranscriptSegment } from '../../contract/meeting.ts'

export function extractNotes(_segments: readonly TranscriptSegment[]): MeetingNotes {
  return EMPTY_NOTES
}
