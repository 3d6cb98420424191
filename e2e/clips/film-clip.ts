import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { floatToInt16 } from '../../electron/audio/pcm.ts'
import { encodeWav } from '../../electron/audio/wav.ts'
import type { HeadTier } from '../../renderer/head/types.ts'
import { LabWindow } from '../head/lab-window.ts'
import type { FilmedFace } from './faces.ts'
import type { Studio } from './page.ts'
import type { SpokenClip } from './spoken-clips.ts'

declare global {
  // The page side (page.ts).
  var clipStudio: Studio
}

export interface FilmedClip {
  video: string
  sheet: string
  systems: string[]
  /** The last three as read back from the finished file. */
  durationS: number
  frames: number
  hasSound: boolean
}

export function openStudio(): Promise<LabWindow> {
  return LabWindow.open({ page: 'e2e/clips/page.html', ready: 'clipStudio', packages: ['three', 'zod', 'mediabunny'] })
}

/** Writes NAME.webm and NAME.png into the folder `out`. */
export async function filmClip(studio: LabWindow, clip: SpokenClip, systems: readonly FilmedFace[], { tier, out }: { tier: HeadTier; out: string }): Promise<FilmedClip> {
  const wav = Buffer.from(encodeWav(floatToInt16(clip.samples), clip.sampleRateHz)).toString('base64')
  const request = { headPath: 'resources/head/', tier, systems, wav, phones: clip.phones }
  const { webm, sheet, ...read } = await studio.page.evaluate((wanted) => clipStudio.film(wanted), request)
  const [video, picture] = [join(out, `${clip.name}.webm`), join(out, `${clip.name}.png`)]
  await writeFile(video, Buffer.from(webm, 'base64'))
  await writeFile(picture, Buffer.from(sheet, 'base64'))
  return { video, sheet: picture, systems: systems.map(({ name }) => name), ...read }
}
