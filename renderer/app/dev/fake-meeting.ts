import { UnderstudyError, type ErrorShape } from '../../../electron/contract/errors.ts'
import type { IpcChannel } from '../../../electron/contract/ipc.ts'
import { EMPTY_NOTES, type MeetingEvent, type MeetingRecord, type MeetingSource, type MeetingSummary, type TranscriptSegment } from '../../../electron/contract/meeting.ts'
import { babble, SAMPLE_RATE_HZ, type FakeMain } from './fake-main.ts'
import { meetingRecord, notesOf, script, type Line } from './meeting-sample.ts'

export interface MeetingScript {
  past?: MeetingRecord[]
  /** The meeting that runs when the page opens. */
  current?: MeetingRecord
  /** What is said from then on. */
  lines?: readonly Line[]
  /** Sides that deliver nothing, and why. */
  troubles?: Partial<Record<MeetingSource, ErrorShape>>
  startProblem?: UnderstudyError
  recordingProblem?: UnderstudyError
  /** Words a second. */
  pace?: number
}

type Request = { id: string; title: string; allowed: boolean; search: string; startMs: number; durationMs: number; system: boolean; farSideAllowed: boolean; consent: MeetingRecord['consent'] }

const LEVEL_MS = 66

/** A meeting that goes by itself: words come and settle, notes grow, the persona is woken. For looking at the page, never shipped. */
export class FakeMeeting {
  private past: MeetingRecord[]
  private current: MeetingRecord | null
  private readonly removed = new Map<string, MeetingRecord>()
  private speaker: MeetingSource | 'persona' | null = null
  private beganAtMs = performance.now()
  private readonly handled: Partial<Record<IpcChannel, (request: Request) => unknown>>

  constructor(
    private readonly main: FakeMain,
    private readonly plot: MeetingScript,
  ) {
    this.past = [...(plot.past ?? [])]
    this.current = plot.current ?? null
    this.handled = {
      'meeting.current': () => {
        setTimeout(() => this.tellTroubles(), 200)
        return this.current
      },
      'meeting.start': (request) => this.start(request),
      'meeting.pause': () => this.turnTo('paused'),
      'meeting.resume': () => this.turnTo('running'),
      'meeting.stop': () => this.stop(),
      'meeting.allowFarSide': () => undefined,
      'meetings.list': ({ search }) => this.past.filter(({ title, segments }) => `${title} ${segments.map(({ text }) => text).join(' ')}`.toLowerCase().includes(search.toLowerCase())).map(summaryOf),
      'meetings.get': ({ id }) => this.find(id),
      'meetings.rename': ({ id, title }) => void Object.assign(this.find(id), { title }),
      'meetings.delete': ({ id }) => this.remove(id),
      'meetings.restore': ({ id }) => void this.past.unshift(this.removed.get(id)!),
      'meetings.recording': (request) => this.sound(request),
      'meetings.export': () => undefined,
      'dialog.save': () => '/tmp/meeting.md',
    }
    if (this.current) void this.play(this.current)
  }

  get handlers(): Partial<Record<IpcChannel, (request: never) => unknown>> {
    return this.handled
  }

  private async start({ title, consent, system, farSideAllowed }: Request): Promise<MeetingRecord> {
    await pause(300)
    if (this.plot.startProblem) throw this.plot.startProblem
    const sources = { mic: 'Desk microphone', system: system ? 'Monitor of the built-in loudspeakers' : null }
    this.current = meetingRecord({ title, consent, farSideAllowed, sources, state: 'running', durationMs: 0, startedAt: new Date().toISOString(), notes: EMPTY_NOTES, wakes: [] }, [])
    void this.play(this.current)
    return structuredClone(this.current)
  }

  private async stop(): Promise<MeetingRecord> {
    const record = { ...this.current!, state: 'ended' as const, durationMs: this.nowMs() }
    this.tell({ type: 'state', meetingId: record.id, state: 'ended', durationMs: record.durationMs })
    this.current = null
    this.past.unshift(record)
    await pause(200)
    return structuredClone(record)
  }

  private turnTo(state: 'running' | 'paused'): void {
    const record = this.current!
    record.durationMs = this.nowMs()
    this.beganAtMs = performance.now() - record.durationMs
    record.state = state
    this.tell({ type: 'state', meetingId: record.id, state, durationMs: record.durationMs })
  }

