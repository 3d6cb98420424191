import type { CapturedFrame, HeldSpeech, HoldCapture } from '../../audio/hold-capture.ts'
import { CAPTURE_FRAME_MS } from '../../contract/audio.ts'
import { isInvented } from '../../meeting/invented-speech.ts'
import type { Conversation } from '../conversation.ts'
import { HoldListener, type Heard } from '../hold-listener.ts'
import type { Clock, Listener } from '../ports.ts'
import { Endpointer } from '../turn-end/endpointer.ts'
import { SpeakerPace } from '../turn-end/speaker-pace.ts'
import { beginsLikeListening, isCommand, isOnlyListening, isOnlyStop, remarkOf } from './barge-in.ts'

export interface OpenMicrophoneOptions {
  conversation: Pick<Conversation, 'state' | 'isHeard' | 'hearing' | 'current' | 'hear' | 'heardSoFar' | 'guessNow' | 'hush' | 'wordsAroundNow' | 'release' | 'stop'>
  capture: HoldCapture
  listener: Listener
  clock: Clock
}

const SPEECH = 0.5
const SILENCE = 0.35
/** Speech that begins a turn. */
const ONSET_FRAMES = 3
/** While the persona speaks, any of it makes it softer; a second frame, or one that is beyond doubt, silent. */
const SILENCE_FRAMES = 2
const BEYOND_DOUBT = 0.7
/** As much is no click, and no puff of the persona's own voice: then it is waited for the words. */
const REMARK_FRAMES = 4
/** Silence after which less than that was nothing. */
const NOTHING_AFTER_MS = 128
/** Silence after which a remark is over, once its words are known. */
const REMARK_OVER_MS = 128
/** Whoever speaks so long over a silent persona wants the word, whatever was understood; unless it sounds like listening. */
const CERTAIN_AFTER_MS = 1_100
/** As long as it goes on, so many words are believed, and not those of less speech. */
const WORDS_BEFORE_A_PAUSE = 3
const SPEECH_BEFORE_A_PAUSE_MS = 700
/** Latest moment at which a false alarm is given up, from its onset. */
const UNDECIDED_MS = 1_800
/** Whoever goes on before having heard this much of the answer was not done asking. */
const CONTINUES_WITHIN_HEARD_MS = 600
const CONTINUES_WITHIN_MS = 2_500

/** Somebody speaks while the persona does; not yet known what it is. */
interface Alarm {
  listener: HoldListener
  frames: number
  /** With speech: a puff of the loudspeaker may lie some time before it. */
  speechFrames: number
  level: 'ducked' | 'paused'
  /** What is being said sounds like listening so far. */
  isListening: boolean
}

/**
 * Always-on conversation: takes the turn when somebody speaks and gives it when they are done, and lets them interrupt.
 * It is driven by the microphone's frames alone.
 */
export class OpenMicrophone {
  private readonly pace = new SpeakerPace()
  private readonly endpointer = new Endpointer({ pace: this.pace })
  private on = false
  private speechRun = 0
  private silentRun = 0
  /** Of the turn that is heard: how much was speech, and how sure that is. */
  private speech = { frames: 0, probability: 0 }
  private alarm: Alarm | null = null
  private prefix = ''

  constructor(private readonly options: OpenMicrophoneOptions) {}

  get isOpen(): boolean {
    return this.on
  }

  open(): void {
    this.on = true
    this.speechRun = 0
  }

  /** What is being said is dropped; an answer under way is heard out. */
  close(): void {
    this.on = false
    this.dismiss()
    if (this.options.conversation.hearing) void this.options.conversation.stop()
    this.endpointer.end()
  }

  /** Every frame of the microphone, in order. */
  push(frame: CapturedFrame): void {
    const isOver = this.endpointer.push(frame.samples, frame.probability)
    const isNear = frame.echo?.near ?? true
    if (!this.on) return
    this.count(frame, isNear)
    const { conversation } = this.options
    if (this.alarm && conversation.state !== 'speaking') this.dismiss()
    if (this.alarm) return this.follow(this.alarm, frame)
    // Somebody else records: a key is held, or a consent is read aloud.
    if (this.options.capture.holding && !conversation.hearing) return
    if (conversation.hearing) {
      if (isOver) this.give()
    } else if (conversation.state === 'speaking') {
      if (this.speechRun > 0 && isNear) this.raise(frame)
    } else if (conversation.state !== 'listening' && this.speechRun >= ONSET_FRAMES) {
      this.take()
    }
  }

  private count({ probability }: CapturedFrame, isNear: boolean): void {
    const isSpeech = probability >= SPEECH && (isNear || !this.options.conversation.isHeard)
    this.speechRun = isSpeech ? this.speechRun + 1 : probability < SILENCE || !isNear ? 0 : this.speechRun
    this.silentRun = isSpeech ? 0 : this.silentRun + 1
    if (!isSpeech) return
    this.speech.frames++
    this.speech.probability += probability
  }

