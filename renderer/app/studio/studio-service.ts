import type { PageApi } from '../../../electron/contract/page-api.ts'
import type { NoticeBoard } from '../services/notice-board.ts'
import type { PageStore } from '../state/page-store.ts'

export class StudioService {
  constructor(
    protected readonly api: PageApi,
    protected readonly store: PageStore,
    protected readonly notices: NoticeBoard,
  ) {}

  dispose(): void {}
}
