import type { ElectronApplication, Worker } from 'playwright'

declare global {
  // How much the worker drew so far, and what takes its context away.
  var drawn: number | undefined
  var contextLoss: WEBGL_lose_context | null | undefined
}

/** From now on the worker counts its calls. */
export async function countDraws(worker: Worker): Promise<void> {
  await worker.evaluate(() => {
    globalThis.drawn = 0
    const { drawElements } = WebGL2RenderingContext.prototype
    WebGL2RenderingContext.prototype.drawElements = function (...call) {
      globalThis.drawn!++
      globalThis.contextLoss ??= this.getExtension('WEBGL_lose_context')
      drawElements.apply(this, call)
    }
  })
}

export function draws(worker: Worker): Promise<number> {
  return worker.evaluate(() => globalThis.drawn!)
}

/** Over most of a second, in which the slowest head is drawn. */
export async function drawsMeanwhile(worker: Worker): Promise<number> {
  const before = await draws(worker)
  await new Promise((resolve) => setTimeout(resolve, 800))
  return (await draws(worker)) - before
}

export async function showWindow(app: ElectronApplication, shown: boolean): Promise<void> {
  await app.evaluate(({ BrowserWindow }, show) => {
    const [window] = BrowserWindow.getAllWindows()
    if (show) window!.show()
    else window!.hide()
  }, shown)
}
