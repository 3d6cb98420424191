import { setTimeout as delay } from 'node:timers/promises'
import { HoldCapture } from '../audio/hold-capture.ts'
import type { SpeechDetector } from '../audio/silero.ts'
import { WavFileSource } from '../audio/wav-file-source.ts'
import { CAPTURE_FRAME_MS, CAPTURE_FRAME_SAMPLES } from '../contract/audio.ts'
import type { TurnRecord } from '../contract/turn.ts'
import { Conversation } from './conversation.ts'
import { forgetful } from './hold-once.ts'
import { OpenMicrophone } from './open-microphone/open-microphone.ts'
import { PacedPlayback } from './paced-playback.ts'
import { systemClock } from './ports.ts'
import { rolesOf, type Services } from './services.ts'

/** A turn of a recorded conversation. Times are ms from the start of the recording. */
export interface HeardTurn {
  turn: TurnRecord
  /** Of the last word. */
  speechEndMs: number
  /** When the turn was taken to be over. */
  endpointMs: number
  /** Null where nothing was said aloud. */
  firstAudioMs: number | null
  /** When the answer was interrupted. */
  stoppedMs: number | null
  /** What was heard of the answer; empty where none was. */
  pcm: Int16Array
  sampleRateHz: number
}

/** Quiet after the recording: longer than any wait for the end of a turn. */
const ROOM_AFTER_MS = 2_000

/**
 * An always-on conversation on a recording, at its own pace, through the services which the app uses. The answers are
 * played on a clock instead of a device; the recording does not hear them.
 * @param samples16k mono, 16 kHz
 * @param on.silenced told at the end, for each time that speech made the answer fall silent, ms of the recording
 */
export async function converse(
  services: Services,
  vad: SpeechDetector,
  samples16k: Float32Array,
  on: { turn?(turn: HeardTurn): void; silenced?(atMs: number): void } = {},
): Promise<HeardTurn[]> {
  await services.ready()
  await services.clients.warm()
  const playback = new PacedPlayback(systemClock)
  const capture: HoldCapture = new HoldCapture({ vad, onFrame: (frame) => microphone.push(frame) })
  const conversation = new Conversation({
    ...rolesOf(services),
    playback,
    memory: forgetful,
    clock: systemClock,
    capture,
    mayGuess: () => true,
  })
  const microphone = new OpenMicrophone({ conversation, capture, listener: services.clients.transcriber, clock: systemClock })
  const turns: HeardTurn[] = []
  let startedAtMs = systemClock.nowMs()
  const off = conversation.onEvent((event) => {
    if (event.type !== 'done' || event.turn.question === '') return
    const heard = timed(event.turn, startedAtMs, playback)
    turns.push(heard)
    on.turn?.(heard)
  })
  try {
    microphone.open()
    startedAtMs = systemClock.nowMs()
    const source = new WavFileSource(samples16k, { pacing: 'real-time' })
    await new Promise<void>((resolve, reject) => {
      source.start((frame) => capture.push(frame), () => resolve()).catch(reject)
    })
    const endMs = performance.now() + ROOM_AFTER_MS
    while (performance.now() < endMs || conversation.state !== 'idle') {
      await delay(CAPTURE_FRAME_MS)
      capture.push(new Float32Array(CAPTURE_FRAME_SAMPLES))
    }
    for (const atMs of playback.silencedAtMs) on.silenced?.(atMs - startedAtMs)
    return turns
  } finally {
    off()
    microphone.close()
    await conversation.dispose()
    playback.dispose()
    capture.dispose()
  }
}

function timed(turn: TurnRecord, startedAtMs: number, playback: PacedPlayback): HeardTurn {
  const played = playback.answers.find(({ turnId }) => turnId === turn.id)
  const { endpointMs, firstAudioMs, doneMs } = turn.trace
  // The trace counts from the end of speech, and it ends now.
  const zeroMs = systemClock.nowMs() - (doneMs ?? 0) - startedAtMs
  const at = (ms: number | null | undefined): number | null => (typeof ms === 'number' ? Math.round(zeroMs + ms) : null)
  return {
    turn,
    speechEndMs: at(0)!,
    endpointMs: at(endpointMs) ?? at(0)!,
    firstAudioMs: at(firstAudioMs),
    stoppedMs: turn.outcome === 'stopped' ? at(doneMs) : null,
    pcm: played?.pcm ?? new Int16Array(0),
    sampleRateHz: played?.sampleRateHz ?? 16_000,
  }
}
