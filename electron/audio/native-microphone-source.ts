import type { PvRecorder } from '@picovoice/pvrecorder-node'
import { setTimeout as delay } from 'node:timers/promises'
import { CAPTURE_FRAME_MS, CAPTURE_FRAME_SAMPLES } from '../contract/audio.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { AudioEndReason, AudioSource } from './audio-source.ts'
import { int16ToFloat } from './pcm.ts'

type Recorder = typeof PvRecorder

/** ALSA's null device: always there, never a sound. */
const NULL_DEVICE = /^Discard all samples/
/** How much sooner each read is tried, so that a device whose clock is fast is not fallen behind. */
const CATCH_UP_MS = 0.05

/** Loaded on use: the native library may not exist for this machine. */
async function loadRecorder(): Promise<Recorder> {
  const loaded = await import('@picovoice/pvrecorder-node')
  return loaded.PvRecorder
}

/** The system's microphone without a page: for the command line and where the page can't record. */
export class NativeMicrophoneSource implements AudioSource {
  #label = 'Microphone'
  #recorder: PvRecorder | undefined

  /** @param deviceIndex position in `devices()`; without it the system's default */
  constructor(private readonly options: { deviceIndex?: number } = {}) {}

  get label(): string {
    return this.#label
  }

  /** Names of the input devices; none where there is no sound system. */
  static async devices(): Promise<string[]> {
    try {
      return listDevices(await loadRecorder())
    } catch {
      return []
    }
  }

  async start(onFrame: (frame: Float32Array) => void, onEnd: (reason: AudioEndReason) => void): Promise<void> {
    this.stop()
    const recorder = await openRecorder(this.options.deviceIndex ?? -1)
    this.#recorder = recorder
    this.#label = recorder.getSelectedDevice()
    void this.#deliver(recorder, onFrame).then(onEnd)
  }

  stop(): void {
    this.#recorder = undefined
  }

  async #deliver(recorder: PvRecorder, onFrame: (frame: Float32Array) => void): Promise<AudioEndReason> {
    try {
      // A read blocks the event loop until a frame is there: each is tried when one should be, later after one that had to wait.
      let dueMs = performance.now() + 1.25 * CAPTURE_FRAME_MS
      while (this.#recorder === recorder) {
        await delay(Math.max(0, dueMs - performance.now()))
        if (this.#recorder !== recorder) break
        const startMs = performance.now()
        const pcm = recorder.readSync()
        const waitedMs = performance.now() - startMs
        dueMs += CAPTURE_FRAME_MS + (waitedMs > 1 ? waitedMs : -CATCH_UP_MS)
        onFrame(int16ToFloat(pcm))
      }
      return 'stopped'
    } catch {
      return 'device_lost'
    } finally {
      if (this.#recorder === recorder) this.#recorder = undefined
      closeRecorder(recorder)
    }
  }
}

function listDevices(recorder: Recorder): string[] {
  return recorder.getAvailableDevices().filter((name) => !NULL_DEVICE.test(name))
}

async function openRecorder(deviceIndex: number): Promise<PvRecorder> {
  let recorder: PvRecorder | undefined
  try {
    const Recorder = await loadRecorder()
    if (listDevices(Recorder).length === 0) throw new Error('no devices')
    recorder = new Recorder(CAPTURE_FRAME_SAMPLES, deviceIndex)
    recorder.start()
    return recorder
  } catch (thrown) {
    recorder?.release()
    throw new UnderstudyError('audio_no_device', 'There is no microphone here; plug one in, or type your question.', { cause: thrown })
  }
}

function closeRecorder(recorder: PvRecorder): void {
  try {
    recorder.stop()
  } catch {
    // A lost device can't be stopped, only let go.
  }
  recorder.release()
}
