import { randomUUID } from 'node:crypto'
import { writeFileAtomically } from '../base/atomic-file.ts'
import type { AudioSource } from '../audio/audio-source.ts'
import type { SileroVad, SpeechDetector } from '../audio/silero.ts'
import { CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'
import { UnderstudyError } from '../contract/errors.ts'
import {
  EMPTY_NOTES,
  meetingStartSchema,
  type MeetingEvent,
  type MeetingExportFormat,
  type MeetingRecord,
  type MeetingSource,
  type MeetingStart,
  type MeetingSummary,
} from '../contract/meeting.ts'
import type { TurnEvent } from '../contract/turn.ts'
import type { MeetingStore } from '../store/meeting-store.ts'
import { exportMeeting } from './export/export-meeting.ts'
import { MeetingSession } from './meeting-session.ts'
import { RunningTime, type MeetingTime } from './meeting-time.ts'
import { NoteKeeper, type NoteWriter } from './notes/note-keeper.ts'
import type { MeetingTranscriber } from './transcription-desk.ts'

export interface MeetingPersona {
  id: string
  /** What it may be called: names.ts. */
  names: readonly string[]
  /** Whether its consent covers meetings. */
  mayAnswer: boolean
}

export interface MeetingServiceOptions {
  store: MeetingStore
  transcriber: MeetingTranscriber
  /** Voice activity of one stream; disposed with the meeting. */
  createDetector(): Promise<SpeechDetector & Pick<SileroVad, 'dispose'>>
  /** A side's sound, opened and closed with the meeting. */
  createSource(source: MeetingSource): AudioSource
  /** The one that answers now; asked again at every wake. */
  persona(): MeetingPersona
  /** Gives the question to the persona; resolves with the turn that answers it, at once or when it has. */
  answer(question: { question: string; atMs: number }): Promise<{ turnId: string | null }>
  /** Ends what the persona says: «Iris, stop». */
  hush?(): void
  /** Who writes the notes beside the extractive ones; null: nobody. */
  chat(): NoteWriter | null
  /** What could not be kept or transcribed while a meeting goes on. */
  problem(error: UnderstudyError): void
  createTime?(): MeetingTime
}

interface Running {
  session: MeetingSession
  dispose(): Promise<void>
}

/** At the app's end nobody waits long for the last words. */
const LAST_WORDS_AT_EXIT_MS = 3_000

/** Meetings: the one that runs, and those that were. Knows nothing of windows, devices or models. */
export class MeetingService {
  private running: Running | null = null
  private starting = false
  private readonly listeners = new Set<(event: MeetingEvent) => void>()

  constructor(private readonly options: MeetingServiceOptions) {}

  /** Whether a meeting with consent is on, paused or not. */
  get runs(): boolean {
    return this.running !== null
  }

  onEvent(listener: (event: MeetingEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** @throws `consent_missing`, `bad_request` while another one runs, `store_unavailable` */
  async start(request: MeetingStart): Promise<MeetingRecord> {
    const start = meetingStartSchema.safeParse(request)
    if (!start.success) {
      throw new UnderstudyError('consent_missing', 'Say that the others know of the recording and how they were told; then it can start.')
    }
    if (this.running || this.starting) throw new UnderstudyError('bad_request', 'A meeting is running already; stop it before you start another.')
    this.starting = true
    try {
      this.running = await this.open(start.data)
    } finally {
      this.starting = false
    }
    this.running.session.start()
    return this.running.session.record
  }

  async pause(): Promise<void> {
    await this.session().pause()
  }

  resume(): void {
    this.session().resume()
  }

  /** Resolves with the whole meeting once its last words are transcribed and its notes written. */
  async stop(): Promise<MeetingRecord> {
    return this.end(this.session())
  }

  current(): MeetingRecord | null {
    return this.running?.session.record ?? null
  }

  allowFarSide(allowed: boolean): void {
    this.session().setFarSideAllowed(allowed)
  }

  /** Events of the conversation: what the persona says aloud belongs to the meeting, and is not heard twice. */
  follow(event: TurnEvent): void {
    this.running?.session.follow(event)
  }

  /** How far final texts came behind speech in the meeting that runs, ms. */
  get lagsMs(): readonly number[] {
    return this.running?.session.lagsMs ?? []
  }

  list(search = ''): Promise<MeetingSummary[]> {
    return this.options.store.list(search)
  }

  /** @throws `not_found` */
  async get(id: string): Promise<MeetingRecord> {
    const current = this.current()
    return current?.id === id ? current : this.options.store.get(id)
  }

  async rename(id: string, title: string): Promise<void> {
    await this.options.store.rename(id, title)
    if (this.current()?.id === id) this.running?.session.rename(title)
  }

  async delete(id: string): Promise<void> {
    if (this.current()?.id === id) throw new UnderstudyError('bad_request', 'Stop the meeting before you delete it.')
    await this.options.store.delete(id)
  }

  restore(id: string): Promise<void> {
    return this.options.store.restore(id)
  }

  /** Both sides mixed, 16-bit mono; shorter than asked at the end. @throws `not_found` */
  async recording(id: string, startMs: number, durationMs: number): Promise<{ sampleRateHz: number; pcm: Uint8Array }> {
    const pcm = await this.options.store.recording(id, startMs, durationMs)
    return { sampleRateHz: CAPTURE_SAMPLE_RATE_HZ, pcm: new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength) }
  }

  /** Writes the meeting to a file of that format. @throws `not_found`, `store_unavailable` when it cannot be written */
  async export(id: string, format: MeetingExportFormat, path: string): Promise<void> {
    const text = exportMeeting(await this.get(id), format)
    try {
      await writeFileAtomically(path, text)
    } catch (cause) {
      throw new UnderstudyError('store_unavailable', 'The file could not be written; choose a folder you may write to, with space left.', { cause })
    }
  }

  /** Ends the meeting that runs, keeping what it has. */
  async dispose(): Promise<void> {
    if (this.running) await this.end(this.running.session, LAST_WORDS_AT_EXIT_MS)
    this.listeners.clear()
  }

  private async open({ title, consent, system, farSideAllowed }: ReturnType<typeof meetingStartSchema.parse>): Promise<Running> {
    const { options } = this
    const startedAt = new Date()
    const record: MeetingRecord = {
      id: randomUUID(),
      title: title || defaultTitle(startedAt),
      personaId: options.persona().id,
      startedAt: startedAt.toISOString(),
      state: 'running',
      durationMs: 0,
      consent,
      sources: { mic: null, system: null },
      farSideAllowed,
      segments: [],
      notes: EMPTY_NOTES,
      wakes: [],
    }
    await options.store.begin(record)
    const [mic, far] = await Promise.all([options.createDetector(), options.createDetector()])
    const session = new MeetingSession({
      record,
      sources: { mic: options.createSource('mic'), ...(system ? { system: options.createSource('system') } : {}) },
      detectors: { mic, system: far },
      time: options.createTime?.() ?? new RunningTime(),
      transcriber: options.transcriber,
      memory: options.store,
      notes: new NoteKeeper(options.chat()),
      names: () => options.persona().names,
      mayAnswer: () => options.persona().mayAnswer,
      answer: (question) => options.answer(question),
      hush: () => options.hush?.(),
      emit: (event) => this.emit(event),
      problem: (error) => options.problem(error),
    })
    return { session, dispose: async () => void (await Promise.all([mic.dispose(), far.dispose()])) }
  }

  private async end(session: MeetingSession, lastWordsMs?: number): Promise<MeetingRecord> {
    const { running } = this
    this.running = null
    await session.stop(lastWordsMs)
    await running?.dispose()
    return session.record
  }

  private session(): MeetingSession {
    if (!this.running) throw new UnderstudyError('bad_request', 'No meeting is running.')
    return this.running.session
  }

  private emit(event: MeetingEvent): void {
    for (const listener of this.listeners) listener(event)
  }
}

function defaultTitle(at: Date): string {
  return `Meeting of ${at.toLocaleString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' })}`
}
