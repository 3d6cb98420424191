import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { IpcChannel, IpcRequest, IpcResponse } from '../../../electron/contract/ipc.ts'
import type { CorrectionsFile, Review, ReviewFilter, ReviewItem } from '../../../electron/contract/review.ts'
import type { TurnRecord } from '../../../electron/contract/turn.ts'
import { babble, mouth, SAMPLE_RATE_HZ, type FakeMain, type Scenario } from './fake-main.ts'
import { chatbot, counterOffers, degrees, documents, lisbon, longOne, punished, silentSunday, stopped, wrenHome } from './review-sample.ts'
import { status } from './sample.ts'

const NO_REVIEW: Omit<Review, 'turnId'> = { verdict: null, correction: null, never: [], note: '', decidedAt: null }
const HOUR_MS = 3_600_000

type Handlers = { [C in IpcChannel]?: (request: IpcRequest<C>) => IpcResponse<C> | Promise<IpcResponse<C>> }

interface Options {
  reviews?: Record<string, Partial<Review>>
  corrections?: CorrectionsFile
  failing?: readonly IpcChannel[]
  /** Never answers: for a look at what waits. */
  hanging?: readonly IpcChannel[]
}

/** A review that remembers verdicts, over recorded turns of the persona that ships. */
function fakeReview(turns: readonly TurnRecord[], { reviews = {}, corrections, failing = [], hanging = [] }: Options = {}) {
  return (main: FakeMain): never => {
    const records = new Map(turns.map((turn) => [turn.id, { turn, review: { turnId: turn.id, ...NO_REVIEW, ...reviews[turn.id] } as Review }]))
    const before = new Map<string, Review[]>()
    const learned = corrections ?? { formatVersion: 1, approved: [], never: [] }
    const record = (id: string) => {
      const found = records.get(id)
      if (!found) throw new UnderstudyError('not_found', 'That answer is not in the history any more.')
      return found
    }
    const belongs = ({ review }: ReviewItem, filter: ReviewFilter): boolean => filter === 'all' || filter === (review.verdict ?? 'pending')
    const handlers: Handlers = {
      'review.offline': ({ on }) => main.changeStatus({ offline: on }),
      'review.queue': ({ filter = 'pending', origin, search = '' }) => {
        const all = [...records.values()].sort((a, b) => b.turn.startedAt.localeCompare(a.turn.startedAt))
        const counted = (wanted: ReviewFilter): number => all.filter((item) => belongs(item, wanted)).length
        return {
          items: all.filter(
            (item) => belongs(item, filter) && (!origin || item.turn.origin === origin) && `${item.turn.question} ${item.turn.answer}`.toLowerCase().includes(search.toLowerCase()),
          ),
          counts: { pending: counted('pending'), approved: counted('approved'), corrected: counted('corrected'), never: counted('never'), all: all.length },
        }
      },
      'review.get': ({ id }) => record(id),
      'review.decide': ({ id, decision }) => {
        const { turn, review } = record(id)
        const decidedAt = new Date().toISOString()
        const changed: Review =
          decision.type === 'note'
            ? { ...review, note: decision.text }
            : decision.type === 'approve'
              ? { ...review, verdict: 'approved', decidedAt }
              : decision.type === 'correct'
                ? { ...review, verdict: 'corrected', correction: decision.text, decidedAt }
                : { ...review, verdict: 'never', never: decision.sentences, decidedAt }
        before.set(id, [...(before.get(id) ?? []), review])
        if (decision.type === 'correct') learned.approved.push({ id: `c-${id}`, question: turn.question, text: decision.text, turnId: id, createdAt: decidedAt })
        if (decision.type === 'never') learned.never.push(...decision.sentences.map((sentence, k) => ({ id: `n-${id}-${k}`, sentence, turnId: id, createdAt: decidedAt })))
        records.set(id, { turn, review: changed })
        return changed
      },
      'review.undo': ({ id }) => {
        const { turn } = record(id)
        const review = before.get(id)?.pop() ?? { turnId: id, ...NO_REVIEW }
        records.set(id, { turn, review })
        learned.approved = learned.approved.filter(({ turnId }) => turnId !== id)
        learned.never = learned.never.filter(({ turnId }) => turnId !== id)
        return review
      },
      'review.askAgain': async ({ id }) => {
        const { turn, review } = record(id)
        await new Promise((resolve) => setTimeout(resolve, 600))
        const { answer, outcome, citations } = turn
        const kept = turn.sentences.filter(({ text }) => !review.never.includes(text))
        const after = review.correction ?? (review.verdict === 'never' ? kept.map(({ text }) => text).join(' ') : answer)
        return { question: turn.question, before: { answer, outcome, citations }, after: { answer: after, outcome: 'answered', citations: citations.slice(0, 1) } }
      },
      'review.corrections': () => ({ ...learned }),
      'review.removeCorrection': ({ id }) => {
        learned.approved = learned.approved.filter((entry) => entry.id !== id)
        learned.never = learned.never.filter((entry) => entry.id !== id)
      },
      'turns.get': ({ id }) => record(id).turn,
      'turns.recording': ({ id, part }) => {
        const durationMs = part === 'answer' ? (record(id).turn.sentences.at(-1)?.endMs ?? 0) : 1_800
        return { sampleRateHz: SAMPLE_RATE_HZ, pcm: new Uint8Array(babble(0, durationMs).buffer), frames: part === 'answer' ? mouth(0, durationMs) : new Uint8Array() }
      },
      'persona.document': ({ documentId }) => documents[documentId]!,
    }
    const refusing = Object.fromEntries(
      failing.map((channel) => [
        channel,
        () => {
          throw new UnderstudyError('store_unavailable', 'The history could not be read; quit and open Understudy again.')
        },
      ]),
    )
    const waiting = Object.fromEntries(hanging.map((channel) => [channel, () => new Promise(() => undefined)]))
    return { ...handlers, ...refusing, ...waiting } as never
  }
}