  /** Somebody begins, or goes on although the turn was taken to be over. */
  private take(): void {
    const { conversation, clock } = this.options
    const { current } = conversation
    const sinceMs = clock.nowMs() - (current?.releasedAtMs ?? -Infinity)
    const continues = current?.origin === 'open' && sinceMs < CONTINUES_WITHIN_MS
    if (continues) this.pace.paused(sinceMs)
    this.begin()
    this.prefix = conversation.hear(this.listen(), { continues })
  }

  private begin(): void {
    this.speech = { frames: this.speechRun, probability: this.speechRun }
    this.endpointer.begin()
    this.options.capture.press({ preRoll: true })
  }

  private listen(): HoldListener {
    return new HoldListener(this.options.capture, this.options.listener, {
      partial: (text, held) => this.heard(text, held),
      pause: (text) => {
        if (this.options.conversation.hearing) this.options.conversation.guessNow(text)
      },
    })
  }

  private heard(text: string, held: HeldSpeech): void {
    const isLatest = this.options.capture.snapshot()?.speechEndMs === held.speechEndMs
    this.endpointer.heard(join(this.prefix, text), isLatest ? this.endpointer.silenceMs : 0)
    if (this.alarm) this.judge(this.alarm, text, isLatest)
    else if (this.options.conversation.hearing) this.options.conversation.heardSoFar(text)
  }

  /** The speaker is done. */
  private give(): void {
    const silenceMs = this.endpointer.silenceMs
    this.endpointer.end()
    const { conversation, clock } = this.options
    void conversation.release({ speechEndedAtMs: clock.nowMs() - silenceMs, isQuestion: (heard) => this.isQuestion(heard) })
  }

  private isQuestion({ text }: Heard): boolean {
    const speechMs = this.speech.frames * CAPTURE_FRAME_MS
    const confidence = this.speech.probability / Math.max(1, this.speech.frames)
    return !isInvented(text, { speechMs, confidence }) && !isOnlyStop(text, speechMs) && !isOnlyListening(text)
  }

  /** Speech while the persona speaks: softer at once, silent right after it; the rest when it is known what it is. */
  private raise({ probability }: CapturedFrame): void {
    this.prefix = ''
    this.begin()
    const level = probability >= BEYOND_DOUBT ? 'paused' : 'ducked'
    this.alarm = { listener: this.listen(), frames: 1, speechFrames: 1, level, isListening: false }
    this.options.conversation.hush(level)
  }

  private follow(alarm: Alarm, { probability }: CapturedFrame): void {
    alarm.frames++
    if (this.silentRun === 0) {
      alarm.speechFrames++
      if (alarm.level === 'ducked' && (alarm.speechFrames >= SILENCE_FRAMES || probability >= BEYOND_DOUBT)) {
        alarm.level = 'paused'
        this.options.conversation.hush('paused')
      }
    }
    const silentMs = this.silentRun * CAPTURE_FRAME_MS
    if (silentMs === 0 && speechMs(alarm) >= CERTAIN_AFTER_MS && !alarm.isListening) return this.interrupt(alarm)
    if (alarm.speechFrames < REMARK_FRAMES && silentMs >= NOTHING_AFTER_MS) return this.dismiss()
    if (alarm.frames * CAPTURE_FRAME_MS >= UNDECIDED_MS) this.dismiss()
  }

  /** @param isLatest nothing was said since */
  private judge(alarm: Alarm, text: string, isLatest: boolean): void {
    const durationMs = speechMs(alarm)
    // The transcriber says a short word over and over: «no, wait, no, wait».
    const isNoise = isInvented(text, { speechMs: durationMs, confidence: 1 }) && !isCommand(text)
    const said = this.options.conversation.wordsAroundNow()
    if (isLatest && this.silentRun * CAPTURE_FRAME_MS >= REMARK_OVER_MS) {
      const remark = isNoise ? 'nothing' : remarkOf(text, { said, speechMs: durationMs })
      if (remark === 'interruption') this.interrupt(alarm)
      else this.dismiss()
      return
    }
    // Half a word is transcribed as anything; nobody waits for it, the persona is silent.
    alarm.isListening = beginsLikeListening(text)
    const isEnough = durationMs >= SPEECH_BEFORE_A_PAUSE_MS && text.trim().split(' ').length >= WORDS_BEFORE_A_PAUSE
    if (isEnough && !isNoise && remarkOf(text, { said }) === 'interruption') this.interrupt(alarm)
  }

  private interrupt(alarm: Alarm): void {
    this.alarm = null
    const { conversation } = this.options
    const { current } = conversation
    const continues = current?.origin === 'open' && current.heardMs < CONTINUES_WITHIN_HEARD_MS
    this.prefix = conversation.hear(alarm.listener, { continues })
  }

  /** A false alarm: the persona goes on where it stopped. */
  private dismiss(): void {
    const { alarm } = this
    if (!alarm) return
    this.alarm = null
    alarm.listener.cancel()
    this.options.capture.cancel()
    this.endpointer.end()
    this.options.conversation.hush('off')
    this.speechRun = 0
  }
}

const speechMs = ({ speechFrames }: Alarm): number => speechFrames * CAPTURE_FRAME_MS
const join = (before: string, text: string): string => (before ? `${before} ${text}` : text)
