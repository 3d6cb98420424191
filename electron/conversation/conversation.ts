import { setImmediate as nextTurn } from 'node:timers/promises'
import { createActor, type Actor } from 'xstate'
import { encodeFrames } from '../animation/frame-codec.ts'
import { floatToInt16 } from '../audio/pcm.ts'
import { CAPTURE_SAMPLE_RATE_HZ, type HushLevel, type PlaybackReport } from '../contract/audio.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { ConversationState, TurnEvent, TurnOrigin } from '../contract/turn.ts'
import type { HistoryTurn } from '../persona/persona-service.ts'
import { Acknowledger } from './acknowledgement.ts'
import { ActiveTurn } from './active-turn.ts'
import type { AnswerOutput } from './answer-run.ts'
import type { ConversationOptions } from './conversation-options.ts'
import { flush } from './flush.ts'
import { HoldListener, type Heard } from './hold-listener.ts'
import type { Answerer, Memory } from './ports.ts'
import type { Run } from './run.ts'
import { startRun } from './start-run.ts'
import { turnMachine } from './turn-machine.ts'

/** Turns of this conversation which the answer engine is reminded of. */
const HISTORY_TURNS = 6

/**
 * One conversation with one persona: hold → transcript → answer → voice and face, interruption at any moment,
 * every stage traced and kept. Knows nothing of windows, files or models.
 */
export class Conversation {
  private readonly machine: Actor<typeof turnMachine> = createActor(turnMachine)
  private readonly listeners = new Set<(event: TurnEvent) => void>()
  private readonly unsubscribe: () => void
  private turn: ActiveTurn | null = null
  private history: HistoryTurn[] = []
  private memoryTrouble = false
  /** What the one who answers by themselves failed with last, until they answer again. */
  private partnerTrouble: string | null = null
  private readonly acknowledger: Acknowledger

  constructor(private readonly options: ConversationOptions) {
    this.machine.start()
    this.acknowledger = new Acknowledger({ ...options, phrases: () => options.acknowledgements?.() ?? null })
    this.unsubscribe = options.playback.onReport((report) => this.onReport(report))
  }

  get state(): ConversationState {
    return this.machine.getSnapshot().value as ConversationState
  }

  /** Whether the open microphone has the word: no key is held. */
  get hearing(): boolean {
    return this.state === 'listening' && this.turn?.origin === 'open'
  }

  /** Whether the persona can be heard: it answers, or says that it is thinking. */
  get isHeard(): boolean {
    return this.state === 'speaking' || this.turn?.acknowledgement?.isHeard === true
  }

  /** What is known of the turn under way, if there is one. */
  get current(): Pick<ActiveTurn, 'origin' | 'heardMs' | 'releasedAtMs'> | null {
    return this.turn
  }

