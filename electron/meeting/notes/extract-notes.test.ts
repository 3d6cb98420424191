import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { MeetingSource, TranscriptSegment } from '../../contract/meeting.ts'
import { parseMarkedMeetings, scoreNotes } from './evaluation/evaluate.ts'
import { extractNotes, NoteExtractor } from './extract-notes.ts'

function meeting(...said: [MeetingSource, string][]): TranscriptSegment[] {
  return said.map(([source, text], i) => ({ id: `s${i}`, source, startMs: i * 4000, endMs: i * 4000 + 3000, text, final: true }))
}

const marked = async (set: 'dev' | 'test') => parseMarkedMeetings(await readFile(new URL(`evaluation/${set}.txt`, import.meta.url), 'utf8'))

describe('extractNotes', () => {
  it.each(['dev', 'test'] as const)('finds what was planted in the %s meetings, and little else', async (set) => {
    const { kinds, owners, dues, faults } = scoreNotes(await marked(set))
    for (const [kind, { expected, found, right }] of Object.entries(kinds)) {
      expect.soft(right / expected, `recall of ${kind}\n${faults.join('\n')}`).toBeGreaterThanOrEqual(0.9)
      expect.soft(right / found, `precision of ${kind}\n${faults.join('\n')}`).toBeGreaterThanOrEqual(0.9)
    }
    expect.soft(owners.right / owners.of).toBeGreaterThanOrEqual(0.9)
    expect.soft(dues.right / dues.of).toBeGreaterThanOrEqual(0.9)
  })

  it('links each item to its moment, names who takes it, and speaks from my side of the table', () => {
    const { actions, decisions, questions } = extractNotes(
      meeting(
        ['system', "So, um, we've decided to move the the fair to June."],
        ['system', "I'll send you my notes by Friday."],
        ['mic', "Thanks. I'll show you my figures tomorrow."],
        ['system', 'Could you ask your lawyer about it?'],
        ['mic', 'Sure, on Monday.'],
        ['mic', 'Who pays for it?'],
        ['system', "I don't know yet."],
      ),
    )
    expect(decisions).toEqual([{ text: "We've decided to move the fair to June.", atMs: 0, segmentIds: ['s0'] }])
    expect(actions).toEqual([
      { text: 'Send me their notes.', owner: 'Them', due: 'Friday', atMs: 4000, segmentIds: ['s1'] },
      { text: 'Show them my figures.', owner: 'Me', due: 'tomorrow', atMs: expect.any(Number) as number, segmentIds: ['s2'] },
      { text: 'Ask my lawyer about it.', owner: 'Me', due: 'Monday', atMs: 12_000, segmentIds: ['s3', 's4'] },
    ])
    expect(questions).toEqual([{ text: 'Who pays for it?', atMs: 20_000, segmentIds: ['s5'] }])
  })

  it('leaves questions to the persona and its answers out', () => {
    const segments = meeting(['mic', 'Hey Iris, who pays for the hub?'], ['mic', 'And who pays for the roof?'])
    segments.push({ id: 'p', source: 'persona', startMs: 9000, endMs: 9900, text: 'We decided to sell it.', final: true })
    const notes = extractNotes(segments, [{ atMs: 0, source: 'mic', allowed: true, question: 'Who pays for the hub?', turnId: null }])
    expect(notes.questions.map(({ text }) => text)).toEqual(['Who pays for the roof?'])
    expect(notes.decisions).toEqual([])
  })

  it('is empty for nothing, and for a meeting of one word', () => {
    expect(extractNotes([])).toEqual({ summary: [], decisions: [], actions: [], questions: [], madeBy: 'extractive' })
    expect(extractNotes(meeting(['mic', 'Yes.'])).summary).toEqual([])
  })

  it('comes to the same along the way as all at once', async () => {
    const whole = (await marked('dev')).flatMap(({ segments }, m) =>
      segments.map((segment) => ({ ...segment, id: `${m}-${segment.id}`, startMs: segment.startMs + m * 400_000, endMs: segment.endMs + m * 400_000 })),
    )
    const extractor = new NoteExtractor()
    for (let k = 1; k < whole.length; k++) extractor.notes(whole.slice(0, k), [])
    const along = extractor.notes(whole, [])
    const once = extractNotes(whole)
    for (const kind of ['decisions', 'actions', 'questions'] as const) expect(along[kind]).toEqual(once[kind])
    expect(along.summary).toEqual(once.summary)
  }, 30_000)
})
