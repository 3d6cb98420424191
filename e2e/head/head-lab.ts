import type { Page } from 'playwright'
import type { Lab, LabAudit, LabBench } from '../../renderer/head/lab.ts'
import type { LabPose, SheetCell, SheetLayout } from '../../renderer/head/sheet.ts'
import type { HeadStats, HeadTier } from '../../renderer/head/types.ts'
import { LabWindow } from './lab-window.ts'

declare global {
  // The page side of the lab (renderer/head/lab.ts).
  var headLab: Lab
}

export interface LabView {
  readonly tier: HeadTier
  readonly width: number
  readonly height: number
  /** Folder of a head below the repository, with a trailing slash. */
  readonly head?: string
}

/** The head in an offscreen window of the real Electron, served from source. */
export class HeadLab {
  private constructor(private readonly lab: LabWindow) {}

  static async start(): Promise<HeadLab> {
    return new HeadLab(await LabWindow.open({ page: 'renderer/head/lab.html', ready: 'headLab', packages: ['three', 'zod'] }))
  }

  /** Opens a head and makes the window as large as it: an offscreen window is copied whole at every frame. */
  async open(view: LabView): Promise<HeadStats> {
    const { head = 'resources/head/', tier, width, height } = view
    await this.lab.resize(width, height)
    return this.window.evaluate(
      (options) => headLab.open({ ...options, baseUrl: new URL(options.head, location.origin).href }),
      { head, tier, width, height },
    )
  }

  async picture(pose: LabPose): Promise<{ png: Buffer; stats: HeadStats }> {
    const { png, stats } = await this.window.evaluate((wanted) => headLab.picture(wanted), pose)
    return { png: bytesOf(png), stats }
  }

  /** The poses in one WebP, row by row. */
  async sheet(cells: readonly SheetCell[], layout: SheetLayout, quality: number): Promise<Buffer> {
    const url = await this.window.evaluate(
      ({ cells, layout, quality }) => headLab.sheet(cells, layout, 'image/webp', quality),
      { cells, layout, quality },
    )
    return bytesOf(url)
  }

  bench(frames: number): Promise<LabBench> {
    return this.window.evaluate((count) => headLab.bench(count), frames)
  }

  audit(frames: number): Promise<LabAudit> {
    return this.window.evaluate((count) => headLab.audit(count), frames)
  }

  /** The page itself, for a test that wants to do more with it. */
  get window(): Page {
    return this.lab.page
  }

  dispose(): Promise<void> {
    return this.lab.dispose()
  }
}

function bytesOf(dataUrl: string): Buffer {
  return Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64')
}
