import { copyFile, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright'
import { encodeWav } from '../electron/audio/wav.ts'
import { spokenMicrophone } from './spoken-microphone.ts'

const QUIET_RATE_HZ = 16_000
const QUIET_S = 5
const LEAD_S = 4
/** Names no device: the page falls back to the default one, which is opened anew for it. */
const ANOTHER_DEVICE = 'opened-anew'

/**
 * A microphone that says what is known only while the app runs. Chromium reads the file of its fake microphone each time the
 * device is opened, so the words are put into the file and the device is opened once more.
 */
export class ReadingMicrophone {
  private constructor(readonly wavPath: string) {}

  static async create(): Promise<ReadingMicrophone> {
    const wavPath = join(await mkdtemp(join(tmpdir(), 'understudy-reading-')), 'microphone.wav')
    await writeFile(wavPath, encodeWav(new Int16Array(QUIET_RATE_HZ * QUIET_S), QUIET_RATE_HZ))
    return new ReadingMicrophone(wavPath)
  }

  /** Reads `text` aloud, with `whileReading` around it: begun a little before, ended a little after. */
  async read(page: Page, text: string, record: { begin: () => Promise<void>; end: () => Promise<void> }): Promise<void> {
    const spoken = await spokenMicrophone(text, { leadS: LEAD_S })
    await copyFile(spoken.wavPath, this.wavPath)
    const openedAtMs = await page.evaluate(async (microphoneId) => {
      const opened = new Promise<number>((resolve) => {
        const stop = window.understudy.on('microphone.request', ({ open, deviceId }) => {
          if (!open || deviceId !== microphoneId) return
          stop()
          resolve(performance.timeOrigin + performance.now())
        })
      })
      await window.understudy.invoke('settings.set', { microphoneId })
      return opened
    }, `${ANOTHER_DEVICE}-${Date.now()}`)
    await delay(Math.max(0, openedAtMs + spoken.startMs - 1_500 - Date.now()))
    await record.begin()
    await delay(Math.max(0, openedAtMs + spoken.endMs + 1_500 - Date.now()))
    await record.end()
  }
}
