import type { AudioSource } from '../audio/audio-source.ts'
import { int16ToFloat } from '../audio/pcm.ts'
import type { SpeechDetector } from '../audio/silero.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { MeetingEvent, MeetingRecord, MeetingSource, MeetingState, MeetingWake, TranscriptSegment } from '../contract/meeting.ts'
import type { TurnEvent } from '../contract/turn.ts'
import { LiveTranscription } from './live-transcription.ts'
import { MeetingSide } from './meeting-side.ts'
import type { MeetingTime } from './meeting-time.ts'
import type { NoteKeeper } from './notes/note-keeper.ts'
import { PersonaVoice } from './persona-voice.ts'
import type { MeetingMemory } from './ports.ts'
import type { Piece } from './segmenter.ts'
import { Transcript } from './transcript.ts'
import type { MeetingTranscriber } from './transcription-desk.ts'
import { WakeGate, type HeardWake } from './wake/wake-gate.ts'

export interface SessionOptions {
  /** As it begins: no segments, no wakes. */
  record: MeetingRecord
  sources: Partial<Record<MeetingSource, AudioSource>>
  /** One for each side: it remembers the stream. */
  detectors: Record<MeetingSource, SpeechDetector>
  time: MeetingTime
  transcriber: MeetingTranscriber
  memory: MeetingMemory
  notes: NoteKeeper
  /** Names by which the persona is called. */
  names(): readonly string[]
  /** Whether the persona may answer in a meeting at all. */
  mayAnswer(): boolean
  answer(question: { question: string; atMs: number }): Promise<{ turnId: string | null }>
  /** Ends what the persona says. */
  hush(): void
  emit(event: MeetingEvent): void
  /** What could not be kept or transcribed; told once each. */
  problem(error: UnderstudyError): void
}

const TICK_MS = 100
const NOTES_EVERY_MS = 2_000
/** Longest wait at the end for the last words' text. */
const LAST_WORDS_MS = 30_000

/** One meeting while it runs: both sides heard, transcribed and watched for the persona's name, notes taken. */
export class MeetingSession {
  private readonly sides: readonly MeetingSide[]
  private readonly transcription: LiveTranscription
  private readonly gate: WakeGate
  private readonly voice: PersonaVoice
  private readonly transcript = new Transcript()
  private readonly wakes = new Map<string, MeetingWake>()
  private readonly answers = new Set<Promise<void>>()
  private readonly toldProblems = new Set<string>()
  private readonly endTimers: (() => void)[] = []
  private state: MeetingState = 'running'
  private sourceLabels: MeetingRecord['sources'] = { mic: null, system: null }
  private farSide: boolean
  private titleText: string
  private segmentNumber = 0

  constructor(private readonly options: SessionOptions) {
    const { record, time, transcriber, detectors, sources } = options
    this.farSide = record.farSideAllowed
    this.titleText = record.title
    const nextId = (): string => `s${++this.segmentNumber}`
    this.voice = new PersonaVoice(time, { segment: (segment) => this.put(segment), removed: (id) => this.remove(id) }, nextId)
    this.gate = new WakeGate({
      names: options.names,
      farSideAllowed: () => this.farSide,
      isSpeaking: (source) => this.sides.find(({ name }) => name === source)?.speaking === true,
      personaWords: (startMs, endMs) => this.voice.wordsAround(startMs, endMs),
      onWake: (wake) => this.woken(wake),
      onHush: () => options.hush(),
    })
    this.sides = (Object.entries(sources) as [MeetingSource, AudioSource][]).map(([name, source]) => this.createSide(name, source, detectors[name], nextId))
    this.transcription = new LiveTranscription(this.sides, transcriber, time, {
      interim: (segment) => this.put(segment),
      final: (segment) => {
        this.put(segment)
        this.gate.hear(segment)
      },
      dropped: (id) => this.remove(id),
      failed: (error) => this.tell(error),
      isEcho: (source, startMs, endMs, text) => this.voice.isEcho(source, startMs, endMs, text),
      fetch: async (source, startMs, durationMs) => int16ToFloat(await options.memory.recording(record.id, startMs, durationMs, source)),
    })
    options.notes.onChange((notes) => {
      this.emit({ type: 'notes', meetingId: record.id, notes })
      this.keep(() => options.memory.setNotes(record.id, notes))
    })
  }

  get record(): MeetingRecord {
    const { record, notes } = this.options
    return {
      ...record,
      title: this.titleText,
      state: this.state,
      durationMs: this.durationMs,
      sources: this.sourceLabels,
      farSideAllowed: this.farSide,
      segments: [...this.transcript.segments],
      notes: notes.current,
      wakes: [...this.wakes.values()].sort((a, b) => a.atMs - b.atMs),
    }
  }

  get durationMs(): number {
    return Math.round(this.options.time.nowMs())
  }

  /** From the end of each segment's speech to its final text, ms on the meeting's clock. */
  get lagsMs(): readonly number[] {
    return this.transcription.lagsMs
  }

  /** Whether every source has come to its end, as files do. */
  get finished(): boolean {
    return this.sides.every((side) => side.finished)
  }

  start(): void {
    const { time } = this.options
    this.endTimers.push(time.every(TICK_MS, () => this.tick()), time.every(NOTES_EVERY_MS, () => this.takeNotes()))
    for (const side of this.sides) side.start()
    this.changeState('running')
  }

