import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Settings } from '../../../electron/contract/settings.ts'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { Clip, HeadStage } from '../heads/head-stage.ts'
import type { NoticeBoard } from '../services/notice-board.ts'
import { ClipRecorder, photograph } from './capture.ts'
import { PoseBench, stillOf } from './pose.ts'

/** The turntable moves in steps that every tier can draw. */
const TURN_EVERY_MS = 33

export interface BenchState {
  tier: Settings['qualityTier']
  wires: boolean
  /** A clip is being recorded. */
  recording: boolean
}

/** One head on the bench: its pose, how it is drawn, and what is kept of it. */
export class Bench {
  readonly pose = new PoseBench()
  readonly store: StoreApi<BenchState>
  private turntable: ReturnType<typeof setInterval> | null = null
  private readonly cleanups: (() => void)[]

  constructor(
    readonly stage: HeadStage,
    private readonly firstTier: Settings['qualityTier'],
    private readonly notices: NoticeBoard,
    private readonly save: (bytes: Uint8Array, extension: 'png' | 'webm') => Promise<void>,
  ) {
    this.store = createStore<BenchState>(() => ({ tier: firstTier, wires: false, recording: false }))
    this.cleanups = [
      this.pose.store.subscribe(({ turning, mode }, before) => {
        if (mode === 'posed' && this.stage.store.getState().playing) this.stage.stop()
        if (turning !== before.turning) this.turn(turning)
        this.show()
      }),
      this.stage.store.subscribe(({ head, playing }, before) => {
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

  async photograph(mark: string): Promise<void> {
    const { view } = this.stage
    if (!view) return
    const bytes = await this.notices.guard(photograph(view, mark))
    if (bytes) await this.save(bytes, 'png')
  }

  /** Plays it and records that, with its sound; whoever stops the playing ends the clip. */
  async record(clip: () => Promise<Clip>, mark: string): Promise<void> {
    const { view, player } = this.stage
    if (!view || this.store.getState().recording) return
    this.store.setState({ recording: true })
    try {
      const found = await clip()
      const recorder = new ClipRecorder(view, player.soundStream(found.sampleRateHz), mark)
      this.stage.play(found)
      await this.played()
      const bytes = await recorder.stop()
      if (bytes.length > 0) await this.save(bytes, 'webm')
    } catch (thrown) {
      this.notices.problem(UnderstudyError.from(thrown).toShape())
    } finally {
      player.endSoundStream()
      this.store.setState({ recording: false })
    }
  }

  dispose(): void {
    for (const cleanup of this.cleanups.splice(0)) cleanup()
    this.turn(false)
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

  private played(): Promise<void> {
    return new Promise((resolve) => {
      const end = this.stage.store.subscribe(({ playing }) => {
        if (playing) return
        end()
        resolve()
      })
    })
  }
}
