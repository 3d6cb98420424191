import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import { request } from '../services/request.ts'

/**
 * The app's network, off while one reviews. Requests go one after the other, so that the last wish is what holds; one that
 * fails is not repeated by itself.
 */
export class NetworkPause {
  private wanted = false
  private off = false
  private running = false

  constructor(
    private readonly api: PageApi,
    private readonly onFailure: (error: UnderstudyError) => void,
  ) {}

  want(off: boolean): void {
    this.wanted = off
    if (!this.running) void this.follow()
  }

  private async follow(): Promise<void> {
    this.running = true
    while (this.off !== this.wanted) {
      const off = this.wanted
      try {
        await request(this.api, 'review.offline', { on: off })
        this.off = off
      } catch (thrown) {
        this.onFailure(UnderstudyError.from(thrown))
        if (this.wanted === off) break
      }
    }
    this.running = false
  }
}