  /** Nothing is captured until it is resumed. */
  async pause(): Promise<void> {
    if (this.state !== 'running') return
    this.changeState('paused')
    await Promise.all(this.sides.map((side) => side.stop()))
    this.voice.finish()
    this.options.time.pause()
  }

  resume(): void {
    if (this.state !== 'paused') return
    this.options.time.resume()
    for (const side of this.sides) side.start()
    this.changeState('running')
  }

  setFarSideAllowed(allowed: boolean): void {
    this.farSide = allowed
    this.keep(() => this.options.memory.setFarSideAllowed(this.options.record.id, allowed))
  }

  rename(title: string): void {
    this.titleText = title
  }

  /** Events of the conversation: what the persona says aloud belongs to the meeting. */
  follow(event: TurnEvent): void {
    this.voice.follow(event)
  }

  /** Ends it: the last words are transcribed, the notes written. @param lastWordsMs longest wait for them */
  async stop(lastWordsMs = LAST_WORDS_MS): Promise<void> {
    await Promise.all(this.sides.map((side) => side.stop()))
    this.options.time.pause()
    this.voice.finish()
    await this.transcription.drained(lastWordsMs)
    this.gate.finish()
    await Promise.all(this.answers)
    await this.options.notes.finish(this.transcript.segments, [...this.wakes.values()])
    this.changeState('ended')
    await this.options.memory.setState(this.options.record.id, 'ended', this.durationMs).catch(() => undefined)
    this.dispose()
  }

  dispose(): void {
    for (const end of this.endTimers.splice(0)) end()
    this.transcription.dispose()
  }

  private createSide(name: MeetingSource, source: AudioSource, detector: SpeechDetector, nextId: () => string): MeetingSide {
    const { record, time, memory } = this.options
    const events = {
      advanced: () => this.transcription.advance(),
      ended: (piece: Piece) => this.transcription.ended(name, piece),
      sound: (atSample: number, pcm: Int16Array) => this.keep(() => memory.appendSound(record.id, name, atSample, pcm)),
      level: (level: Extract<MeetingEvent, { type: 'level' }>['level']) => this.emit({ type: 'level', meetingId: record.id, source: name, level }),
      state: (label: string | null, trouble: UnderstudyError | null) => this.sourceChanged(name, label, trouble),
    }
    return new MeetingSide(name, source, detector, time, events, nextId)
  }

  private tick(): void {
    for (const side of this.sides) side.tick()
    this.voice.tick()
    this.gate.tick(this.options.time.nowMs())
  }

  private takeNotes(): void {
    this.options.notes.update(this.transcript.segments, [...this.wakes.values()])
  }

  private sourceChanged(source: MeetingSource, label: string | null, trouble: UnderstudyError | null): void {
    const { record, memory } = this.options
    if (this.sourceLabels[source] !== label) {
      this.sourceLabels = { ...this.sourceLabels, [source]: label }
      this.keep(() => memory.setSources(record.id, this.sourceLabels))
    }
    this.emit({ type: 'source', meetingId: record.id, source, label, trouble: trouble?.toShape() ?? null })
  }

  private woken({ atMs, source, allowed, question }: HeardWake): void {
    const wake: MeetingWake = { atMs, source, question, allowed: allowed && this.options.mayAnswer(), turnId: null }
    this.putWake(wake)
    if (!wake.allowed || question === '') return
    const answered = this.options.answer({ question, atMs }).then(
      ({ turnId }) => this.putWake({ ...wake, turnId }),
      (thrown: unknown) => this.tell(UnderstudyError.from(thrown)),
    )
    this.answers.add(answered)
    void answered.finally(() => this.answers.delete(answered))
  }

  private putWake(wake: MeetingWake): void {
    const { record, memory } = this.options
    this.wakes.set(`${wake.source} ${wake.atMs}`, wake)
    this.emit({ type: 'wake', meetingId: record.id, wake })
    this.keep(() => memory.putWake(record.id, wake))
  }

  private put(segment: TranscriptSegment): void {
    const { record, memory } = this.options
    if (!this.transcript.put(segment)) return
    this.emit({ type: 'segment', meetingId: record.id, segment })
    this.keep(() => memory.putSegment(record.id, segment))
  }

  private remove(segmentId: string): void {
    const { record, memory } = this.options
    if (!this.transcript.remove(segmentId)) return
    this.emit({ type: 'segment_removed', meetingId: record.id, segmentId })
    this.keep(() => memory.removeSegment(record.id, segmentId))
  }

  private changeState(state: MeetingState): void {
    const { record, memory } = this.options
    this.state = state
    this.emit({ type: 'state', meetingId: record.id, state, durationMs: this.durationMs })
    if (state !== 'ended') this.keep(() => memory.setState(record.id, state, this.durationMs))
  }

  /** What cannot be kept must not stop the meeting; it is told once. */
  private keep(write: () => Promise<void>): void {
    write().catch((thrown: unknown) => this.tell(UnderstudyError.from(thrown)))
  }

  private tell(error: UnderstudyError): void {
    if (this.toldProblems.has(error.code)) return
    this.toldProblems.add(error.code)
    this.options.problem(error)
  }

  private emit(event: MeetingEvent): void {
    this.options.emit(event)
  }
}
