import { meetingRecordSchema, type MeetingExportFormat, type MeetingRecord } from '../../contract/meeting.ts'
import { meetingMarkdown, SPEAKERS } from './markdown.ts'
import { subtitleTime } from './times.ts'

/** A meeting as the text of a file. */
export function exportMeeting(meeting: MeetingRecord, format: MeetingExportFormat): string {
  switch (format) {
    case 'markdown':
      return meetingMarkdown(meeting)
    case 'srt':
      return subtitles(meeting)
    case 'json':
      return `${JSON.stringify(meetingRecordSchema.parse(meeting), null, 2)}\n`
  }
}

/** SubRip: a cue for every segment, overlapping where people talked at once. */
function subtitles({ segments }: MeetingRecord): string {
  return segments
    .map(({ source, startMs, endMs, text }, index) => {
      // A blank line would end the cue, and players hide one of no length.
      const words = text.replace(/\s+/g, ' ').trim()
      return `${index + 1}\n${subtitleTime(startMs)} --> ${subtitleTime(Math.max(endMs, startMs + 200))}\n${SPEAKERS[source]}: ${words}\n`
    })
    .join('\n')
}
