import type { Page, Worker } from 'playwright'
import type { DrawnFrame } from '../../../renderer/head/types.ts'
import type { VirtualScreen } from './virtual-screen.ts'

/** Red, green and blue of a mark are dark, half or full. */
const LEVELS = 3
/** Frames are told apart by the colour of their mark; the same one comes again after most of a second. */
const COLOURS = LEVELS ** 3
const MARK_PX = 24
/** Place of the mark in the picture, as a share of its width and height from the top left: beside the head. */
const PLACE = [0.92, 0.35] as const
const LOOK_EVERY_MS = 1

declare global {
  var frameTrace: DrawnFrame[] | undefined
}

export interface ShownFrame extends DrawnFrame {
  /** When it was on the screen, epoch ms. */
  shownAtMs: number
}

/** Follows every frame of the head from the worker that draws it to the pixels of the screen. */
export class MarkedFrames {
  private readonly seen: { colour: number; atMs: number }[] = []
  private readonly timer: ReturnType<typeof setInterval>

  private constructor(
    private readonly worker: Worker,
    screen: VirtualScreen,
    place: { x: number; y: number },
  ) {
    this.timer = setInterval(() => {
      const colour = screen.pixel(place.x, place.y).reduceRight((sum, value) => LEVELS * sum + Math.round((value / 255) * (LEVELS - 1)), 0)
      if (colour !== this.seen.at(-1)?.colour) this.seen.push({ colour, atMs: performance.timeOrigin + performance.now() })
    }, LOOK_EVERY_MS)
  }

  static async start(page: Page, screen: VirtualScreen): Promise<MarkedFrames> {
    const worker = page.workers().find((one) => one.url().includes('worker'))
    if (!worker) throw new Error(`The head is not drawn in a worker: ${page.workers().map((one) => one.url()).join(', ')}`)
    const place = await page.getByTestId('face').locator('canvas').evaluate((canvas, [right, down]) => {
      const { left, top, width, height } = canvas.getBoundingClientRect()
      return { x: Math.round(screenX + left + right * width), y: Math.round(screenY + top + down * height) }
    }, PLACE)
    await worker.evaluate(markFrames, { levels: LEVELS, sizePx: MARK_PX, place: PLACE })
    return new MarkedFrames(worker, screen, place)
  }

  /** Ends it. Frames that were never seen on the screen are left out. */
  async stop(): Promise<{ frames: ShownFrame[]; drawn: number }> {
    clearInterval(this.timer)
    const drawn = await this.worker.evaluate(() => globalThis.frameTrace ?? [])
    return { frames: matchColours(drawn, this.seen.slice(1)), drawn: drawn.length }
  }
}

/**
 * Which frame each change of the colour was. Frames follow each other in the order of the colours; one that was replaced before it was
 * shown leaves its colour out.
 */
export function matchColours(drawn: readonly DrawnFrame[], seen: readonly { colour: number; atMs: number }[]): ShownFrame[] {
  const shown: ShownFrame[] = []
  let next = 0
  for (const { colour, atMs } of seen) {
    let index = next + ((colour - (next % COLOURS) + COLOURS) % COLOURS)
    // After a pause of more than a round of colours, the latest that can have been meant.
    while (drawn[index + COLOURS] && drawn[index + COLOURS]!.handedOnAtMs <= atMs) index += COLOURS
    const frame = drawn[index]
    if (!frame || frame.beganAtMs > atMs) continue
    shown.push({ ...frame, shownAtMs: atMs })
    next = index + 1
  }
  return shown
}

/**
 * Runs in the worker: asks for the trace, keeps it there, and puts a mark into each frame once the head has drawn it. Written without
 * functions of its own: their names would be looked after by a helper of the compiler, which the worker does not have.
 */
function markFrames({ levels, sizePx, place: [right, down] }: { levels: number; sizePx: number; place: readonly [number, number] }): void {
  const scope = globalThis as unknown as { postMessage(message: unknown): void; requestAnimationFrame(tick: (timeMs: number) => void): number }
  const trace: DrawnFrame[] = []
  globalThis.frameTrace = trace
  const post = scope.postMessage.bind(scope)
  scope.postMessage = (message) => {
    const { type, frames } = message as { type?: string; frames?: DrawnFrame[] }
    if (type === 'trace') trace.push(...(frames ?? []))
    else post(message)
  }

  const contexts: WebGL2RenderingContext[] = []
  const { drawElements } = WebGL2RenderingContext.prototype
  WebGL2RenderingContext.prototype.drawElements = function (...call) {
    contexts[0] = this
    drawElements.apply(this, call)
  }
  let frames = 0
  const request = scope.requestAnimationFrame.bind(scope)
  scope.requestAnimationFrame = (tick) =>
    request((timeMs) => {
      contexts.length = 0
      // Not sooner: the tick that waited already draws a frame which nobody marks.
      if (frames === 0) dispatchEvent(new MessageEvent('message', { data: { type: 'trace', on: true } }))
      tick(timeMs)
      const [gl] = contexts
      if (!gl) return
      const colour = frames++ % levels ** 3
      const [red, green, blue] = [0, 1, 2].map((channel) => (Math.floor(colour / levels ** channel) % levels) / (levels - 1))
      const { drawingBufferWidth: width, drawingBufferHeight: height } = gl
      const before = gl.getParameter(gl.COLOR_CLEAR_VALUE) as Float32Array
      gl.enable(gl.SCISSOR_TEST)
      gl.scissor(right * width - sizePx / 2, (1 - down) * height - sizePx / 2, sizePx, sizePx)
      gl.clearColor(red!, green!, blue!, 1)
      gl.clear(gl.COLOR_BUFFER_BIT)
      gl.clearColor(before[0]!, before[1]!, before[2]!, before[3]!)
      gl.disable(gl.SCISSOR_TEST)
    })
}
