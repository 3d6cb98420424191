import { IconBulb, IconChecklist, IconGavel, IconHandStop, IconMessageCircleQuestion, IconQuestionMark, IconUser, IconCalendarEvent, type Icon } from '@tabler/icons-react'
import { memo } from 'react'
import type { MeetingRecord, MeetingWake, NoteItem } from '../../../electron/contract/meeting.ts'
import { firstName } from '../state/meeting-words.ts'
import { timecode } from '../ui/format.ts'
import styles from './notes-panel.module.css'
import { usePersonaName } from './use-meetings.ts'

type NoteKind = 'summary' | 'decision' | 'action' | 'question'

const SECTIONS: readonly { kind: NoteKind; from: 'summary' | 'decisions' | 'actions' | 'questions'; title: string; icon: Icon }[] = [
  { kind: 'summary', from: 'summary', title: 'Summary', icon: IconBulb },
  { kind: 'decision', from: 'decisions', title: 'Decisions', icon: IconGavel },
  { kind: 'action', from: 'actions', title: 'Actions', icon: IconChecklist },
  { kind: 'question', from: 'questions', title: 'Open questions', icon: IconQuestionMark },
]

interface NotesPanelProps {
  record: Pick<MeetingRecord, 'notes' | 'wakes' | 'personaId'>
  live: boolean
  onNote: (note: Pick<NoteItem, 'segmentIds' | 'atMs'>) => void
}

/** What is to be kept of a meeting; each line leads to the moment it was said. */
export const NotesPanel = memo(function NotesPanel({ record, live, onNote }: NotesPanelProps) {
  const { notes, wakes, personaId } = record
  const name = firstName(usePersonaName(personaId))
  const empty = SECTIONS.every(({ from }) => notes[from].length === 0) && wakes.length === 0
  return (
    <div className={styles.notes} tabIndex={0} role="region" aria-label="Notes">
      <h2 className={styles.heading}>Notes</h2>
      {empty ? (
        <p className={styles.empty}>
          {live
            ? 'Summary, decisions, actions and open questions are written here while you talk. Each leads to the moment it was said.'
            : 'Nothing in this meeting sounded like a decision, an action or an open question.'}
        </p>
      ) : (
        SECTIONS.filter(({ from }) => notes[from].length > 0).map(({ kind, from, title, icon: Symbol }) => (
          <section key={kind} className={styles.section} aria-label={title}>
            <h3>
              <Symbol size={17} stroke={1.75} aria-hidden />
              {title}
              {kind !== 'summary' && <span className={styles.count}>{notes[from].length}</span>}
            </h3>
            <ul>
              {notes[from].map((note, k) => (
                <Note key={`${note.atMs}-${k}`} note={note} kind={kind} onOpen={() => onNote(note)} />
              ))}
            </ul>
          </section>
        ))
      )}
      {wakes.length > 0 && (
        <section className={styles.section} aria-label={`Asked of ${name}`}>
          <h3>
            <IconMessageCircleQuestion size={17} stroke={1.75} aria-hidden />
            Asked of {name}
            <span className={styles.count}>{wakes.length}</span>
          </h3>
          <ul>
            {wakes.map((wake) => (
              <Wake key={`${wake.source}-${wake.atMs}`} wake={wake} onOpen={() => onNote({ segmentIds: [], atMs: wake.atMs })} />
            ))}
          </ul>
        </section>
      )}
      {!empty && <p className={styles.madeBy}>{notes.madeBy === 'extractive' ? 'Sentences of the meeting itself, chosen on this computer.' : `Written by ${notes.madeBy}; the moments show what was really said.`}</p>}
    </div>
  )
})

function Note({ note, kind, onOpen }: { note: NoteItem; kind: NoteKind; onOpen: () => void }) {
  return (
    <li>
      <button type="button" className={styles.note} data-testid="meeting-note" data-kind={kind} onClick={onOpen}>
        <span className={styles.time}>{timecode(note.atMs)}</span>
        <span className={styles.words}>
          {note.text}
          {(note.owner || note.due) && (
            <span className={styles.tags}>
              {note.owner && (
                <span>
                  <IconUser size={14} stroke={2} aria-label="Who:" />
                  {note.owner}
                </span>
              )}
              {note.due && (
                <span>
                  <IconCalendarEvent size={14} stroke={2} aria-label="Until:" />
                  {note.due}
                </span>
              )}
            </span>
          )}
        </span>
      </button>
    </li>
  )
}

function Wake({ wake, onOpen }: { wake: MeetingWake; onOpen: () => void }) {
  return (
    <li>
      <button type="button" className={styles.note} onClick={onOpen} data-allowed={wake.allowed}>
        <span className={styles.time}>{timecode(wake.atMs)}</span>
        <span className={styles.words}>
          {wake.question || 'A question that was not understood'}
          <span className={styles.tags}>
            <span>{wake.source === 'mic' ? 'You' : 'Them'}</span>
            {!wake.allowed && (
              <span className={styles.refused}>
                <IconHandStop size={14} stroke={2} aria-hidden />
                Not answered
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  )
}
