import { createStore, type StoreApi } from 'zustand/vanilla'
import { decodeFrames } from '../../../electron/animation/frame-codec.ts'
import type { Settings } from '../../../electron/contract/settings.ts'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { filmInWorker } from '../../head/film/film-client.ts'
import type { Clip, HeadStage } from '../heads/head-stage.ts'
import type { NoticeBoard } from '../services/notice-board.ts'
import { photograph } from './photograph.ts'
import { PoseBench, stillOf } from './pose.ts'

/** The turntable moves in steps that every tier can draw. */
const TURN_EVERY_MS = 33

export interface BenchState {
  tier: Settings['qualityTier']
  wires: boolean
  /** How much of a clip is filmed, 0–1; null: none is being made. */
  filmed: number | null
}

/** Where pictures and clips go. */
export interface Keeper {
  /** Null where nobody chose a place. */
  choose(extension: 'png' | 'webm'): Promise<string | null>
  save(path: string, bytes: Uint8Array): Promise<void>
}

/** One head on the bench: its pose, how it is drawn, and what is kept of it. */
export class Bench {
  readonly pose = new PoseBench()
  readonly store: StoreApi<BenchState>
  private filming: AbortController | null = null
  private turntable: ReturnType<typeof setInterval> | null = null
  private readonly cleanups: (() => void)[]

  constructor(
    readonly stage: HeadStage,
    private readonly firstTier: Settings['qualityTier'],
    private readonly notices: NoticeBoard,
    private readonly keeper: Keeper,
    private readonly film: typeof filmInWorker = filmInWorker,
  ) {
    this.store = createStore<BenchState>(() => ({ tier: firstTier, wires: false, filmed: null }))
    this.cleanups = [
      this.pose.store.subscribe(({ turning, mode }, before) => {
        if (mode === 'posed' && this.stage.store.getState().playing) this.stage.stop()
        if (turning !== before.turning) this.turn(turning)
        this.show()
      }),
      this.stage.store.subscribe(({ head, playing }, before) => {
        // Nothing is made on of a head that may not be shown any more.
        if (head === 'loading' && before.head !== 'loading') this.endClip()
        if (head === 'live' && before.head !== 'live') this.begin()
        if (playing && !before.playing) this.pose.live()
      }),
    ]
    if (stage.store.getState().head === 'live') this.begin()
  }

  setTier(tier: Settings['qualityTier']): void {
    this.store.setState({ tier })
    this.stage.view?.setTier(tier)
  }

  setWires(wires: boolean): void {
    this.store.setState({ wires })
    this.stage.view?.setInspection({ wires })
  }

  /** @param clip null: the sample sentence */
  playOrStop(clip: Clip | null): void {
    const { stage } = this
    if (stage.store.getState().playing) stage.stop()
    else if (clip) stage.play(clip)
    else void stage.say()
  }

  async photograph(mark: string): Promise<void> {
    const { view } = this.stage
    if (!view) return
    // What is seen now, not when the dialog closes.
    const bytes = await this.notices.guard(photograph(view, mark))
    const path = bytes && (await this.keeper.choose('png'))
    if (path) await this.keeper.save(path, bytes)
  }

  /**
   * Films it with its sound: not in real time, so that no frame is missing however slow the machine, and silently.
   * @param clip null: the sample sentence
   * @param mark said on every picture
   */
  async makeClip(clip: Clip | null, mark: string): Promise<void> {
    const { view, url } = this.stage
    if (!view || this.filming) return
    const filming = new AbortController()
    this.filming = filming
    const share = (filmed: number): void => {
      if (this.filming === filming) this.store.setState({ filmed })
    }
    try {
      const path = await this.keeper.choose('webm')
      if (path === null || filming.signal.aborted) return
      share(0)
      const { pcm, sampleRateHz, frames } = clip ?? (await this.stage.sample())
      const drawn = { baseUrl: new URL(url, location.href).href, tier: view.stats().tier, size: view.size, wires: this.store.getState().wires }
      const webm = await this.film({ ...drawn, frames: decodeFrames(frames), pcm, sampleRateHz, mark }, share, filming.signal)
      await this.keeper.save(path, webm)
    } catch (thrown) {
      this.notices.problem(UnderstudyError.from(thrown).toShape())
    } finally {
      if (this.filming === filming) this.endClip()
    }
  }

  /** Nothing is left of a clip that is being made. */
  endClip(): void {
    this.filming?.abort()
    this.filming = null
    this.store.setState({ filmed: null })
  }

  dispose(): void {
    for (const cleanup of this.cleanups.splice(0)) cleanup()
    this.turn(false)
    this.endClip()
    this.stage.stop()
  }

  /** A head that has just been drawn for the first time takes over what is set. */
  private begin(): void {
    const { wires, tier } = this.store.getState()
    this.stage.view?.setInspection({ wires })
    if (tier !== this.firstTier) this.stage.view?.setTier(tier)
    this.show()
  }

  private show(): void {
    this.stage.view?.setStill(stillOf(this.pose.store.getState(), performance.now()))
  }

  private turn(on: boolean): void {
    if (this.turntable) clearInterval(this.turntable)
    this.turntable = on ? setInterval(() => this.show(), TURN_EVERY_MS) : null
  }
}
