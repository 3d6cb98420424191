import type { PageApi } from '../../../electron/contract/page-api.ts'
import type { AnswerPlayer } from '../../audio/answer-player.ts'
import { mergeStoredTurns, withoutTurn, type Turn } from '../state/conversation.ts'
import type { PageStore } from '../state/page-store.ts'
import type { NoticeBoard } from './notice-board.ts'
import { request } from './request.ts'

const PAGE_SIZE = 50
const REPLAY_PREFIX = 'replay:'

export function isReplay(playbackId: string): boolean {
  return playbackId.startsWith(REPLAY_PREFIX)
}

/** Earlier turns: read, searched, played again, deleted and brought back. */
export class History {
  private searches = 0
  private readonly stopReports: () => void

  constructor(
    private readonly api: PageApi,
    private readonly store: PageStore,
    private readonly player: AnswerPlayer,
    private readonly notices: NoticeBoard,
  ) {
    this.stopReports = player.onReport((report) => {
      if (report.type === 'finished' || report.type === 'flushed') {
        this.store.setState(({ replay }) => (replay && report.turnId === REPLAY_PREFIX + replay.turnId ? { replay: null } : {}))
      }
    })
  }

  async load(search = ''): Promise<void> {
    const run = ++this.searches
    this.store.setState({ search, history: 'loading' })
    const stored = await this.notices.guard(request(this.api, 'turns.list', { search, limit: PAGE_SIZE }))
    if (run !== this.searches) return
    this.store.setState(({ conversation }) => {
      if (!stored) return { history: 'failed' }
      const base = { ...conversation, turns: conversation.turns.filter(({ outcome }) => outcome === null) }
      return { history: 'ready', conversation: mergeStoredTurns(base, stored) }
    })
  }

  async remove(turn: Turn): Promise<void> {
    this.stopReplay(turn.id)
    if ((await this.notices.guard(this.call('turns.delete', turn.id))) === undefined) return
    this.store.setState(({ conversation }) => ({ conversation: withoutTurn(conversation, turn.id) }))
    this.notices.tell('The turn and its recording were deleted.', { label: 'Undo', run: () => void this.restore(turn) })
  }

  async replay(turn: Turn): Promise<void> {
    const recording = await this.notices.guard(
      Promise.all([
        request(this.api, 'turns.recording', { id: turn.id, part: 'answer' }),
        request(this.api, 'turns.get', { id: turn.id }),
      ]),
    )
    if (!recording || this.store.getState().conversation.phase !== 'idle') return
    const [{ sampleRateHz, pcm, frames }, { sentences }] = recording
    if (pcm.byteLength === 0) return this.notices.tell('No sound was kept of this answer.')
    const turnId = REPLAY_PREFIX + turn.id
    const samples = new Int16Array(pcm.slice().buffer)
    this.player.apply({ type: 'begin', turnId, sampleRateHz })
    this.store.setState({ replay: { turnId: turn.id, sentences } })
    if (frames.byteLength > 0) this.player.apply({ type: 'frames', turnId, packed: frames })
    this.player.apply({ type: 'audio', turnId, startMs: 0, pcm: samples })
    this.player.apply({ type: 'end', turnId, durationMs: (samples.length / sampleRateHz) * 1000 })
  }

  /** Silences a replay, of this turn or of any. @returns whether there was one */
  stopReplay(turnId?: string): boolean {
    const { replay } = this.store.getState()
    if (!replay || (turnId && replay.turnId !== turnId)) return false
    this.player.flush()
    return true
  }

  dispose(): void {
    this.stopReports()
  }

  private async restore(turn: Turn): Promise<void> {
    if ((await this.notices.guard(this.call('turns.restore', turn.id))) === undefined) return
    this.store.setState(({ conversation }) => {
      const turns = [...conversation.turns, turn].sort((a, b) => a.startedAt.localeCompare(b.startedAt))
      return { conversation: { ...conversation, turns } }
    })
  }

  private async call(channel: 'turns.delete' | 'turns.restore', id: string): Promise<true> {
    await request(this.api, channel, { id })
    return true
  }
}
