import type { PageApi } from '../../../electron/contract/page-api.ts'
import { mergeStoredTurns, withoutTurn, type Turn } from '../state/conversation.ts'
import type { PageStore } from '../state/page-store.ts'
import type { NoticeBoard } from './notice-board.ts'
import type { Replayer } from './replayer.ts'
import { request } from './request.ts'

const PAGE_SIZE = 50

/** Earlier turns: read, searched, deleted and brought back. */
export class History {
  private searches = 0

  constructor(
    private readonly api: PageApi,
    private readonly store: PageStore,
    private readonly replayer: Replayer,
    private readonly notices: NoticeBoard,
  ) {}

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
    this.replayer.stop(turn.id)
    if ((await this.notices.guard(this.call('turns.delete', turn.id))) === undefined) return
    this.store.setState(({ conversation }) => ({ conversation: withoutTurn(conversation, turn.id) }))
    this.notices.tell('The turn and its recording were deleted.', { label: 'Undo', run: () => void this.restore(turn) })
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
