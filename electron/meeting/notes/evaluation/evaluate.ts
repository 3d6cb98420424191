import { readFile } from 'node:fs/promises'
import type { MeetingNotes, NoteItem, TranscriptSegment } from '../../../contract/meeting.ts'
import { extractNotes } from '../extract-notes.ts'

/** `npx tsx electron/meeting/notes/evaluation/evaluate.ts [dev|test] [-v]`: recall and precision of the extractive notes. */

type Kind = 'decisions' | 'actions' | 'questions'
const KINDS: Record<string, Kind> = { D: 'decisions', A: 'actions', Q: 'questions' }

interface Expected {
  kind: Kind
  segmentId: string
  owner: string
  due: string
}

interface MarkedMeeting {
  title: string
  segments: TranscriptSegment[]
  expected: Expected[]
}

export interface NotesScore {
  kinds: Record<Kind, { expected: number; found: number; right: number }>
  owners: { right: number; of: number }
  dues: { right: number; of: number }
  faults: string[]
}

const WORD_MS = 350
const GAP_MS = 700

/** Reads meetings with marks as dev.txt explains them; `#A-1` marks the line one before. */
export function parseMarkedMeetings(text: string): MarkedMeeting[] {
  const meetings: MarkedMeeting[] = []
  let at = 0
  for (const line of text.split('\n')) {
    if (line.startsWith('== ')) {
      meetings.push({ title: line.slice(3), segments: [], expected: [] })
      at = 0
    }
    const spoken = /^([mf]): (.*?)\s*(?:#([DAQ])(-\d+)?(?: ([^|]*)\|(.*))?)?$/.exec(line)
    const meeting = meetings.at(-1)
    if (!spoken || !meeting) continue
    const [, side, words, mark, back, owner = '', due = ''] = spoken
    const endMs = at + words!.split(' ').length * WORD_MS
    meeting.segments.push({ id: `s${meeting.segments.length}`, source: side === 'm' ? 'mic' : 'system', startMs: at, endMs, text: words!, final: true })
    at = endMs + GAP_MS
    if (mark) meeting.expected.push({ kind: KINDS[mark]!, segmentId: `s${meeting.segments.length - 1 + Number(back ?? 0)}`, owner, due: due.trim() })
  }
  return meetings
}

export function scoreNotes(meetings: readonly MarkedMeeting[]): NotesScore {
  const tally = (): NotesScore['kinds'][Kind] => ({ expected: 0, found: 0, right: 0 })
  const score: NotesScore = { kinds: { decisions: tally(), actions: tally(), questions: tally() }, owners: { right: 0, of: 0 }, dues: { right: 0, of: 0 }, faults: [] }
  for (const meeting of meetings) {
    const notes = extractNotes(meeting.segments)
    for (const kind of Object.values(KINDS)) compare(meeting, notes, kind, score)
  }
  return score
}

function compare({ title, segments, expected }: MarkedMeeting, notes: MeetingNotes, kind: Kind, score: NotesScore): void {
  const missing = expected.filter((item) => item.kind === kind)
  const tally = score.kinds[kind]
  tally.expected += missing.length
  tally.found += notes[kind].length
  for (const item of notes[kind]) {
    const match = missing.findIndex(({ segmentId }) => item.segmentIds.includes(segmentId))
    if (match < 0) {
      score.faults.push(`${title}: ${kind} not meant: ${item.text}`)
      continue
    }
    const [hit] = missing.splice(match, 1)
    tally.right++
    if (kind === 'actions') checkDetails(title, item, hit!, score)
  }
  for (const { segmentId } of missing) score.faults.push(`${title}: ${kind} missed: ${segments.find(({ id }) => id === segmentId)?.text}`)
}

function checkDetails(title: string, item: NoteItem, { owner, due }: Expected, score: NotesScore): void {
  const ownerRight = (item.owner ?? '').startsWith(owner) && (owner !== '' || item.owner === undefined)
  const dueRight = (item.due ?? '').toLowerCase() === due.toLowerCase()
  score.owners.of++
  score.dues.of++
  if (ownerRight) score.owners.right++
  if (dueRight) score.dues.right++
  if (!ownerRight || !dueRight) score.faults.push(`${title}: «${item.text}» is of ${item.owner ?? 'nobody'}, due ${item.due ?? 'never'}; meant ${owner}|${due}`)
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const set = process.argv[2] ?? 'dev'
  const meetings = parseMarkedMeetings(await readFile(new URL(`${set}.txt`, import.meta.url), 'utf8'))
  const { kinds, owners, dues, faults } = scoreNotes(meetings)
  for (const [kind, { expected, found, right }] of Object.entries(kinds)) {
    console.log(`${kind}: recall ${right}/${expected}, precision ${right}/${found}`)
  }
  console.log(`owners ${owners.right}/${owners.of}, due dates ${dues.right}/${dues.of}`)
  if (process.argv.includes('-v')) console.log(faults.join('\n'))
  if (process.argv.includes('-a')) {
    for (const { title, segments } of meetings) console.log(`== ${title}\n${JSON.stringify(extractNotes(segments), ['summary', 'decisions', 'actions', 'questions', 'text', 'owner', 'due'], 1)}`)
  }
}
