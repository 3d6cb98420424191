import { COEFFICIENT_COUNT } from '../../electron/contract/coefficients.ts'
import { UnderstudyError } from '../../electron/contract/errors.ts'
import type { HeadEvent, Inspection, StillPose } from './head.ts'
import { trustedWorkerUrl } from './trusted-worker.ts'
import type { HeadFrame, HeadState, HeadStats, HeadTier } from './types.ts'
import type { FromWorker, ToWorker } from './worker-protocol.ts'
import workerUrl from './worker.ts?worker&url'

/** Drawn at this size, in CSS pixels, until the container has one. */
const UNPLACED = { width: 512, height: 640 }
/** How often the position of the audio is read; it is extrapolated in between. */
const CLOCK_EVERY_MS = 33

export interface HeadViewOptions {
  /** The canvas is made inside it and follows its size. */
  readonly container: HTMLElement
  /** Folder of head.json, with a trailing slash. */
  readonly baseUrl: string
  /** Default 'auto': measured, steps down by itself. */
  readonly tier?: 'auto' | HeadTier
  /** Same seed, same life. */
  readonly seed?: number
  readonly signal?: AbortSignal
  /** Default 'auto': a worker, the page's own thread where a worker cannot draw. */
  readonly thread?: 'auto' | 'worker' | 'main'
}

interface Host {
  post(message: ToWorker, transfer?: Transferable[]): void
  dispose(): void
}

const EMPTY_STATS: HeadStats = {
  tier: 'low',
  thread: 'main',
  renderer: '',
  msPerFrame: { p50: 0, p95: 0 },
  fps: 0,
  frames: 0,
  triangles: 0,
  drawCalls: 0,
  width: 0,
  height: 0,
}

/** The head on a page: makes its canvas, draws in a worker, hands it time, frames and size. */
export class HeadView {
  private readonly canvas: HTMLCanvasElement
  private readonly listeners = new Set<(event: HeadEvent) => void>()
  private readonly resize: ResizeObserver
  private clock: (() => number | null) | null = null
  private clockTimer: ReturnType<typeof setInterval> | null = null
  private wantedVisible = true
  private latest: { stats: HeadStats; coefficients: Float32Array } = {
    stats: EMPTY_STATS,
    coefficients: new Float32Array(COEFFICIENT_COUNT),
  }
  private settle: { resolve(): void; reject(error: UnderstudyError): void } | null = null
  private host: Host | null = null
  private disposed = false

  private constructor(private readonly options: HeadViewOptions) {
    this.canvas = document.createElement('canvas')
    Object.assign(this.canvas.style, { display: 'block', width: '100%', height: '100%', objectFit: 'cover', visibility: 'hidden' })
    options.container.append(this.canvas)
    this.resize = new ResizeObserver(() => {
      // Taken out of the page it keeps its size, or it would come back as one pixel drawn large.
      if (options.container.clientWidth > 0 && options.container.clientHeight > 0) this.post({ type: 'size', ...this.size })
    })
    document.addEventListener('visibilitychange', this.visibilityChanged)
    options.signal?.addEventListener('abort', this.aborted)
  }

  /**
   * Resolves when the first frame has been drawn.
   * @throws UnderstudyError `unavailable` (no WebGL 2), `not_found`, `persona_invalid`, `cancelled`
   */
  static async create(options: HeadViewOptions): Promise<HeadView> {
    const { thread = 'auto' } = options
    if (options.signal?.aborted) throw new UnderstudyError('cancelled', 'The head was not needed any more.')
    if (thread !== 'main' && 'transferControlToOffscreen' in HTMLCanvasElement.prototype) {
      try {
        return await HeadView.start(options, 'worker')
      } catch (thrown) {
        // A canvas that was handed to a worker never comes back: the second attempt makes its own.
        const error = UnderstudyError.from(thrown)
        if (thread === 'worker' || error.code !== 'unavailable') throw error
      }
    }
    return HeadView.start(options, 'main')
  }

  /** Position of the audio being heard in seconds, on the clock of the frames; null: nothing plays. */
  setClock(clock: (() => number | null) | null): void {
    this.clock = clock
    if (clock && !this.clockTimer) this.clockTimer = setInterval(this.reportClock, CLOCK_EVERY_MS)
    if (!clock && this.clockTimer) {
      clearInterval(this.clockTimer)
      this.clockTimer = null
    }
    this.reportClock()
  }

  /** Frames may come in any order, before their time or a little after. */
  pushFrames(frames: readonly HeadFrame[]): void {
    if (frames.length > 0) this.post({ type: 'frames', frames })
  }

  setState(state: HeadState): void {
    this.post({ type: 'state', state })
  }

  /** Barge-in: drops what is queued; the mouth settles in about 120 ms. */
  flush(): void {
    this.post({ type: 'flush' })
  }

  /** A new answer, whose times begin at 0 again. */
  reset(): void {
    this.post({ type: 'flush' })
  }

