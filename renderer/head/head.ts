import { COEFFICIENT_COUNT } from '../../electron/contract/coefficients.ts'
import { UnderstudyError } from '../../electron/contract/errors.ts'
import type { DrawnHead, LoadedHead } from './draw/drawn-head.ts'
import { Screen } from './draw/screen.ts'
import { FrameMeter } from './frame-meter.ts'
import { Life } from './life/life.ts'
import { openHead } from './open-head.ts'
import { TierGovernor, firstTier, tierConfig, type TierDecision } from './tiers.ts'
import { AudioClock } from './time/audio-clock.ts'
import { FrameTimeline } from './time/frame-timeline.ts'
import { ScreenDelay } from './time/screen-delay.ts'
import { lipGap } from './rig/lip-gap.ts'
import type { DrawnFrame, HeadFrame, HeadPose, HeadState, HeadStats, HeadTier } from './types.ts'

/** Frames that are waited for right after a start or a change of tier, to choose by; from then on every n-th one is timed without a wait. */
const MEASURED_AT_START = 24
const MEASURE_EVERY = 20
/** While somebody looks at what frames cost. */
const MEASURE_EVERY_INSPECTED = 4
/** Shader compilation and first uploads: not measured. */
const WARM_UP_FRAMES = 3

export type HeadEvent =
  | { type: 'tier'; tier: HeadTier }
  | { type: 'contextlost' }
  | { type: 'contextrestored' }
  | { type: 'error'; error: UnderstudyError }

export interface CreateHeadOptions {
  readonly canvas: HTMLCanvasElement | OffscreenCanvas
  /** Folder of head.json, with a trailing slash. */
  readonly baseUrl: string
  readonly tier?: 'auto' | HeadTier
  /** Same seed, same life. */
  readonly seed?: number
  readonly signal?: AbortSignal
  readonly onEvent?: (event: HeadEvent) => void
}

/** How a maker looks at a head. */
export interface Inspection {
  /** Edges instead of surfaces. */
  readonly wires: boolean
}

/** A pose drawn as it is, without life: for makers, tests and pictures. */
export type StillPose = Partial<Omit<HeadPose, 'coefficients'>> & { coefficients?: Float32Array }

/**
 * The head on one canvas. It does not run by itself: whoever owns the canvas calls `render` once per animation frame.
 * Times given to `setClock` and `render` are on one wall clock, in milliseconds.
 */
export class Head {
  private readonly timeline = new FrameTimeline()
  private readonly clock = new AudioClock()
  private readonly screenDelay = new ScreenDelay()
  private readonly life: Life
  private readonly meter = new FrameMeter()
  private readonly shown = new Float32Array(COEFFICIENT_COUNT)
  private readonly onEvent: (event: HeadEvent) => void
  private governor: TierGovernor | null
  private decision: TierDecision
  private state: HeadState = 'idle'
  private still: HeadPose | null = null
  private inspection: Inspection | null = null
  private visible = true
  private size = { width: 1, height: 1, pixelRatio: 1 }
  private lastMs: number | null = null
  private sinceTier = 0
  private contextLost = false
  private changing: Promise<void> | null = null
  private drawn: DrawnFrame[] | null = null
  private disposed = false

  private constructor(
    private readonly options: CreateHeadOptions,
    private readonly screen: Screen,
    private readonly loaded: LoadedHead,
    private scene: DrawnHead,
    tier: HeadTier,
  ) {
    this.life = new Life(options.seed ?? 1)
    this.onEvent = options.onEvent ?? (() => undefined)
    this.decision = { tier, scale: 1 }
    this.governor = (options.tier ?? 'auto') === 'auto' ? new TierGovernor(tier) : null
    for (const type of ['webglcontextlost', 'webglcontextrestored'] as const) {
      options.canvas.addEventListener(type, this.contextChanged)
    }
  }

