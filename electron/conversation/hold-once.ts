import { setTimeout as delay } from 'node:timers/promises'
import { HoldCapture } from '../audio/hold-capture.ts'
import type { SpeechDetector } from '../audio/silero.ts'
import { WavFileSource } from '../audio/wav-file-source.ts'
import type { AnimationFrame } from '../contract/animation.ts'
import { CAPTURE_FRAME_MS, CAPTURE_FRAME_SAMPLES } from '../contract/audio.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { TurnRecord } from '../contract/turn.ts'
import { Conversation } from './conversation.ts'
import { FilePlayback } from './file-playback.ts'
import { systemClock, type Memory } from './ports.ts'
import { rolesOf, type Services } from './services.ts'

export interface SpokenTurn extends TurnRecord {
  pcm: Int16Array
  sampleRateHz: number
  frames: AnimationFrame[]
}

/** Keeps nothing. */
export const forgetful: Memory = {
  begin: () => Promise.resolve(),
  update: () => Promise.resolve(),
  appendSound: () => Promise.resolve(),
  appendFrames: () => Promise.resolve(),
  delete: () => Promise.resolve(),
}

/**
 * One hold on recorded speech, in real time, through the conversation which the app uses: the key goes down with
 * the first sample and up with the last, and the room is silent afterwards, as a microphone would have it.
 * Waits for warm models first, as a person waits for «ready».
 *
 * @param samples16k mono, 16 kHz
 * @param memory where the turn is kept
 * @throws UnderstudyError what the turn ended with, `no_speech` among them
 */
export async function holdOnce(services: Services, vad: SpeechDetector, samples16k: Float32Array, memory: Memory = forgetful): Promise<SpokenTurn> {
  await services.ready()
  await services.clients.warm()
  const capture = new HoldCapture({ vad })
  const playback = new FilePlayback(systemClock)
  const conversation = new Conversation({
    ...rolesOf(services),
    playback,
    memory,
    clock: systemClock,
    capture,
    mayGuess: () => true,
  })
  try {
    const done = new Promise<TurnRecord>((resolve) => {
      conversation.onEvent((event) => {
        if (event.type === 'done') resolve(event.turn)
      })
    })
    const source = new WavFileSource(samples16k, { pacing: 'real-time' })
    conversation.press()
    await new Promise<void>((resolve, reject) => {
      source.start((frame) => capture.push(frame), () => resolve()).catch(reject)
    })
    const answered = conversation.release()
    const room = keepSilent(capture)
    const turn = await done
    room.abort()
    await answered
    if (turn.error && turn.answer === '') throw UnderstudyError.fromShape(turn.error)
    return { ...turn, pcm: playback.pcm, sampleRateHz: playback.sampleRateHz || 16_000, frames: playback.frameList }
  } finally {
    await conversation.dispose()
    capture.dispose()
  }
}

/** Silent frames at the pace of a microphone until aborted. */
function keepSilent(capture: HoldCapture): AbortController {
  const stop = new AbortController()
  const run = async (): Promise<void> => {
    for (;;) {
      await delay(CAPTURE_FRAME_MS)
      if (stop.signal.aborted) return
      capture.push(new Float32Array(CAPTURE_FRAME_SAMPLES))
    }
  }
  void run()
  return stop
}
