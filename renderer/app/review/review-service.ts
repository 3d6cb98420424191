import { createStore, type StoreApi } from 'zustand/vanilla'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import type { Decision, ReviewFilter, ReviewQuery } from '../../../electron/contract/review.ts'
import type { TurnOrigin } from '../../../electron/contract/turn.ts'
import type { AnswerPlayer } from '../../audio/answer-player.ts'
import type { NoticeBoard } from '../services/notice-board.ts'
import type { Replayer } from '../services/replayer.ts'
import { request } from '../services/request.ts'
import type { PageStore } from '../state/page-store.ts'
import { NetworkPause } from './network-pause.ts'
import { afterNote, afterUndo, afterVerdict, initialReview, neighbour, selecting, toggled, undoable, withOlder, withQueue, type Decided, type ReviewMode, type ReviewState } from './review-state.ts'
import { DECISION_NOTICES } from './review-words.ts'

const PAGE_SIZE = 50

/** Reviewing: the queue, what is chosen from it, and the verdicts. What one was at is kept while another screen is shown. */
export class ReviewService {
  readonly store: StoreApi<ReviewState> = createStore<ReviewState>(() => initialReview)
  private readonly network: NetworkPause
  /** Corrections that were begun and not saved, by turn. */
  private readonly drafts = new Map<string, string>()
  private entered = false
  private loads = 0
  private dismissNotice: (() => void) | null = null
  private readonly cleanups: (() => void)[]

  constructor(
    private readonly api: PageApi,
    private readonly page: PageStore,
    private readonly replayer: Replayer,
    private readonly player: AnswerPlayer,
    private readonly notices: NoticeBoard,
  ) {
    this.network = new NetworkPause(api, (error) => {
      notices.problem(error.toShape())
      this.store.setState({ networkTrouble: true })
    })
    this.cleanups = [
      api.on('turn.event', (event) => {
        if (this.entered && event.type === 'done') void this.load()
      }),
      page.subscribe(({ status }, before) => {
        if (status?.persona.id !== before.status?.persona.id) this.startOver()
      }),
      this.store.subscribe(({ selectedId, detail }, before) => {
        if (selectedId !== before.selectedId) this.silence()
        if (selectedId && detail === null && (selectedId !== before.selectedId || before.detail !== null)) void this.readDetail(selectedId)
      }),
    ]
  }

  /** The screen is shown: the network goes off, the queue is read. */
  enter(): void {
    this.entered = true
    this.pauseNetwork()
    void this.load()
    void this.loadCorrections()
  }

  pauseNetwork(): void {
    this.store.setState({ networkTrouble: false })
    this.network.want(true)
  }

  leave(): void {
    this.entered = false
    this.silence()
    this.network.want(false)
  }

  async load(): Promise<void> {
    const run = ++this.loads
    const queue = await this.notices.guard(request(this.api, 'review.queue', this.query()))
    if (run !== this.loads) return
    this.store.setState((state) => (queue ? withQueue(state, queue, PAGE_SIZE) : { queue: 'failed' }))
  }

  async loadOlder(): Promise<void> {
    const run = this.loads
    const before = this.state.items.at(-1)?.turn.startedAt
    const queue = await this.notices.guard(request(this.api, 'review.queue', { ...this.query(), before }))
    if (queue && run === this.loads) this.store.setState((state) => withOlder(state, queue, PAGE_SIZE))
  }

  narrow(patch: { filter?: ReviewFilter; origin?: TurnOrigin | null; search?: string }): void {
    this.store.setState({ ...patch, queue: 'loading' })
    void this.load()
  }

  select(id: string): void {
    if (id !== this.state.selectedId) this.store.setState(selecting(id))
  }

  step(step: 1 | -1): void {
    const id = neighbour(this.state, step)
    if (id) this.select(id)
  }

  setMode(mode: ReviewMode): void {
    // Also before all of the answer is read: a key pressed at once must not be lost.
    if (this.state.selectedId === null) return
    this.store.setState({ mode, chosen: [], comparison: null })
    if (mode === 'correct') this.silence()
  }

  toggle(sentence: number): void {
    this.store.setState(({ chosen }) => ({ chosen: toggled(chosen, sentence) }))
  }

  draft(turnId: string): string | undefined {
    return this.drafts.get(turnId)
  }