  /** @throws UnderstudyError `unavailable` (no WebGL 2), `not_found`, `persona_invalid`, `cancelled`. */
  static async create(options: CreateHeadOptions): Promise<Head> {
    const loaded = await openHead(options.baseUrl, options.signal)
    const screen = new Screen(options.canvas)
    const wanted = options.tier ?? 'auto'
    const tier = wanted === 'auto' ? firstTier(screen.rendererName) : wanted
    const scene = await loaded.draw(tierConfig(tier))
    return new Head(options, screen, loaded, scene, tier)
  }

  /** CSS pixels, and device pixels for each of them. */
  setSize(width: number, height: number, pixelRatio: number): void {
    this.size = { width, height, pixelRatio }
    this.applySize()
  }

  /** Position of the audio (seconds; null: nothing plays) as read at `atMs`. */
  setClock(positionS: number | null, atMs: number): void {
    this.clock.report(positionS, atMs / 1000)
  }

  pushFrames(frames: readonly HeadFrame[]): void {
    this.timeline.push(frames)
  }

  setState(state: HeadState): void {
    this.state = state
  }

  /** Drops what is queued; the mouth settles in about 120 ms. */
  flush(): void {
    this.timeline.flush()
  }

  /** Invisible: `render` does nothing at all. */
  setVisible(visible: boolean): void {
    this.visible = visible
    this.lastMs = null
    this.screen.forgetDrawn()
    this.meter.reset()
  }

  setTier(tier: 'auto' | HeadTier): void {
    this.governor = tier === 'auto' ? new TierGovernor(this.decision.tier) : null
    if (tier !== 'auto') this.decide({ tier, scale: 1 })
  }

  /** Shows this pose, without life and stream, until it is given null. */
  setStill(pose: StillPose | null): void {
    this.still = pose && {
      coefficients: pose.coefficients ?? new Float32Array(COEFFICIENT_COUNT),
      headRotation: pose.headRotation ?? [0, 0, 0],
      gaze: pose.gaze ?? [0, 0],
      breath: pose.breath ?? 0,
    }
  }

  /** The display's turn at `atMs`, whether or not it is drawn in. */
  tick(atMs: number): void {
    this.screenDelay.tick(atMs)
  }

  /** For makers: what frames cost is measured more often. Null ends it. */
  setInspection(inspection: Inspection | null): void {
    this.inspection = inspection
    this.scene.showWires(inspection?.wires ?? false)
  }

  /**
   * Draws what will be seen of the moment `nowMs` when its pixels are on the screen. False when nothing was drawn: hidden, context lost, or too
   * soon for the tier. `measure` waits for the pixels, `exact` draws that very moment for whoever keeps the picture; neither comes too soon.
   */
  render(nowMs: number, options: { measure?: boolean; exact?: boolean } = {}): boolean {
    if (this.disposed || !this.visible || this.contextLost) return false
    const dtMs = this.lastMs === null ? 0 : nowMs - this.lastMs
    const { maxFps, quietFps } = tierConfig(this.decision.tier)
    const shortest = 1000 / (this.state === 'speaking' ? maxFps : quietFps)
    // A quarter frame of slack, or a 60 Hz display would be drawn at 20 instead of 30 frames a second.
    if (!options.measure && !options.exact && this.lastMs !== null && dtMs < shortest - 4) return false
    this.lastMs = nowMs

    const startMs = performance.now()
    const forMs = options.exact ? nowMs : nowMs + this.screenDelay.ms
    const positionS = this.clock.at(forMs / 1000)
    this.scene.update(this.pose(nowMs, positionS, dtMs))
    const choosing = this.governor !== null && this.sinceTier < MEASURED_AT_START
    const wait = options.measure === true || choosing
    this.screen.draw(this.scene, wait)
    const timed = !wait && !options.exact && this.meter.frames % (this.inspection ? MEASURE_EVERY_INSPECTED : MEASURE_EVERY) === 0
    this.meter.begun(nowMs)
    this.drawn?.push({ beganAtMs: nowMs, handedOnAtMs: performance.now(), forMs, positionS, lipGap: lipGap(this.shown) })
    this.sinceTier++
    if (wait) this.took(performance.now() - startMs)
    else if (timed) this.screen.whenDrawn(() => this.took(performance.now() - startMs))
    return true
  }

