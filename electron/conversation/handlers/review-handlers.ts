import type { HostChannel, IpcHandlers } from '../../contract/host.ts'
import type { ReviewService } from '../../review/review-service.ts'

type ReviewChannel = Extract<HostChannel, `review.${string}`>

export function reviewHandlers(review: ReviewService, setOffline: (offline: boolean) => void): IpcHandlers<ReviewChannel> {
  return {
    'review.offline': ({ on }) => setOffline(on),
    'review.queue': (query) => review.queue(query),
    'review.get': ({ id }) => review.get(id),
    'review.decide': ({ id, decision }) => review.decide(id, decision),
    'review.undo': ({ id }) => review.undo(id),
    'review.askAgain': ({ id }) => review.askAgain(id),
    'review.corrections': () => review.allCorrections(),
    'review.removeCorrection': ({ id }) => review.removeCorrection(id),
  }
}
