import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { createServer, type ViteDevServer } from 'vite'
import { preflight, type Preflight } from '../runtime/preflight.mjs'
import type { Lab, LabBench, LabPose } from '../../renderer/head/lab.ts'
import type { HeadStats, HeadTier } from '../../renderer/head/types.ts'

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url))

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
  private constructor(
    private readonly runtime: Preflight,
    private readonly server: ViteDevServer,
    private readonly app: ElectronApplication,
    private readonly page: Page,
  ) {}

  static async start(): Promise<HeadLab> {
    const runtime = await preflight({ endsWithLastClient: true })
    const server = await createServer({
      root: repositoryRoot,
      configFile: false,
      logLevel: 'error',
      cacheDir: '.cache/head-lab',
      optimizeDeps: { include: ['three', 'zod'], entries: ['renderer/head/lab.html'] },
      server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
    })
    await server.listen()
    const app = await _electron.launch({
      executablePath: runtime.runtime.executablePath,
      args: [...runtime.args, fileURLToPath(new URL('blank-app', import.meta.url))],
      env: runtime.env as Record<string, string>,
    })
    const url = new URL('renderer/head/lab.html', server.resolvedUrls!.local[0]).href
    const [page] = await Promise.all([
      app.waitForEvent('window'),
      app.evaluate(({ BrowserWindow }, address) => {
        const window = new BrowserWindow({
          width: 1200,
          height: 1300,
          show: false,
          webPreferences: { offscreen: true, sandbox: true, backgroundThrottling: false },
        })
        window.webContents.setFrameRate(60)
        void window.loadURL(address)
      }, url),
    ])
    await page.waitForFunction(() => 'headLab' in globalThis, undefined, { timeout: 60_000 })
    return new HeadLab(runtime, server, app, page)
  }

  /** Opens a head and makes the window as large as it: an offscreen window is copied whole at every frame. */
  async open(view: LabView): Promise<HeadStats> {
    const { head = 'resources/head/', tier, width, height } = view
    await this.app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]!.setContentSize(w, h), [width, height] as const)
    return this.page.evaluate(
      (options) => headLab.open({ ...options, baseUrl: new URL(options.head, location.origin).href }),
      { head, tier, width, height },
    )
  }

  async picture(pose: LabPose): Promise<{ png: Buffer; stats: HeadStats }> {
    const { png, stats } = await this.page.evaluate((wanted) => headLab.picture(wanted), pose)
    return { png: Buffer.from(png.slice(png.indexOf(',') + 1), 'base64'), stats }
  }

  bench(frames: number): Promise<LabBench> {
    return this.page.evaluate((count) => headLab.bench(count), frames)
  }

  /** The page itself, for a test that wants to do more with it. */
  get window(): Page {
    return this.page
  }

  async dispose(): Promise<void> {
    await this.app.close()
    await this.server.close()
    this.runtime.stopDisplay()
  }
}