  currentCoefficients(): Float32Array {
    return this.shown.slice()
  }

  /** Notes every frame that is drawn from now on, or no more. Times are on the wall clock of `render`. */
  setTrace(on: boolean): void {
    this.drawn = on ? [] : null
  }

  /** What was noted since the call before. */
  takeTrace(): DrawnFrame[] {
    return this.drawn?.splice(0) ?? []
  }

  stats(thread: 'worker' | 'main'): HeadStats {
    return {
      tier: this.decision.tier,
      thread,
      renderer: this.screen.rendererName,
      msPerFrame: this.meter.msPerFrame,
      fps: this.meter.fps,
      frames: this.meter.frames,
      ...this.screen.info,
      width: this.screen.width,
      height: this.screen.height,
    }
  }

  /** Settles once a change of tier under way is done. */
  async settled(): Promise<void> {
    await this.changing
  }

  dispose(): void {
    if (this.disposed) return
    this.disposed = true
    for (const type of ['webglcontextlost', 'webglcontextrestored'] as const) {
      this.options.canvas.removeEventListener(type, this.contextChanged)
    }
    this.scene.dispose()
    this.screen.dispose()
    this.loaded.dispose()
  }

  private pose(nowMs: number, positionS: number | null, dtMs: number): HeadPose {
    if (this.still) {
      const pose = { ...this.still, coefficients: this.still.coefficients.slice() }
      this.shown.set(pose.coefficients)
      return pose
    }
    const stream = this.timeline.sampleAt(positionS, dtMs / 1000)
    const pose = this.life.update(nowMs / 1000, this.state, stream)
    this.shown.set(pose.coefficients)
    return pose
  }

  /** A frame took `costMs` until its pixels existed. */
  private took(costMs: number): void {
    this.meter.cost(costMs)
    this.screenDelay.cost(costMs)
    const decision = this.sinceTier > WARM_UP_FRAMES ? this.governor?.report(costMs) : null
    if (decision) this.decide(decision)
  }

  private decide(decision: TierDecision): void {
    const changed = decision.tier !== this.decision.tier
    this.decision = decision
    this.sinceTier = 0
    this.meter.reset()
    this.screen.forgetDrawn()
    if (!changed) {
      this.applySize()
      return
    }
    const change = async (): Promise<void> => {
      const scene = await this.loaded.draw(tierConfig(decision.tier))
      if (this.disposed || this.decision.tier !== decision.tier) {
        scene.dispose()
        return
      }
      this.scene.dispose()
      this.scene = scene
      this.scene.showWires(this.inspection?.wires ?? false)
      this.applySize()
      this.onEvent({ type: 'tier', tier: decision.tier })
    }
    this.changing = change().catch((thrown: unknown) => {
      this.onEvent({ type: 'error', error: UnderstudyError.from(thrown) })
    })
  }

  private applySize(): void {
    const { width, height, pixelRatio } = this.size
    this.screen.setSize(width, height, pixelRatio, tierConfig(this.decision.tier), this.decision.scale)
    this.scene.frame(width / height, this.screen.height)
  }

  private readonly contextChanged = (event: Event): void => {
    // Without this the browser does not try to bring the context back.
    event.preventDefault()
    this.contextLost = event.type === 'webglcontextlost'
    this.screen.forgetDrawn()
    if (!this.contextLost) this.sinceTier = 0
    this.onEvent({ type: this.contextLost ? 'contextlost' : 'contextrestored' })
  }
}

/** Loads a head and prepares it on `options.canvas`. */
export function createHead(options: CreateHeadOptions): Promise<Head> {
  return Head.create(options)
}