const turns = [silentSunday, wrenHome, counterOffers, chatbot, degrees, lisbon, stopped, punished]
const corrected = 'No. A counter-offer tells everyone else that the way to be paid is to resign. Tell me what is wrong with the pay at that level and I fix it for all of you.'
const reviews: Record<string, Partial<Review>> = {
  r4: { verdict: 'approved', decidedAt: new Date(Date.now() - HOUR_MS).toISOString() },
  r3: { verdict: 'corrected', correction: corrected, decidedAt: new Date(Date.now() - HOUR_MS).toISOString(), note: 'Asked twice this month. The wording was right but cold.' },
  r5: { verdict: 'never', never: ['The chef knew more about cold rooms than the rest of us together.'], decidedAt: new Date(Date.now() - HOUR_MS).toISOString() },
}
const corrections = (): CorrectionsFile => ({
  formatVersion: 1,
  approved: [{ id: 'c-r3', question: counterOffers.question, text: corrected, turnId: 'r3', createdAt: new Date(Date.now() - HOUR_MS).toISOString() }],
  never: [{ id: 'n-r5', sentence: 'The chef knew more about cold rooms than the rest of us together.', turnId: 'r5', createdAt: new Date(Date.now() - HOUR_MS).toISOString() }],
})

const longPersona = {
  ...status.persona,
  name: 'Maximiliane Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh',
  title: 'Executive Director of Long-Baseline Interferometry',
  organisation: 'The Consolidated Northlight Precision Instruments and Metrology Society',
}

export const scenarios: Record<string, Scenario> = {
  review: { handlers: (main) => fakeReview(turns, { reviews, corrections: corrections() })(main) },
  reviewEmpty: { handlers: fakeReview([]) },
  reviewDone: { handlers: fakeReview([chatbot], { reviews }) },
  reviewLong: { status: { persona: longPersona }, handlers: fakeReview([longOne, ...turns], { reviews: { r9: { note: 'A long note. '.repeat(30) } } }) },
  reviewFails: { handlers: fakeReview(turns, { failing: ['review.queue', 'review.offline', 'review.corrections'] }) },
  reviewActFails: { handlers: fakeReview(turns, { failing: ['review.decide', 'review.undo', 'review.askAgain', 'turns.recording'] }) },
  reviewLoads: { handlers: fakeReview(turns, { hanging: ['review.queue', 'review.offline'] }) },
  reviewAsks: { handlers: fakeReview(turns, { hanging: ['review.askAgain'] }) },
}
