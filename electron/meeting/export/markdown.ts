import type { MeetingRecord, NoteItem, SegmentSource } from '../../contract/meeting.ts'
import { clockTime } from './times.ts'

export const SPEAKERS: Record<SegmentSource, string> = { mic: 'Me', system: 'Them', persona: 'AI persona' }

/** The notes of a meeting as a page to send on: times are those of the recording. */
export function notesMarkdown(meeting: MeetingRecord): string {
  return `${heading(meeting)}\n\n${notes(meeting)}`
}

/** Notes and transcript. */
export function meetingMarkdown(meeting: MeetingRecord): string {
  return `${heading(meeting)}\n\n${notes(meeting)}\n## Transcript\n\n${transcript(meeting)}`
}

function heading({ title, startedAt, durationMs, consent, state }: MeetingRecord): string {
  const date = new Date(startedAt).toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'short' })
  const told = [consent.how, consent.who && `told: ${consent.who}`].filter(Boolean).join('; ')
  const cut = state === 'interrupted' ? ' The recording was cut short.' : ''
  return `# ${inline(title)}\n\n${date}, ${clockTime(durationMs)} long.${cut}\n\nRecorded with the knowledge of those present (${inline(told)}).`
}

function notes({ notes: { summary, decisions, actions, questions, madeBy } }: MeetingRecord): string {
  const origin = madeBy === 'extractive' ? 'Made on this machine from the words of the meeting.' : `Written by ${inline(madeBy)}.`
  return [
    section('Summary', summary.map(line), 'Nothing stood out.'),
    section('Decisions', decisions.map(line), 'None were heard.'),
    section('Action items', actions.map(actionLine), 'None were heard.'),
    section('Open questions', questions.map(line), 'None were left open.'),
    `_${origin}_\n`,
  ].join('\n')
}

function section(title: string, lines: readonly string[], empty: string): string {
  return `## ${title}\n\n${lines.length > 0 ? lines.join('\n') : empty}\n`
}

const line = ({ text, atMs }: NoteItem): string => `- ${inline(text)} (${clockTime(atMs)})`

function actionLine({ text, atMs, owner, due }: NoteItem): string {
  const who = owner ? `**${inline(owner)}**: ` : ''
  const until = due ? `${/^(?:before|after|as|right|within|in|at|over)\b/i.test(due) ? ' ' : ', due '}${inline(due)}` : ''
  return `- [ ] ${who}${inline(until ? text.replace(/\.$/, '') : text)}${until} (${clockTime(atMs)})`
}

/** Consecutive segments of one speaker are one paragraph. */
function transcript({ segments }: MeetingRecord): string {
  const paragraphs: { source: SegmentSource; startMs: number; texts: string[] }[] = []
  for (const { source, startMs, text } of segments) {
    const last = paragraphs.at(-1)
    if (last?.source === source) last.texts.push(text)
    else paragraphs.push({ source, startMs, texts: [text] })
  }
  if (paragraphs.length === 0) return 'Nothing was said.\n'
  return paragraphs.map(({ source, startMs, texts }) => `**${SPEAKERS[source]}** (${clockTime(startMs)}): ${inline(texts.join(' '))}\n`).join('\n')
}

/** Words as they are: what Markdown would take for marks is escaped. */
function inline(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#|]/g, (mark) => `\\${mark}`)
}
