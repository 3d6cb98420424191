import { mock } from 'node:test'
import { EchoGate } from '../../../electron/audio/echo/echo-gate.ts'
import { HoldCapture } from '../../../electron/audio/hold-capture.ts'
import type { SpeechDetector } from '../../../electron/audio/silero.ts'
import { Convolver, randomSource } from '../../../electron/audio/testing/room.ts'
import { CAPTURE_FRAME_MS, CAPTURE_FRAME_SAMPLES, type HushLevel } from '../../../electron/contract/audio.ts'
import { OpenMicrophone } from '../../../electron/conversation/open-microphone/open-microphone.ts'
import type { Listener } from '../../../electron/conversation/ports.ts'
import { normaliseTranscript } from '../../../electron/speech/transcript-text.ts'
import { gainFor, type EchoClip } from './clips.ts'

export interface Hush {
  fromMs: number
  silentMs: number | null
  toMs: number | null
}

/** What became of a clip. Times are ms from its start. */
export interface Outcome {
  /** Somebody was given the word. */
  interruptedMs: number | null
  /** Each time the loudspeaker was made softer: from when, when it was silent (−40 dB), and when it was as before. */
  hushes: Hush[]
  /** Somebody spoke, for the voice detector alone: 224 ms in a row. */
  voicedMs: number | null
  transcripts: string[]
}

const GAINS: Record<HushLevel, number> = { off: 1, ducked: 0.2, paused: 0 }
/** −40 dB */
const SILENT = 0.01
export const QUIET_BEFORE_MS = 480
/** Of the sound that is played now, the words of this much before and after. */
const AROUND_MS = { before: 2_000, after: 700 }
/** What a transcription takes on two cores: a base, and a share of the sound (measured for models/moonshine). */
const TRANSCRIPTION_MS = { base: 60, perMs: 0.05 }
const PLAIN_VOICE_FRAMES = 7
/** A remark is decided on, and what follows it is heard. */
const AFTER_MS = 2_000

/**
 * Plays a clip through the open microphone as the app has it, loudspeaker and room included: what it makes softer is softer in
 * the room from the next frame on. Time is the clip's own; only the models take real time.
 */
export async function simulate(clip: EchoClip, { isGated, vad, transcriber }: { isGated: boolean; vad: SpeechDetector; transcriber: Listener }): Promise<Outcome> {
  mock.timers.enable({ apis: ['setTimeout'] })
  const outcome: Outcome = { interruptedMs: null, hushes: [], voicedMs: null, transcripts: [] }
  let nowMs = 0
  let working = 0
  const listener: Listener = {
    transcribe: async (samples, options) => {
      working++
      const result = await transcriber.transcribe(samples, options).finally(() => working--)
      await new Promise((resolve) => setTimeout(resolve, TRANSCRIPTION_MS.base + (samples.length / 16) * TRANSCRIPTION_MS.perMs))
      outcome.transcripts.push(result.text)
      return result
    },
  }
  const speaker = new Loudspeaker(clip)
  let voiced = 0
  let frames = 0
  vad.reset()
  const capture: HoldCapture = new HoldCapture({
    vad,
    onFrame: (frame) => {
      frames++
      voiced = frame.probability >= 0.5 ? voiced + 1 : 0
      if (voiced >= PLAIN_VOICE_FRAMES) outcome.voicedMs ??= nowMs
      if (outcome.interruptedMs === null) microphone.push(frame)
    },
  })
  const microphone: OpenMicrophone = new OpenMicrophone({
    capture,
    listener,
    clock: { nowMs: () => 1e6 + nowMs },
    conversation: {
      get state() {
        return nowMs >= QUIET_BEFORE_MS && !speaker.isOver ? ('speaking' as const) : ('idle' as const)
      },
      get isHeard() {
        return this.state === 'speaking'
      },
      hearing: false,
      current: null,
      hear: (heard) => {
        if (nowMs >= QUIET_BEFORE_MS && !speaker.isOver) outcome.interruptedMs ??= nowMs
        heard.cancel()
        return ''
      },
      hush: (level) => {
        speaker.level = level
        const hush = outcome.hushes.at(-1)
        if (level === 'off') {
          if (hush) hush.toMs ??= nowMs
        } else if (!hush || hush.toMs !== null) {
          outcome.hushes.push({ fromMs: nowMs, silentMs: null, toMs: null })
        }
      },
      wordsAroundNow: () => clip.answer.sentences.filter(({ startMs, endMs }) => startMs <= speaker.positionMs + AROUND_MS.after && endMs >= speaker.positionMs - AROUND_MS.before).flatMap(({ text }) => normaliseTranscript(text)),
      heardSoFar: () => undefined,
      guessNow: () => undefined,
      release: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    },
  })
  microphone.open()
  const gate = new EchoGate()
  const room = new SimulatedRoom(clip)
  const endMs = clip.kind === 'far_end' ? Infinity : clip.nearStartMs + QUIET_BEFORE_MS + clip.near.length / 16 + AFTER_MS
  for (let n = 1; !speaker.isOver && nowMs < endMs && outcome.interruptedMs === null; n++) {
    const played = nowMs >= QUIET_BEFORE_MS ? speaker.next() : new Float32Array(CAPTURE_FRAME_SAMPLES)
    const hush = outcome.hushes.at(-1)
    if (hush && hush.toMs === null && speaker.silentFrom !== null) hush.silentMs ??= nowMs + speaker.silentFrom / 16
    const heard = room.next(played, nowMs - QUIET_BEFORE_MS)
    nowMs += CAPTURE_FRAME_MS
    const { samples, echo } = isGated ? gate.process(heard, played) : { samples: heard, echo: null }
    capture.push(samples, echo ?? undefined)
    mock.timers.tick(CAPTURE_FRAME_MS)
    do await new Promise((resolve) => setImmediate(resolve))
    while (working > 0 || frames < n)
  }
  microphone.close()
  capture.dispose()
  mock.timers.reset()
  return outcome
}