  private remove(id: string): void {
    this.removed.set(id, this.find(id))
    this.past = this.past.filter((record) => record.id !== id)
  }

  private sound({ startMs, durationMs, id }: Request): { sampleRateHz: number; pcm: Uint8Array } {
    if (this.plot.recordingProblem) throw this.plot.recordingProblem
    const endMs = Math.min(startMs + durationMs, this.find(id).durationMs)
    return { sampleRateHz: SAMPLE_RATE_HZ, pcm: new Uint8Array(babble(startMs, Math.max(startMs, endMs)).buffer) }
  }

  private find(id: string): MeetingRecord {
    const record = this.past.find((other) => other.id === id)
    if (!record) throw new UnderstudyError('not_found', 'This meeting is not there any more.')
    return record
  }

  private nowMs(): number {
    return this.current?.state === 'paused' ? this.current.durationMs : performance.now() - this.beganAtMs
  }

  private tell(event: MeetingEvent): void {
    this.main.emit('meeting.event', event)
  }

  private async play(record: MeetingRecord): Promise<void> {
    this.beganAtMs = performance.now() - record.durationMs
    const levels = setInterval(() => (this.current === record ? this.tellLevels(record) : clearInterval(levels)), LEVEL_MS)
    await pause(600)
    const lines = this.plot.lines ?? script
    const first = record.segments.length
    for (const [k, line] of lines.entries()) {
      if (this.current !== record) return
      await this.say(record, line, `live-${first + k}`)
    }
  }

  private async say(record: MeetingRecord, { source, text, wake, note }: Line, id: string): Promise<void> {
    while (this.current?.state === 'paused') await pause(100)
    const startMs = this.nowMs()
    const segment = (words: string, final: boolean): TranscriptSegment => ({ id, source, startMs, endMs: this.nowMs(), text: words, final })
    const show = (shown: TranscriptSegment): void => {
      record.segments = [...record.segments.filter((other) => other.id !== id), shown]
      this.tell({ type: 'segment', meetingId: record.id, segment: shown })
    }
    this.speaker = source
    const words = text.split(' ')
    for (let k = 1; k <= words.length; k++) {
      await pause(1000 / (this.plot.pace ?? 4))
      if (this.current !== record) return
      if (k % 2 === 0) show(segment(words.slice(0, k).join(' '), false))
    }
    show(segment(text, true))
    this.speaker = null
    if (wake && source !== 'persona') {
      const told = { ...wake, source, atMs: startMs, turnId: wake.allowed ? 'turn-1' : null }
      record.wakes = [...record.wakes, told]
      this.tell({ type: 'wake', meetingId: record.id, wake: told })
      if (wake.allowed) void this.main.api.invoke('talk.ask', { text: wake.question })
    }
    if (note) {
      const one = notesOf([{ source, text, note }], [segment(text, true)])
      record.notes = { ...record.notes, [note.kind]: [...record.notes[note.kind], ...one[note.kind]] }
      this.tell({ type: 'notes', meetingId: record.id, notes: record.notes })
    }
    await pause(700)
  }

  private tellTroubles(): void {
    const record = this.current
    for (const source of ['mic', 'system'] as const) {
      const trouble = this.plot.troubles?.[source]
      if (record && trouble) this.tell({ type: 'source', meetingId: record.id, source, label: record.sources[source], trouble })
    }
  }

  private tellLevels(record: MeetingRecord): void {
    if (record.state === 'paused') return
    for (const source of ['mic', 'system'] as const) {
      const dead = this.plot.troubles?.[source] !== undefined
      if (record.sources[source] === null) continue
      const speaks = !dead && (this.speaker === source || (source === 'system' && this.speaker === 'persona'))
      const rmsDb = dead ? -100 : speaks ? -32 + 14 * Math.sin(performance.now() / 90) : -56
      this.tell({ type: 'level', meetingId: record.id, source, level: { rmsDb, peakDb: rmsDb + 6, speechProbability: speaks ? 0.9 : 0.02, signal: dead ? 'no_signal' : 'ok' } })
    }
  }
}

function summaryOf({ segments, wakes, sources, farSideAllowed, notes, ...record }: MeetingRecord): MeetingSummary {
  void [segments, wakes, sources, farSideAllowed]
  return { ...record, decisions: notes.decisions.length, actions: notes.actions.length }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