  keepDraft(turnId: string, text: string): void {
    this.drafts.set(turnId, text)
  }

  async decide(decision: Decision): Promise<void> {
    const { selectedId: id, busy } = this.state
    if (!id || busy) return
    this.store.setState({ busy: true })
    const review = await this.notices.guard(request(this.api, 'review.decide', { id, decision }))
    if (!review) return this.store.setState({ busy: false })
    if (decision.type === 'note') return this.store.setState((state) => afterNote(state, review))
    this.drafts.delete(id)
    this.store.setState((state) => afterVerdict(state, review))
    this.tell(DECISION_NOTICES[decision.type], () => void this.undo())
    void this.loadCorrections()
  }

  /** Takes the latest verdict back, or that of the chosen answer where none was given here. */
  async undo(what: Decided | null = undoable(this.state)): Promise<void> {
    if (!what || this.state.busy) return
    this.store.setState({ busy: true })
    const review = await this.notices.guard(request(this.api, 'review.undo', { id: what.item.turn.id }))
    if (!review) return this.store.setState({ busy: false })
    this.dismissNotice?.()
    this.store.setState((state) => afterUndo(state, what, review))
    void this.loadCorrections()
  }

  async askAgain(): Promise<void> {
    const { selectedId: id } = this.state
    if (!id || (this.state.mode === 'compare' && !this.state.comparison)) return
    this.silence()
    this.store.setState({ mode: 'compare', comparison: null })
    const comparison = await this.notices.guard(request(this.api, 'review.askAgain', { id }))
    const { selectedId, mode } = this.state
    if (selectedId !== id || mode !== 'compare') return
    this.store.setState(comparison ? { comparison } : { mode: 'read' })
  }

  togglePlay(): void {
    const { selectedId: id, resumeAtMs } = this.state
    if (!id) return
    const { replay } = this.page.getState()
    if (replay?.turnId === id && replay.part === 'answer') {
      const positionMs = this.player.positionMs() ?? 0
      this.replayer.stop(id)
      this.store.setState({ resumeAtMs: positionMs })
    } else this.playFrom(resumeAtMs)
  }

  playFrom(fromMs: number): void {
    const { selectedId: id } = this.state
    if (!id) return
    this.store.setState({ resumeAtMs: 0 })
    this.player.prepare()
    void this.replayer.play(id, { fromMs })
  }

  /** The question as it was asked aloud, or silence where it plays already. */
  toggleQuestion(): void {
    const { selectedId: id } = this.state
    const { replay } = this.page.getState()
    if (!id || (replay?.part === 'question' && this.replayer.stop(id))) return
    this.player.prepare()
    void this.replayer.play(id, { part: 'question' })
  }

  async removeCorrection(id: string): Promise<void> {
    const removed = await this.notices.guard(request(this.api, 'review.removeCorrection', { id }).then(() => true))
    if (!removed) return
    await Promise.all([this.loadCorrections(), this.load()])
  }

  dispose(): void {
    for (const cleanup of this.cleanups.splice(0)) cleanup()
    if (this.entered) this.leave()
  }

  private get state(): ReviewState {
    return this.store.getState()
  }

  private query(): ReviewQuery {
    const { filter, origin, search } = this.state
    return { filter, search, limit: PAGE_SIZE, ...(origin && { origin }) }
  }

  private async readDetail(id: string): Promise<void> {
    const detail = await this.notices.guard(request(this.api, 'review.get', { id }))
    if (detail && this.state.selectedId === id) this.store.setState({ detail })
  }

  private async loadCorrections(): Promise<void> {
    const corrections = await this.notices.guard(request(this.api, 'review.corrections'))
    if (corrections) this.store.setState({ corrections })
  }

  private silence(): void {
    this.replayer.stop()
    this.store.setState({ resumeAtMs: 0 })
  }

  /** Another persona has another past. */
  private startOver(): void {
    this.drafts.clear()
    this.store.setState(({ filter, origin, search }) => ({ ...initialReview, filter, origin, search }))
    if (!this.entered) return
    void this.load()
    void this.loadCorrections()
  }

  private tell(message: string, undo: () => void): void {
    this.dismissNotice?.()
    this.dismissNotice = this.notices.tell(message, { label: 'Undo', run: undo })
  }
}