/** Plays an answer, softer or not at all where it is told to. */
class Loudspeaker {
  level: HushLevel = 'off'
  /** Of the last frame: the sample from which on it was silent. */
  silentFrom: number | null = null
  private at = 0
  private gain = 1

  constructor(private readonly clip: EchoClip) {}

  get positionMs(): number {
    return this.at / 16
  }

  get isOver(): boolean {
    return this.at >= this.clip.answer.samples.length
  }

  next(): Float32Array {
    const frame = new Float32Array(CAPTURE_FRAME_SAMPLES)
    this.silentFrom = this.gain <= SILENT ? 0 : null
    if (this.level === 'paused' && this.gain === 0) return frame
    for (let k = 0; k < frame.length; k++) {
      this.gain += Math.max(-1 / 128, Math.min(1 / 128, GAINS[this.level] - this.gain))
      if (this.gain <= SILENT) this.silentFrom ??= k
      frame[k] = (this.clip.answer.samples[this.at + k] ?? 0) * this.gain
    }
    this.at += frame.length
    return frame
  }
}

/** What the microphone hears: loudspeaker with its distortion, delay and clock, room, a voice and noise. */
export class SimulatedRoom {
  private convolver: Convolver
  private gain: number
  private readonly played: number[] = []
  private count = 0
  private readonly random: () => number
  private changed = false

  constructor(private readonly clip: EchoClip) {
    this.convolver = new Convolver(clip.response, CAPTURE_FRAME_SAMPLES)
    this.gain = gainFor(clip.nearDb + clip.echoDb)
    this.random = randomSource(clip.seed)
  }

  next(played: Float32Array, atMs: number): Float32Array {
    const { clip } = this
    if (clip.changes && atMs >= clip.changes.atMs && !this.changed) {
      this.changed = true
      this.convolver = new Convolver(clip.changes.response, CAPTURE_FRAME_SAMPLES)
      this.gain *= 10 ** (clip.changes.gainDb / 20)
    }
    for (const sample of played) this.played.push(clip.drive > 0 ? Math.tanh(sample * clip.drive) / clip.drive : sample)
    const late = Float32Array.from({ length: played.length }, (_, k) => this.read((this.count + k) * (1 + clip.driftPpm * 1e-6) - clip.delayMs * 16))
    this.count += played.length
    const echo = this.convolver.push(late)
    const nearFrom = Math.round((atMs - clip.nearStartMs) * 16)
    const noise = 10 ** (clip.noiseDb / 20) * Math.sqrt(3)
    return echo.map((sample, k) => clamp(sample * this.gain + (clip.near[nearFrom + k] ?? 0) * gainFor(clip.nearDb) + (this.random() * 2 - 1) * noise))
  }

  /** Between samples by a cubic through four of them. */
  private read(at: number): number {
    const n = Math.floor(at)
    const t = at - n
    const [a, b, c, d] = [-1, 0, 1, 2].map((k) => this.played[n + k] ?? 0) as [number, number, number, number]
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
  }
}

const clamp = (sample: number): number => Math.max(-1, Math.min(1, sample))
