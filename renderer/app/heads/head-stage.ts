import { createStore, type StoreApi } from 'zustand/vanilla'
import { UnderstudyError, type ErrorShape } from '../../../electron/contract/errors.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import { AnswerPlayer } from '../../audio/answer-player.ts'
import { HeadView } from '../../head/index.ts'
import type { NoticeBoard } from '../services/notice-board.ts'
import { request } from '../services/request.ts'
import type { PageStore } from '../state/page-store.ts'

/** Something a head can play: 16-bit mono sound with the face that goes with it. */
export interface Clip {
  sampleRateHz: number
  pcm: Int16Array
  /** Packed by animation/frame-codec.ts. */
  frames: Uint8Array
}

export interface HeadStageState {
  head: 'loading' | 'live' | 'failed'
  /** Why it is not drawn, in a sentence. */
  problem: string
  playing: boolean
}

/** A head to be looked at, with a player of its own: neither the face of the conversation nor an answer is touched by it. */
export class HeadStage {
  readonly element = document.createElement('div')
  readonly store: StoreApi<HeadStageState> = createStore(() => ({ head: 'loading', problem: '', playing: false }))
  readonly player: AnswerPlayer
  view: HeadView | null = null
  /** Folder of the head on it, as it was loaded. */
  url = ''
  private loading: AbortController | null = null
  private plays = 0
  private readonly cleanups: (() => void)[]

  constructor(
    private readonly api: PageApi,
    private readonly pageStore: PageStore,
    private readonly notices: NoticeBoard,
  ) {
    Object.assign(this.element.style, { position: 'absolute', inset: '0' })
    this.player = new AnswerPlayer((error: ErrorShape) => notices.problem(error))
    this.cleanups = [
      this.player.onReport(({ type }) => {
        if (type !== 'finished' && type !== 'flushed') return
        this.view?.setState('idle')
        this.store.setState({ playing: false })
      }),
      // Who begins to talk is not to be talked over.
      pageStore.subscribe(({ conversation }) => {
        if (conversation.phase !== 'idle') this.stop()
      }),
      pageStore.subscribe(({ windowShown }, before) => {
        if (windowShown !== before.windowShown) this.view?.setVisible(windowShown)
      }),
    ]
  }

  /** In the tier of the settings. @param url folder of head.json with a trailing slash, relative to the page */
  async load(url: string): Promise<void> {
    const { settings } = this.pageStore.getState()
    this.unload()
    this.url = url
    const loading = new AbortController()
    this.loading = loading
    this.store.setState({ head: 'loading', problem: '' })
    try {
      const view = await HeadView.create({ container: this.element, baseUrl: new URL(url, location.href).href, tier: settings?.qualityTier ?? 'auto', signal: loading.signal })
      this.view = view
      view.setVisible(this.pageStore.getState().windowShown)
      this.player.attachFace(view)
      this.store.setState({ head: 'live' })
    } catch (thrown) {
      if (!loading.signal.aborted) this.store.setState({ head: 'failed', problem: UnderstudyError.from(thrown).message })
    }
  }

  /** The one sentence that every face may say. @param voiceId the standard voice where left out */
  async say(voiceId?: string): Promise<void> {
    this.stop()
    const play = ++this.plays
    this.store.setState({ playing: true })
    this.player.prepare()
    const sample = await this.notices.guard(this.sample(voiceId))
    if (play !== this.plays) return
    if (sample) this.play(sample)
    else this.store.setState({ playing: false })
  }

  async sample(voiceId?: string): Promise<Clip> {
    const { sampleRateHz, pcm, frames } = await request(this.api, 'heads.sample', voiceId === undefined ? {} : { voiceId })
    return { sampleRateHz, pcm: new Int16Array(pcm.slice().buffer), frames }
  }

  play({ sampleRateHz, pcm, frames }: Clip): void {
    this.stop()
    const turnId = `look:${++this.plays}`
    this.player.setVolume(this.pageStore.getState().settings?.volume ?? 1)
    this.player.apply({ type: 'begin', turnId, sampleRateHz })
    this.player.apply({ type: 'frames', turnId, packed: frames })
    this.player.apply({ type: 'audio', turnId, startMs: 0, pcm })
    this.player.apply({ type: 'end', turnId, durationMs: (pcm.length / sampleRateHz) * 1000 })
    this.view?.setStill(null)
    this.view?.setState('speaking')
    this.store.setState({ playing: true })
  }

  stop(): void {
    this.plays++
    this.player.flush()
    if (this.store.getState().playing) this.store.setState({ playing: false })
  }

  dispose(): void {
    for (const cleanup of this.cleanups.splice(0)) cleanup()
    this.unload()
    this.player.dispose()
    this.element.remove()
  }

  private unload(): void {
    this.stop()
    this.loading?.abort()
    this.player.attachFace(null)
    this.view?.dispose()
    this.view = null
  }
}

