import { UnderstudyError } from '../../electron/contract/errors.ts'
import { createHead, type Head } from './head.ts'
import type { DrawnFrame } from './types.ts'
import type { FromWorker, ToWorker } from './worker-protocol.ts'

const STATUS_EVERY_MS = 100

/**
 * Runs one head from messages: in the worker, or on the page where workers cannot draw. It asks for animation frames
 * only while the head is visible.
 */
export class HeadLoop {
  private head: Head | null = null
  private readonly abort = new AbortController()
  private request: number | null = null
  private visible = true
  private lastStatusMs = 0

  constructor(
    private readonly thread: 'worker' | 'main',
    private readonly send: (message: FromWorker) => void,
  ) {}

  receive(message: ToWorker): void {
    const { head } = this
    switch (message.type) {
      case 'create':
        void this.create(message.canvas, message)
        break
      case 'size':
        head?.setSize(message.width, message.height, message.pixelRatio)
        break
      case 'frames':
        head?.pushFrames(message.frames)
        break
      case 'clock':
        head?.setClock(message.positionS, message.atMs - performance.timeOrigin)
        break
      case 'state':
        head?.setState(message.state)
        break
      case 'flush':
        head?.flush()
        break
      case 'visible':
        this.visible = message.visible
        head?.setVisible(message.visible)
        if (message.visible) this.schedule()
        else this.unschedule()
        break
      case 'tier':
        head?.setTier(message.tier)
        break
      case 'still':
        head?.setStill(message.pose)
        break
      case 'trace':
        head?.setTrace(message.on)
        break
      case 'inspect':
        head?.setInspection(message.inspection)
        break
      case 'dispose':
        this.dispose()
        break
    }
  }

  async create(
    canvas: HTMLCanvasElement | OffscreenCanvas,
    { baseUrl, tier, seed, width, height, pixelRatio }: Omit<Extract<ToWorker, { type: 'create' }>, 'type' | 'canvas'>,
  ): Promise<void> {
    try {
      const head = await createHead({
        canvas,
        baseUrl,
        tier,
        seed,
        signal: this.abort.signal,
        onEvent: (event) => this.send(event.type === 'error' ? { type: 'error', error: event.error.toShape() } : event),
      })
      if (this.abort.signal.aborted) {
        head.dispose()
        return
      }
      this.head = head
      head.setSize(width, height, pixelRatio)
      // Not in an animation frame: a page which starts hidden gets none, and its head has to be ready all the same.
      head.render(performance.now())
      head.setVisible(this.visible)
      this.send({ type: 'ready' })
      this.sendStatus(head)
      this.schedule()
    } catch (thrown) {
      this.send({ type: 'failed', error: UnderstudyError.from(thrown).toShape() })
    }
  }

  dispose(): void {
    this.abort.abort()
    this.unschedule()
    this.head?.dispose()
    this.head = null
  }

  private schedule(): void {
    if (this.request === null && this.head && this.visible) this.request = requestAnimationFrame(this.tick)
  }

  private unschedule(): void {
    if (this.request !== null) cancelAnimationFrame(this.request)
    this.request = null
  }

  private readonly tick = (turnMs: number): void => {
    this.request = null
    const { head } = this
    if (!head) return
    head.tick(turnMs)
    const nowMs = performance.now()
    head.render(nowMs)
    if (nowMs - this.lastStatusMs >= STATUS_EVERY_MS) {
      this.lastStatusMs = nowMs
      this.sendStatus(head)
    }
    this.schedule()
  }

  private sendStatus(head: Head): void {
    this.send({ type: 'status', stats: head.stats(this.thread), coefficients: head.currentCoefficients() })
    const frames = head.takeTrace()
    if (frames.length > 0) this.send({ type: 'trace', frames: frames.map(onSharedClock) })
  }
}

/** Page and worker count from origins of their own. */
function onSharedClock(frame: DrawnFrame): DrawnFrame {
  const { beganAtMs, handedOnAtMs, forMs } = frame
  const origin = performance.timeOrigin
  return { ...frame, beganAtMs: beganAtMs + origin, handedOnAtMs: handedOnAtMs + origin, forMs: forMs + origin }
}
