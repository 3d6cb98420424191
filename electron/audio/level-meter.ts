import type { InputLevel } from '../contract/audio.ts'
import { SILENCE_DB, peak, rms, toDb } from './pcm.ts'

/** Exact zeros or nothing at all for this long: the device is muted, covered by the system, or gone. */
const NO_SIGNAL_AFTER_MS = 1000
/** Quieter than any microphone in use in a quiet room. */
const SILENT_BELOW_DB = -60
/** Time in which the level falls by 63 %; it rises at once. */
const RELEASE_MS = 200

/** Level of an input for a person to look at: rises at once, falls slowly, tells a quiet room from a dead device. */
export class LevelMeter {
  #rms = 0
  #peak = 0
  #speechProbability = 0
  #lastFrameMs: number | undefined
  #lastSignalMs: number | undefined

  /** @param nowMs any steady clock, the same in all calls */
  push(frame: Float32Array, speechProbability: number, nowMs: number): void {
    const decay = Math.exp(-(nowMs - (this.#lastFrameMs ?? nowMs)) / RELEASE_MS)
    const framePeak = peak(frame)
    this.#rms = Math.max(rms(frame), this.#rms * decay)
    this.#peak = Math.max(framePeak, this.#peak * decay)
    this.#speechProbability = speechProbability
    this.#lastFrameMs = nowMs
    if (framePeak > 0 || this.#lastSignalMs === undefined) this.#lastSignalMs = nowMs
  }

  read(nowMs: number): InputLevel {
    if (this.#lastSignalMs === undefined || nowMs - this.#lastSignalMs > NO_SIGNAL_AFTER_MS) {
      return { rmsDb: SILENCE_DB, peakDb: SILENCE_DB, speechProbability: 0, signal: 'no_signal' }
    }
    const rmsDb = toDb(this.#rms)
    return {
      rmsDb,
      peakDb: toDb(this.#peak),
      speechProbability: this.#speechProbability,
      signal: rmsDb < SILENT_BELOW_DB ? 'silent' : 'ok',
    }
  }
}
