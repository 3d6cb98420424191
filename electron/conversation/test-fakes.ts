import { COEFFICIENT_COUNT } from '../contract/coefficients.ts'
import type { AnimationCall } from '../animation/animation-client.ts'
import type { HeldSpeech, HoldCapture } from '../audio/hold-capture.ts'
import { AsyncQueue } from '../base/async-queue.ts'
import type { AnimationFrame } from '../contract/animation.ts'
import type { HushLevel, PlaybackReport } from '../contract/audio.ts'
import type { AnswerMode } from '../contract/persona.ts'
import type { TurnEvent, TurnRecord } from '../contract/turn.ts'
import type { AnswerEvent, HistoryTurn } from '../persona/persona-service.ts'
import { Conversation } from './conversation.ts'
import type { ConversationOptions } from './conversation-options.ts'
import type { Animator, Answerer, Listener, Memory, Playback, Voice } from './ports.ts'

/** Deterministic neighbours of a conversation: scripted speech, answers and sound, and a loudspeaker moved by hand. */

const RATE_HZ = 16_000
export const SAMPLES_PER_CHARACTER = 800

export function held(range: string, overrides: Partial<HeldSpeech> = {}): HeldSpeech {
  return {
    samples: new Float32Array(RATE_HZ),
    range,
    speechStartMs: 100,
    speechEndMs: 900,
    hadSpeech: true,
    trailingSilenceMs: 0,
    heldMs: 1000,
    ...overrides,
  }
}

export class FakeCapture {
  now: HeldSpeech | null = null
  cancelled = 0
  press(): void {}
  snapshot(): HeldSpeech | null {
    return this.now
  }
  release(): Promise<HeldSpeech> {
    return Promise.resolve(this.now ?? held('nothing', { hadSpeech: false }))
  }
  cancel(): void {
    this.cancelled++
  }
}