  onEvent(listener: (event: TurnEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Key down. An answer under way stops at once and what was heard of it is kept. */
  press(): void {
    if (this.state === 'listening') {
      // From now on the key says when it is over.
      if (this.turn) this.turn.origin = 'hold'
      return
    }
    const interrupts = this.turn !== null
    const { isHeard } = this
    if (this.turn) void this.silence(this.turn)
    const turn = this.openTurn('hold')
    turn.interrupts = interrupts
    // Apart from what was said over it, what came before the key is the persona's own voice then.
    this.options.capture.press({ preRoll: isHeard ? 'near' : true })
    turn.listener = new HoldListener(this.options.capture, this.options.listener, {
      partial: (text) => this.heardSoFar(text),
      pause: (text) => this.guessNow(text),
    })
    this.transition('press')
  }

  /**
   * The open microphone hears somebody; `listener` follows what is said, in a capture that was begun for it. An answer
   * under way stops.
   * @param options.continues the question before was not over: it and its answer so far are taken back
   * @returns what was said of that question
   */
  hear(listener: HoldListener, { continues }: { continues: boolean }): string {
    const before = this.turn
    const prefix = before && continues ? joined(before.prefix, before.question || (before.listener?.text ?? '')) : ''
    if (before) void this.silence(before, { keepCapture: true, takeBack: continues })
    const turn = this.openTurn('open')
    turn.prefix = prefix
    // Somebody coughs: no mistake of theirs.
    turn.interrupts = true
    turn.listener = listener
    this.transition('press')
    return prefix
  }

  /** What the one who has the word has said up to now. */
  heardSoFar(text: string): void {
    const { turn } = this
    if (!turn?.listener || this.state !== 'listening') return
    const question = joined(turn.prefix, text)
    this.emit({ type: 'partial', turnId: turn.id, text: question })
    this.options.answerer.prepare(question, this.remembered)
  }

  /** They paused, and that may have been all. */
  guessNow(text: string): void {
    if (this.turn?.listener && this.state === 'listening') this.guess(this.turn, joined(this.turn.prefix, text))
  }

  /** Softens or holds the answer under way, as long as it is not known whether somebody interrupts. */
  hush(level: HushLevel): void {
    if (this.turn?.soundBegun) this.options.playback.hush(this.turn.id, level)
  }

  /** What the persona says about now, in words: an open microphone may hear them. */
  wordsAroundNow(): string[] {
    return this.turn?.wordsAroundNow() ?? []
  }

  /**
   * Key up, or the speaker is done: what was said is answered. Resolves when the answer has been heard, stopped or has failed.
   * @param options.speechEndedAtMs epoch ms from which the trace counts, with the open microphone
   * @param options.isQuestion whether it was meant for the persona at all
   */
  async release({ speechEndedAtMs, isQuestion }: { speechEndedAtMs?: number; isQuestion?: (heard: Heard) => boolean } = {}): Promise<void> {
    const turn = this.turn
    if (this.state !== 'listening' || !turn?.listener) return
    const nowMs = this.options.clock.nowMs()
    turn.releasedAtMs = speechEndedAtMs ?? nowMs
    if (speechEndedAtMs !== undefined) turn.mark('endpointMs', nowMs)
    this.transition('release')
    try {
      const heard = await turn.listener.finish(() => turn.mark('captureMs', this.options.clock.nowMs()))
      if (turn.closed) return
      if (!heard || heard.text.trim() === '' || isQuestion?.(heard) === false) {
        throw new UnderstudyError('no_speech', "I didn't hear anything. Hold the key while you speak, or type your question.")
      }
      await this.answer(turn, joined(turn.prefix, heard.text), heard.held.samples)
    } catch (thrown) {
      this.fail(turn, thrown)
    }
  }

  /**
   * A question in words, typed or taken from a meeting. An answer under way stops at once.
   * @param answerer answers this one question in the persona's place, a document that is gone through for instance
   * @returns id of its turn; the answer comes as events
   */
  ask(text: string, origin: Exclude<TurnOrigin, 'hold'> = 'typed', answerer: Answerer | null = null): string {
    if (this.turn) void this.silence(this.turn)
    const turn = this.openTurn(origin)
    turn.answerer = answerer
    this.transition('ask')
    this.answer(turn, text, null).catch((thrown: unknown) => this.fail(turn, thrown))
    return turn.id
  }

  /** Another persona begins without what was said to the one before; whose answer under way stops. */
  async startOver(): Promise<void> {
    await this.stop()
    this.history = []
  }

  /** Silence now. Resolves when the output has confirmed it. */
  async stop(): Promise<void> {
    if (!this.turn) return
    const silent = this.silence(this.turn)
    this.transition('stop')
    await silent
  }

  async dispose(): Promise<void> {
    await this.stop()
    this.unsubscribe()
    this.listeners.clear()
    this.machine.stop()
  }

  private openTurn(origin: TurnOrigin): ActiveTurn {
    this.options.warm?.()
    this.turn = new ActiveTurn(this.options.personaId(), origin, this.options.clock.nowMs(), this.options.answerMode?.())
    return this.turn
  }

  private get remembered(): readonly HistoryTurn[] {
    return this.history.slice(-HISTORY_TURNS)
  }

  /** Prepares an answer to what was said so far: right whenever the key is let go in this pause. */
  private guess(turn: ActiveTurn, text: string): void {
    if (turn.closed || !this.options.mayGuess() || this.options.interlocutor?.isChosen || turn.guess?.question === text) return
    turn.guess?.cancel()
    turn.guess = this.startRun(turn, text)
  }

  private startRun(turn: ActiveTurn, question: string, samples16k: Float32Array | null = null): Run {
    return startRun(this.options, turn, { question, history: this.remembered, ...(turn.mode ? { mode: turn.mode } : {}) }, samples16k)
  }

  private async answer(turn: ActiveTurn, question: string, samples16k: Float32Array | null): Promise<void> {
    turn.question = question
    turn.mark('transcriptMs', this.options.clock.nowMs())
    if (turn.guess?.question === question) turn.run = turn.guess
    else turn.guess?.cancel()
    turn.guess = null
    // What was said of it in a turn before isn't in this sound.
    turn.run ??= this.startRun(turn, question, turn.prefix ? null : samples16k)
    turn.run.commit()
    // Nobody who writes waits for a voice, and one that hears and speaks by itself has another.
    if (samples16k && !this.options.interlocutor?.isChosen) turn.acknowledgement = this.acknowledger.begin(turn)
    this.emit({ type: 'question', turnId: turn.id, text: question })
    this.keep(turn, (memory) => memory.begin(turn.record()))
    turn.stored = true
    if (samples16k) this.keep(turn, (memory) => memory.appendSound(turn.id, 'question', CAPTURE_SAMPLE_RATE_HZ, floatToInt16(samples16k)))
    for await (const output of turn.run.outputs) {
      if (turn.closed) return
      this.perform(turn, output)
      // Outputs come in bursts; the event loop breathes between them.
      await nextTurn()
    }
  }

  private perform(turn: ActiveTurn, output: AnswerOutput): void {
    const { playback, clock } = this.options
    switch (output.type) {
      case 'citations':
        turn.citations = output.citations
        this.emit({ type: 'citations', turnId: turn.id, citations: output.citations })
        break
      case 'stage':
        turn.mark(output.stage === 'retrieval' ? 'retrievalMs' : 'firstTokenMs', clock.nowMs())
        break
      case 'text':
        turn.mark('firstTokenMs', clock.nowMs())
        turn.mark('firstSentenceMs', clock.nowMs())
        this.emit({ type: 'token', turnId: turn.id, text: turn.answer ? ` ${output.text}` : output.text })
        turn.answer = turn.answer ? `${turn.answer} ${output.text}` : output.text
        break
      case 'sentence':
        turn.upsertSentence(output.sentence)
        this.emit({ type: 'sentence', turnId: turn.id, sentence: output.sentence })
        break
      case 'sound':
        if (!turn.soundBegun) {
          turn.soundBegun = true
          turn.acknowledgement?.end()
          if (turn.acknowledgement) this.acknowledger.answered(clock.nowMs() - turn.releasedAtMs)
          playback.begin(turn.id, output.sampleRateHz)
          this.transition('speak')
        }
        playback.audio(turn.id, output.startMs, output.pcm)
        turn.phones.push(...(output.phones ?? []))
        turn.soundMs = output.startMs + (output.pcm.length / output.sampleRateHz) * 1000
        this.keep(turn, (memory) => memory.appendSound(turn.id, 'answer', output.sampleRateHz, output.pcm))
        break
      case 'frames':
        turn.mark('firstCoefficientsMs', clock.nowMs())
        playback.frames(turn.id, output.frames)
        this.keep(turn, (memory) => memory.appendFrames(turn.id, encodeFrames(output.frames)))
        break
      case 'provider':
        turn.note(output.provider)
        this.emitTrace(turn)
        break
      case 'metered':
        turn.count(output.use)
        this.emitTrace(turn)
        break
      case 'trouble':
        turn.error = output.error
        // Asked with every question, they would fail in the same words every time; the turn shows it anyway.
        if (!turn.partner?.fallback || this.partnerTrouble !== output.error.message) this.notice(turn, output.error)
        if (turn.partner?.fallback) this.partnerTrouble = output.error.message
        break
      case 'done':
        if (turn.partner && !turn.partner.fallback) this.partnerTrouble = null
        turn.outcome = output.outcome
        turn.answer = output.answer
        turn.refusal = output.refusal
        turn.citations = output.citations
        this.emit({ type: 'citations', turnId: turn.id, citations: output.citations })
        this.keep(turn, (memory) => memory.update(turn.record(), false))
        if (turn.soundBegun) playback.end(turn.id, output.durationMs)
        else this.close(turn)
        break
    }
  }

  private onReport(report: PlaybackReport): void {
    const turn = this.turn
    if (!turn || turn.id !== report.turnId || turn.closed) return
    if (report.type === 'first_audio' && turn.mark('firstAudioMs', report.atEpochMs)) this.emitTrace(turn)
    if (report.type === 'first_frame' && turn.mark('firstFrameMs', report.atEpochMs)) this.emitTrace(turn)
    if (report.type === 'position') turn.heardMs = report.heardMs
    if (report.type === 'finished') {
      turn.heardMs = report.heardMs
      this.close(turn)
    }
  }

  /** Ends a turn from outside: nothing more of it is heard, what was heard of it is kept. */
  private async silence(turn: ActiveTurn, { keepCapture = false, takeBack = false } = {}): Promise<void> {
    if (turn.closed) return
    turn.closed = true
    if (this.turn === turn) this.turn = null
    turn.cancelWork()
    if (turn.listener && !turn.question && !keepCapture) this.options.capture.cancel()
    turn.outcome = 'stopped'
    turn.cutOff(turn.soundBegun ? await flush(this.options.playback, turn.id, turn.heardMs) : 0)
    turn.run?.heard?.(takeBack ? null : turn.heardMs)
    if (takeBack) this.takeBack(turn)
    else this.settle(turn)
  }

  private fail(turn: ActiveTurn, thrown: unknown): void {
    if (turn.closed) return
    const error = UnderstudyError.from(thrown)
    turn.error = error
    turn.outcome = error.code === 'no_speech' ? 'no_speech' : 'failed'
    if (!(error.code === 'no_speech' && turn.interrupts)) this.notice(turn, error)
    turn.cancelWork()
    // What has been said already may be heard out; the message is on screen meanwhile.
    if (turn.soundBegun) this.options.playback.end(turn.id, turn.soundMs)
    else this.close(turn)
  }

  /** The normal end. */
  private close(turn: ActiveTurn): void {
    turn.closed = true
    turn.acknowledgement?.end()
    if (this.turn === turn) {
      this.turn = null
      this.transition('finish')
    }
    this.settle(turn)
  }

  /** It was no turn: nothing of it is remembered, nor shown. */
  private takeBack(turn: ActiveTurn): void {
    if (turn.stored) this.keep(turn, (memory) => memory.delete(turn.id))
    this.emit({ type: 'done', turn: { ...turn.record(), question: '', answer: '' } })
  }

  private settle(turn: ActiveTurn): void {
    turn.mark('doneMs', this.options.clock.nowMs())
    if (turn.question) this.history = [...this.history, { question: turn.question, answer: turn.answer }].slice(-HISTORY_TURNS)
    if (turn.stored) this.keep(turn, (memory) => memory.update(turn.record(), true))
    this.emitTrace(turn)
    this.emit({ type: 'done', turn: turn.record() })
  }

  private transition(type: 'press' | 'release' | 'ask' | 'speak' | 'finish' | 'stop'): void {
    this.machine.send({ type })
    this.emit({ type: 'state', state: this.state, turnId: this.turn?.id ?? null })
  }

  private emitTrace(turn: ActiveTurn): void {
    this.emit({ type: 'trace', turnId: turn.id, trace: { ...turn.trace } })
  }

  private notice(turn: ActiveTurn, error: UnderstudyError): void {
    if (error.kind !== 'cancelled') this.emit({ type: 'notice', turnId: turn.id, notice: error.toShape() })
  }

  /** A history that cannot be written must not stop the talk; it is told once. */
  private keep(turn: ActiveTurn, write: (memory: Memory) => Promise<void>): void {
    write(this.options.memory).catch((thrown: unknown) => {
      if (this.memoryTrouble) return
      this.memoryTrouble = true
      this.notice(turn, UnderstudyError.from(thrown))
    })
  }

  private emit(event: TurnEvent): void {
    for (const listener of this.listeners) listener(event)
  }
}

const joined = (before: string, text: string): string => (before && text ? `${before} ${text}` : before || text)
