import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { createServer, type ViteDevServer } from 'vite'
import { preflight, type Preflight } from '../runtime/preflight.mjs'

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url))

export interface LabWindowOptions {
  /** Page below the repository. */
  readonly page: string
  /** What the page puts on its global when it is ready. */
  readonly ready: string
  /** Packages that its scripts need, bundled before they are asked for. */
  readonly packages: readonly string[]
}

/** One offscreen window of the real Electron with a page of this repository in it, served from source. */
export class LabWindow {
  private constructor(
    private readonly runtime: Preflight,
    private readonly server: ViteDevServer,
    private readonly app: ElectronApplication,
    readonly page: Page,
  ) {}

  static async open({ page: path, ready, packages }: LabWindowOptions): Promise<LabWindow> {
    const runtime = await preflight({ endsWithLastClient: true })
    const server = await createServer({
      root: repositoryRoot,
      configFile: false,
      logLevel: 'error',
      cacheDir: `.cache/${ready}`,
      optimizeDeps: { include: [...packages], entries: [path] },
      server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
    })
    await server.listen()
    const app = await _electron.launch({
      executablePath: runtime.runtime.executablePath,
      args: [...runtime.args, fileURLToPath(new URL('blank-app', import.meta.url))],
      env: runtime.env as Record<string, string>,
    })
    const url = new URL(path, server.resolvedUrls!.local[0]).href
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
    await page.waitForFunction((name) => name in globalThis, ready, { timeout: 60_000 })
    return new LabWindow(runtime, server, app, page)
  }

  async resize(width: number, height: number): Promise<void> {
    await this.app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]!.setContentSize(w, h), [width, height] as const)
  }

  async dispose(): Promise<void> {
    await this.app.close()
    await this.server.close()
    this.runtime.stopDisplay()
  }
}