export class FakePlayback implements Playback {
  readonly log: string[] = []
  heardMs = 0
  private readonly listeners = new Set<(report: PlaybackReport) => void>()
  private turnId = ''
  begin(turnId: string): void {
    this.turnId = turnId
    this.log.push('begin')
    this.report({ type: 'first_audio', turnId, atEpochMs: 1_000_010 })
  }
  /** Samples of what was played, in the end all. */
  samples = 0
  audio(_turnId: string, _startMs: number, pcm: Int16Array): void {
    this.samples += pcm.length
    this.log.push('audio')
  }
  frames(turnId: string): void {
    this.log.push('frames')
    this.report({ type: 'first_frame', turnId, atEpochMs: 1_000_020 })
  }
  end(turnId: string, durationMs: number): void {
    this.log.push('end')
    this.heardMs = durationMs
    if (this.playsOut) this.report({ type: 'finished', turnId, heardMs: durationMs })
  }
  /** So much of the answer has been heard. */
  moveTo(heardMs: number): void {
    this.heardMs = heardMs
    this.report({ type: 'position', turnId: this.turnId, heardMs })
  }
  /** Off: the answer keeps sounding until somebody stops it. */
  playsOut = true
  flush(turnId: string): void {
    this.log.push('flush')
    this.report({ type: 'flushed', turnId, heardMs: this.heardMs, atEpochMs: 1_000_030 })
  }
  onReport(listener: (report: PlaybackReport) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  hush(_turnId: string, level: HushLevel): void {
    this.log.push(level)
  }
  private report(report: PlaybackReport): void {
    for (const listener of this.listeners) listener(report)
  }
}

export class FakeListener implements Listener {
  readonly asked: { draft: string | undefined }[] = []
  constructor(public text: string) {}
  transcribe(_samples: Float32Array, { draft }: { draft?: string }): Promise<{ text: string }> {
    this.asked.push({ draft })
    return Promise.resolve({ text: this.text })
  }
}

export class FakeAnswerer implements Answerer {
  readonly asked: string[] = []
  readonly histories: HistoryTurn[][] = []
  readonly modes: (AnswerMode | undefined)[] = []
  constructor(private readonly sentences: readonly string[]) {}
  prepare(): void {}
  async *answer({ question, history = [], mode }: Parameters<Answerer['answer']>[0]): AsyncGenerator<AnswerEvent> {
    this.asked.push(question)
    this.histories.push([...history])
    this.modes.push(mode)
    for (const [index, text] of this.sentences.entries()) yield { type: 'sentence', index, text, markers: [] }
    yield { type: 'done', answer: this.sentences.join(' '), outcome: 'answered', citations: [], refusal: null }
  }
}

/** 50 ms of a square wave for every character. */
export class FakeVoice implements Voice {
  readonly spoken: string[] = []
  failAt: { sentence: string; error: Error } | null = null
  async *synthesize(text: string): AsyncGenerator<{ pcm: Int16Array; sampleRateHz: number }> {
    this.spoken.push(text)
    yield { pcm: new Int16Array(text.length * SAMPLES_PER_CHARACTER).fill(8000), sampleRateHz: RATE_HZ }
    if (this.failAt?.sentence === text) throw this.failAt.error
  }
}

export class FakeAnimator implements Animator {
  error: Error | null = null
  open(): Promise<AnimationCall> {
    if (this.error) return Promise.reject(this.error)
    const frames = new AsyncQueue<AnimationFrame>()
    let index = 0
    return Promise.resolve({
      frames,
      clamped: 0,
      done: new Promise<never>(() => undefined),
      push: () => {
        frames.push({ index, timeS: index / 60, coefficients: new Float32Array(COEFFICIENT_COUNT), headRotation: [0, 0, 0], gaze: [0, 0] })
        index++
        return Promise.resolve()
      },
      end: () => Promise.resolve(frames.end()),
      cancel: () => frames.end(),
    })
  }
}

export class FakeMemory implements Memory {
  readonly records = new Map<string, { record: TurnRecord; closed: boolean }>()
  soundChunks = 0
  frameChunks = 0
  error: Error | null = null
  begin(record: TurnRecord): Promise<void> {
    if (this.error) return Promise.reject(this.error)
    this.records.set(record.id, { record, closed: false })
    return Promise.resolve()
  }
  update(record: TurnRecord, closed: boolean): Promise<void> {
    if (this.error) return Promise.reject(this.error)
    this.records.set(record.id, { record, closed })
    return Promise.resolve()
  }
  appendSound(): Promise<void> {
    this.soundChunks++
    return this.error ? Promise.reject(this.error) : Promise.resolve()
  }
  delete(turnId: string): Promise<void> {
    this.records.delete(turnId)
    return Promise.resolve()
  }
  appendFrames(): Promise<void> {
    this.frameChunks++
    return this.error ? Promise.reject(this.error) : Promise.resolve()
  }
}

/** @param others real neighbours in the place of fakes */
export function fakeConversation(question: string, sentences: readonly string[], others: Partial<ConversationOptions> = {}) {
  const parts = {
    capture: new FakeCapture(),
    playback: new FakePlayback(),
    listener: new FakeListener(question),
    answerer: new FakeAnswerer(sentences),
    voice: new FakeVoice(),
    animator: new FakeAnimator(),
    memory: new FakeMemory(),
  }
  const conversation = new Conversation({
    ...parts,
    personaId: () => 'p',
    capture: parts.capture as unknown as HoldCapture,
    clock: { nowMs: () => 1_000_000 },
    mayGuess: () => true,
    ...others,
  })
  const events: TurnEvent[] = []
  conversation.onEvent((event) => events.push(event))
  const done = (): Promise<TurnRecord> =>
    new Promise((resolve) => {
      const off = conversation.onEvent((event) => {
        if (event.type !== 'done') return
        off()
        resolve(event.turn)
      })
    })
  return { ...parts, conversation, events, done }
}
