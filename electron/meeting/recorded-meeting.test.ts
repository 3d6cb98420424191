import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PLANTED, scriptedMeeting, type ScriptedMeeting } from '../../e2e/meeting-fixture.ts'
import type { MeetingSource, NoteItem } from '../contract/meeting.ts'
import { MoonshineTranscriber } from '../speech/moonshine.ts'
import { spoken } from '../speech/testing/spoken.ts'
import { wordErrorRate } from '../speech/transcript-text.ts'
import { notesMarkdown } from './export/markdown.ts'
import { runRecordedMeeting, type RecordedMeeting, type RecordedSide } from './recorded-meeting.ts'

/** The real voice detector and transcriber on speech of the product's own voices. */
let transcriber: MoonshineTranscriber
beforeAll(async () => {
  transcriber = await MoonshineTranscriber.create()
}, 120_000)
afterAll(() => transcriber.dispose())

const TIMEOUT_MS = 600_000
const questions: string[] = []

function run(sides: Partial<Record<MeetingSource, RecordedSide>>, options: { farSideAllowed?: boolean; realtime?: boolean } = {}): Promise<RecordedMeeting> {
  questions.length = 0
  return runRecordedMeeting({
    sides,
    realtime: options.realtime ?? false,
    farSideAllowed: options.farSideAllowed ?? false,
    transcriber,
    persona: () => ({ id: 'iris', names: ['Iris Valdane', 'Iris'], mayAnswer: true }),
    answer: ({ question }) => {
      questions.push(question)
      return Promise.resolve({ turnId: `t${questions.length}` })
    },
  })
}

const side = (samples: Float32Array): RecordedSide => ({ samples, label: 'Recording' })
const noise = (seconds: number, level: number): Float32Array => {
  let state = 7
  return Float32Array.from({ length: seconds * 16_000 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state / 2 ** 31 - 1) * level
  })
}

describe('runRecordedMeeting', () => {
  describe('on the scripted meeting', () => {
    let script: ScriptedMeeting
    let meeting: RecordedMeeting
    beforeAll(async () => {
      script = await scriptedMeeting()
      meeting = await run({ mic: side(script.mic), system: side(script.system) })
    }, TIMEOUT_MS)

    const spokenBy = (source: MeetingSource): string => script.lines.filter((line) => line.side === source).map(({ text }) => text).join(' ')
    const heardFrom = (source: MeetingSource): string => meeting.record.segments.filter((segment) => segment.source === source).map(({ text }) => text).join(' ')

    it.each(['mic', 'system'] as const)('writes the %s side down with few word errors', (source) => {
      const { rate } = wordErrorRate(spokenBy(source), heardFrom(source))
      expect(rate).toBeLessThanOrEqual(0.2)
    })

    it('has every segment on its side, at its time, those at once included', () => {
      for (const { source, startMs, endMs, text } of meeting.record.segments) {
        const own = script.lines.filter((line) => line.side === source && line.startMs < endMs && line.endMs > startMs)
        expect(own, text).not.toEqual([])
        expect(startMs).toBeGreaterThan(own[0]!.startMs - 300)
        expect(endMs).toBeLessThan(own.at(-1)!.endMs + 300)
        expect(wordErrorRate(own.map((line) => line.text).join(' '), text).rate, text).toBeLessThanOrEqual(0.5)
      }
    })

    it('answers the microphone’s question, and that only', () => {
      expect(meeting.record.wakes.map(({ source, allowed }) => ({ source, allowed }))).toEqual(PLANTED.wakes.map(({ source, allowed }) => ({ source, allowed })))
      PLANTED.wakes.forEach(({ question }, k) => expect(meeting.record.wakes[k]!.question).toMatch(question))
      expect(questions).toHaveLength(1)
      expect(questions[0]).toMatch(PLANTED.wakes[0].question)
    })

    it('has what was decided and taken on in its notes, at its moment', () => {
      const { notes } = meeting.record
      const page = notesMarkdown(meeting.record)
      const spokenAt = (pattern: RegExp): number => script.lines.find(({ text }) => pattern.test(text))!.startMs
      const find = (items: readonly NoteItem[], pattern: RegExp): NoteItem => {
        const item = items.find(({ text }) => pattern.test(text))
        expect(item, String(pattern)).toBeDefined()
        expect(page).toMatch(pattern)
        return item!
      }
      for (const pattern of PLANTED.decisions) expect(Math.abs(find(notes.decisions, pattern).atMs - spokenAt(pattern))).toBeLessThan(4000)
      for (const { text, owner, due } of PLANTED.actions) {
        const item = find(notes.actions, text)
        expect(item.owner).toBe(owner)
        expect(item.due).toMatch(due)
      }
      expect(notes.decisions).toHaveLength(PLANTED.decisions.length)
      expect(notes.actions).toHaveLength(PLANTED.actions.length)
    })
  })

  it('lets the far side ask where that is allowed', async () => {
    const asked = await spoken('Hey Iris, how do you hire people?', { voice: 'rms' })
    const { record } = await run({ mic: side(noise(6, 0.0005)), system: side(asked) }, { farSideAllowed: true })
    expect(record.wakes).toMatchObject([{ source: 'system', allowed: true, turnId: 't1' }])
  }, TIMEOUT_MS)

  it('takes sides of different length, one side alone, and a recording that ends in the middle of a word', async () => {
    const speech = await spoken('The garden is open to everybody, and the windows are on both sides.', { voice: 'rms' })
    const { record } = await run({ mic: side(speech.slice(0, Math.round(speech.length * 0.8))), system: side(noise(1, 0.0005)) })
    expect(record.segments.map(({ source }) => source)).toEqual(['mic'])
    expect(record.segments[0]!.text).toMatch(/garden is open/i)
    const alone = await run({ system: side(speech) })
    expect(alone.record.segments.map(({ source }) => source)).toEqual(['system'])
    expect(alone.record.segments[0]!.endMs).toBeLessThanOrEqual((speech.length / 16_000) * 1000)
  }, TIMEOUT_MS)

  it('hears nothing in noise, hum and chords', async () => {
    const tones = Float32Array.from({ length: 20 * 16_000 }, (_, i) => {
      const chord = [[220, 277, 330], [196, 247, 294], [175, 220, 262], [165, 208, 247]][Math.floor(i / 16_000) % 4]!
      return chord.reduce((sum, hz) => sum + 0.08 * Math.sin((2 * Math.PI * hz * i) / 16_000) * (1 - ((i % 8000) / 8000)), 0)
    })
    const { record } = await run({ mic: side(noise(20, 0.05)), system: side(tones) })
    expect(record.segments).toEqual([])
    expect(record.notes).toMatchObject({ decisions: [], actions: [], questions: [], summary: [] })
  }, TIMEOUT_MS)
})
