import type { ConsentState } from '../../../electron/contract/persona.ts'
import type { MeetingExportFormat, MeetingRecord, MeetingSource, MeetingWake, NoteItem, SegmentSource } from '../../../electron/contract/meeting.ts'
import type { Settings } from '../../../electron/contract/settings.ts'
import type { TurnOutcome, TurnRecord } from '../../../electron/contract/turn.ts'
import { timecode } from '../ui/format.ts'

export const WHO_CHOICES = ['Everybody in the meeting'] as const
export const HOW_CHOICES = ['Said it aloud at the beginning', 'In the invitation', 'In the chat'] as const

export function firstName(name: string): string {
  return name.split(' ')[0] ?? name
}

/** Who spoke, as the transcript names them. */
export function speakerName(source: SegmentSource, personaName: string): string {
  return { mic: 'You', system: 'Them', persona: personaName }[source]
}

interface Circumstances {
  name: string
  system: boolean
  farSideAllowed: boolean
  endpoints: Settings['endpoints'] | undefined
}

/**
 * A sentence to read out before anything is recorded. It says what is true of this machine: where a model elsewhere
 * writes text or notes, the words leave it.
 */
export function consentSentence({ name, system, farSideAllowed, endpoints }: Circumstances): string {
  const whose = system ? 'of this meeting' : 'of my side of this meeting'
  const askedBy = farSideAllowed ? 'when one of us says' : 'when I say'
  return [
    `Before we start: Understudy makes a recording and a transcript ${whose} on my computer.`,
    elsewhere(endpoints),
    `${name}, an AI persona, listens along and may answer ${askedBy} “Hey ${firstName(name)}”.`,
    'Is that all right with everybody?',
  ]
    .filter(Boolean)
    .join(' ')
}

function elsewhere(endpoints: Settings['endpoints'] | undefined): string {
  const sound = hostOf(endpoints?.transcription)
  const words = hostOf(endpoints?.language)
  if (sound && words) return sound === words ? `Sound and words are sent to ${sound}, which writes transcript and notes.` : `The sound is sent to ${sound} for the transcript, the words to ${words} for the notes.`
  if (sound) return `The sound is sent to ${sound}, which writes the transcript.`
  if (words) return `The words are sent to ${words}, which writes the notes.`
  return 'They stay there.'
}

function hostOf(endpoint: Settings['endpoints']['language'] | undefined): string | null {
  return endpoint?.kind === 'custom' && endpoint.baseUrl ? new URL(endpoint.baseUrl).host : null
}

/** «Everybody in the meeting was told: in the chat.» */
export function consentLine({ consent }: Pick<MeetingRecord, 'consent'>): string {
  const how = consent.how.replace(/[.\s]+$/, '')
  const known = (HOW_CHOICES as readonly string[]).includes(how)
  return `${consent.who || 'The others'} ${consent.who.includes(',') || !consent.who ? 'were' : 'was'} told: ${known ? how.charAt(0).toLowerCase() + how.slice(1) : how}.`
}

const MAY_NOT_SPEAK: Partial<Record<ConsentState, string>> = {
  unverified: 'consent has not been verified',
  expired: 'consent has expired',
  revoked: 'consent was revoked',
}

/** Why nobody answered a wake; null where it was allowed. */
export function refusalReason(wake: MeetingWake, name: string, consent: ConsentState | undefined): string | null {
  if (wake.allowed) return null
  const short = firstName(name)
  const missing = consent && MAY_NOT_SPEAK[consent]
  if (missing) return `Not answered: ${short} may not speak, because ${missing}.`
  if (wake.source === 'system') return `Not answered: the other side may not wake ${short} in this meeting.`
  return `Not answered: the consent to ${short} does not cover meetings.`
}

/** What came of a wake that was allowed. `turn` is its answer, as far as it is known. */
export function wakeOutcome(wake: MeetingWake, turn: Pick<TurnRecord, 'heardMs' | 'error'> & { outcome: TurnOutcome | null } | null, live: boolean): string {
  if (wake.question === '') return 'Called by name, without a question.'
  if (wake.turnId === null) return live ? 'Answering…' : 'No answer came through.'
  switch (turn?.outcome) {
    case null:
      return 'Answering…'
    case undefined:
    case 'answered':
      return 'Answered aloud.'
    case 'not_spoken_about':
      return 'Answered that there is nothing in the documents about this.'
    case 'stopped':
      return turn!.heardMs > 0 ? 'The answer was stopped before its end.' : 'The answer was stopped before it was heard.'
    case 'no_speech':
      return 'No question was understood.'
    case 'failed':
      return turn!.error?.message ?? 'The answer did not come through.'
  }
}

interface SourceWords {
  side: string
  name: string
  /** It has not been opened yet. */
  opening: string
  /** It takes no part. */
  absent: string
  /** It takes part and gives nothing. */
  mute: string
}

export const SOURCE_WORDS: Record<MeetingSource, SourceWords> = {
  mic: {
    side: 'You',
    name: 'Microphone',
    opening: 'The microphone is being opened…',
    absent: 'Your microphone is not recorded.',
    mute: 'Nothing comes from the microphone: check that it is plugged in and not muted.',
  },
  system: {
    side: 'Them',
    name: 'System sound',
    opening: 'The sound of this computer is being opened…',
    absent: 'The system’s sound is not recorded: the others are missing from the transcript.',
    mute: 'This computer plays nothing: check that the call is not muted and plays here.',
  },
}

/** Length for a list: `48 min`, `1 h 04 min`, and seconds where it was shorter than a minute. */
export function duration(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes === 0) return `${Math.floor(ms / 1000)} s`
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

export function meetingTitle({ title }: Pick<MeetingRecord, 'title'>): string {
  return title || 'Meeting without a title'
}

const EXTENSIONS: Record<MeetingExportFormat, string> = { markdown: 'md', srt: 'srt', json: 'json' }

/** What the system's dialog suggests: no sign in it that some file system refuses. */
export function exportName(record: Pick<MeetingRecord, 'title' | 'startedAt'>, format: MeetingExportFormat): string {
  const started = new Date(record.startedAt)
  const date = [started.getFullYear(), started.getMonth() + 1, started.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
  const title = record.title.replace(/[\u0000-\u001f<>:"/\\|?*]+/g, ' ').replace(/\s+/g, ' ').replace(/^[. ]+|[. ]+$/g, '').slice(0, 120)
  return `${title || 'Meeting'} ${date}.${EXTENSIONS[format]}`
}

/** Notes as they are pasted into a mail. */
export function notesAsText(record: Pick<MeetingRecord, 'title' | 'startedAt' | 'notes'>): string {
  const { summary, decisions, actions, questions } = record.notes
  const sections: [string, readonly NoteItem[]][] = [
    ['Summary', summary],
    ['Decisions', decisions],
    ['Actions', actions],
    ['Open questions', questions],
  ]
  const blocks = sections.filter(([, items]) => items.length > 0).map(([heading, items]) => `${heading}\n${items.map(noteLine).join('\n')}`)
  return [meetingTitle(record), ...blocks].join('\n\n')
}

function noteLine({ text, atMs, owner, due }: NoteItem): string {
  const who = [owner, due].filter(Boolean).join(', ')
  return `- ${text}${who ? ` (${who})` : ''} [${timecode(atMs)}]`
}
