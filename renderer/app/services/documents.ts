import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { MAX_FEEDBACK_BYTES } from '../../../electron/contract/feedback.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import type { PageStore } from '../state/page-store.ts'
import type { NoticeBoard } from './notice-board.ts'
import { request } from './request.ts'

/** File names that can be given, as a file chooser wants them. */
export const READABLE = '.md,.markdown,.txt,.pdf,.docx,.html,.htm'

/** Documents shown to the persona, and what it thinks of them. */
export class Documents {
  private readonly unsubscribe: () => void

  constructor(
    private readonly api: PageApi,
    private readonly store: PageStore,
    private readonly notices: NoticeBoard,
  ) {
    this.unsubscribe = api.on('feedback.changed', (feedback) => {
      const begins = feedback.state === 'running' && feedback.parts.length === 0
      this.store.setState({ feedback, ...(begins ? { feedbackOpen: true } : {}) })
    })
  }

  /** The first of the files; the persona begins to speak about it. */
  async give(files: readonly File[]): Promise<void> {
    const [file] = files
    if (!file) return
    await this.notices.guard(
      (async () => {
        if (files.length > 1) throw new UnderstudyError('bad_request', 'Give one document at a time.')
        if (file.size > MAX_FEEDBACK_BYTES) throw new UnderstudyError('too_large', `This document is larger than ${MAX_FEEDBACK_BYTES / 1_000_000} MB; give a shorter one.`)
        await request(this.api, 'talk.document', { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
      })(),
    )
  }

  /** Where a person chooses; the file holds what there is so far. */
  async export(title: string): Promise<void> {
    const suggestedName = `feedback on ${title.replace(/[^\p{L}\p{N} _-]/gu, '').trim().slice(0, 80) || 'document'}.md`
    const path = await this.notices.guard(request(this.api, 'dialog.save', { suggestedName }))
    if (path) await this.notices.guard(request(this.api, 'talk.exportFeedback', { path }))
  }

  dispose(): void {
    this.unsubscribe()
  }
}