  /** False: nothing is rendered. `document.hidden` is looked after by itself. */
  setVisible(visible: boolean): void {
    this.wantedVisible = visible
    this.visibilityChanged()
  }

  setTier(tier: 'auto' | HeadTier): void {
    this.post({ type: 'tier', tier })
  }

  /** Shows one pose without life and stream, until it is given null. */
  setStill(pose: StillPose | null): void {
    this.post({ type: 'still', pose })
  }

  /** For makers. Null ends it. */
  setInspection(inspection: Inspection | null): void {
    this.post({ type: 'inspect', inspection })
  }

  /** In CSS pixels, and device pixels for each of them. */
  get size(): { width: number; height: number; pixelRatio: number } {
    const { clientWidth: width, clientHeight: height } = this.options.container
    return { ...(width > 0 && height > 0 ? { width, height } : UNPLACED), pixelRatio: devicePixelRatio }
  }

  /** The canvas drawn on, to be copied from: its picture is that of the latest frame. */
  get picture(): HTMLCanvasElement {
    return this.canvas
  }

  /** What was drawn last (52, with life), at most 100 ms old. */
  currentCoefficients(): Float32Array {
    return this.latest.coefficients
  }

  /** At most 100 ms old. */
  stats(): HeadStats {
    return this.latest.stats
  }

  onEvent(listener: (event: HeadEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  dispose(): void {
    if (this.disposed) return
    this.disposed = true
    this.setClock(null)
    this.resize.disconnect()
    document.removeEventListener('visibilitychange', this.visibilityChanged)
    this.options.signal?.removeEventListener('abort', this.aborted)
    this.settle?.reject(new UnderstudyError('cancelled', 'The head was not needed any more.'))
    this.host?.dispose()
    this.canvas.remove()
    this.listeners.clear()
  }

  private static async start(options: HeadViewOptions, thread: 'worker' | 'main'): Promise<HeadView> {
    const view = new HeadView(options)
    try {
      await new Promise<void>((resolve, reject) => {
        view.settle = { resolve, reject }
        if (thread === 'worker') view.host = view.workerHost()
        else view.pageHost().then((host) => (view.host = host), reject)
      })
    } catch (thrown) {
      view.dispose()
      throw thrown
    }
    view.settle = null
    view.resize.observe(options.container)
    view.visibilityChanged()
    view.canvas.style.visibility = 'visible'
    return view
  }

  private workerHost(): Host {
    const worker = new Worker(trustedWorkerUrl(workerUrl), { type: 'module' })
    worker.addEventListener('message', (event: MessageEvent<FromWorker>) => this.receive(event.data))
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      this.receive({
        type: 'failed',
        error: { code: 'unavailable', kind: 'expected', retryable: false, message: 'The face cannot be drawn in the background on this machine.' },
      })
    })
    const canvas = this.canvas.transferControlToOffscreen()
    worker.postMessage({ type: 'create', canvas, ...this.settings() } satisfies ToWorker, [canvas])
    return {
      post: (message) => worker.postMessage(message),
      // The worker gives its context back before it closes itself.
      dispose: () => worker.postMessage({ type: 'dispose' } satisfies ToWorker),
    }
  }

  private async pageHost(): Promise<Host> {
    // Loaded only where it is needed: it brings three with it, which otherwise lives in the worker alone.
    const { HeadLoop } = await import('./head-loop.ts')
    const loop = new HeadLoop('main', (message) => this.receive(message))
    void loop.create(this.canvas, this.settings())
    return { post: (message) => loop.receive(message), dispose: () => loop.dispose() }
  }

  private settings() {
    const { baseUrl, tier = 'auto', seed = 1 } = this.options
    return { baseUrl: new URL(baseUrl, location.href).href, tier, seed, ...this.size }
  }

  private post(message: ToWorker): void {
    if (!this.disposed) this.host?.post(message)
  }

  private receive(message: FromWorker): void {
    if (this.disposed) return
    switch (message.type) {
      case 'ready':
        this.settle?.resolve()
        break
      case 'status':
        this.latest = message
        break
      case 'trace':
        break
      case 'failed': {
        const error = UnderstudyError.fromShape(message.error)
        if (this.settle) this.settle.reject(error)
        else this.emit({ type: 'error', error })
        break
      }
      case 'error':
        this.emit({ type: 'error', error: UnderstudyError.fromShape(message.error) })
        break
      default:
        this.emit(message)
    }
  }

  private emit(event: HeadEvent): void {
    for (const listener of this.listeners) listener(event)
  }

  private readonly reportClock = (): void => {
    const positionS = this.clock?.() ?? null
    this.post({ type: 'clock', positionS, atMs: performance.timeOrigin + performance.now() })
  }

  private readonly visibilityChanged = (): void => {
    this.post({ type: 'visible', visible: this.wantedVisible && !document.hidden })
  }

  private readonly aborted = (): void => this.dispose()
}
