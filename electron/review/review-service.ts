import { userInfo } from 'node:os'
import { UnderstudyError } from '../contract/errors.ts'
import {
  reviewQuerySchema,
  type AnswerSnapshot,
  type Comparison,
  type CorrectionsFile,
  type Decision,
  type Review,
  type ReviewQuery,
  type ReviewQueue,
} from '../contract/review.ts'
import type { TurnRecord } from '../contract/turn.ts'
import type { Corrections } from '../persona/corrections/corrections.ts'
import type { PersonaService } from '../persona/persona-service.ts'
import { auditIsIntact, type AuditRow, type ReviewEffect } from '../store/review-table.ts'
import type { TurnStore } from '../store/turn-store.ts'

export interface ReviewServiceOptions {
  store: TurnStore
  /** The active persona. */
  persona: () => PersonaService
  /** Who decides; by default the user whom the operating system knows. */
  actor?: () => string
  now?: () => Date
}

const NO_EFFECT: ReviewEffect = { added: [], removed: { approved: [], never: [] } }

/** What the owner decides about recorded answers, and what that changes in the persona. */
export class ReviewService {
  private deciding: Promise<unknown> = Promise.resolve()

  constructor(private readonly options: ReviewServiceOptions) {}

  /** Recorded turns of the active persona in which something was said, newest first. */
  queue(query: ReviewQuery = {}): Promise<ReviewQueue> {
    return this.options.store.reviewQueue({ ...reviewQuerySchema.parse(query), personaId: this.persona.manifest.id })
  }

  /** @throws `not_found` */
  async get(id: string): Promise<{ turn: TurnRecord; review: Review }> {
    const { turn, review } = await this.options.store.review(id)
    return { turn, review }
  }

  /**
   * A new verdict takes the place of the one before; sentences that are never said again add up.
   * @throws `not_found`, and `bad_request` for what cannot be decided so
   */
  decide(id: string, decision: Decision): Promise<Review> {
    return this.inTurn(async () => {
      const { turn, review } = await this.options.store.review(id)
      this.requireActive(turn)
      const at = this.now()
      if (decision.type === 'note') {
        const noted = { ...review, note: decision.text }
        await this.options.store.recordReview({ review: noted, action: 'note', actor: this.actor, at, effect: NO_EFFECT })
        return noted
      }
      const [decided, effect] = await this.apply(turn, review, decision)
      const next = { ...decided, decidedAt: at }
      return this.keepOrRevert(effect, async () => {
        await this.options.store.recordReview({ review: next, action: decision.type, actor: this.actor, at, effect })
        return next
      })
    })
  }

  /** Takes the latest verdict back, with what it changed for the persona. @throws `bad_request` when there is none */
  undo(id: string): Promise<Review> {
    return this.inTurn(async () => {
      const { turn, review, latest } = await this.options.store.review(id)
      this.requireActive(turn)
      if (!latest) throw new UnderstudyError('bad_request', 'There is no verdict on this answer to take back.')
      const at = this.now()
      await this.revert(latest.effect)
      const next = { ...latest.before, note: review.note }
      await this.options.store.recordReview({ review: next, action: 'undo', actor: this.actor, at, effect: NO_EFFECT, undoes: latest.id })
      return next
    })
  }

  /** What the persona answers now, beside what was recorded. Nothing of it is kept. */
  async askAgain(id: string): Promise<Comparison> {
    const { turn } = await this.options.store.review(id)
    this.requireActive(turn)
    const before: AnswerSnapshot = { answer: turn.answer, outcome: turn.outcome, citations: turn.citations }
    const use = turn.origin === 'meeting' ? 'meeting' : 'talk'
    for await (const event of this.persona.answer({ question: turn.question, use, mode: this.persona.answerMode(turn.mode) })) {
      if (event.type !== 'done') continue
      return { question: turn.question, before, after: { answer: event.answer, outcome: event.outcome, citations: event.citations } }
    }
    throw new UnderstudyError('internal', 'The answer never ended; try again.')
  }

  /** Of the active persona. */
  async allCorrections(): Promise<CorrectionsFile> {
    await this.corrections.refresh()
    return this.corrections.list()
  }

  /** Takes one approved answer or quarantined sentence back, whatever became of its turn. @throws `not_found` */
  removeCorrection(correctionId: string): Promise<void> {
    return this.inTurn(async () => {
      const removed = await this.corrections.remove([correctionId])
      const turnId = [...removed.approved, ...removed.never].map((item) => item.turnId ?? '').at(0)
      if (turnId === undefined) throw new UnderstudyError('not_found', 'That correction is gone already.')
      await this.keepOrRevert({ added: [], removed }, async () => {
        const kept = turnId === '' ? null : await this.options.store.review(turnId).catch(() => null)
        const at = this.now()
        if (kept) {
          const review = without(kept.review, removed)
          await this.options.store.recordReview({ review, action: 'remove', actor: this.actor, at, effect: NO_EFFECT })
        } else {
          await this.options.store.recordRemoval({ at, actor: this.actor, personaId: this.persona.manifest.id, turnId }, removed)
        }
      })
    })
  }

  /** Who decided what and when, and whether nothing of it was changed afterwards. */
  async audit(): Promise<{ rows: AuditRow[]; intact: boolean }> {
    const rows = await this.options.store.reviewAudit()
    return { rows, intact: auditIsIntact(rows) }
  }

  private async apply(turn: TurnRecord, review: Review, decision: Exclude<Decision, { type: 'note' }>): Promise<[Review, ReviewEffect]> {
    const { approved, never } = await this.allCorrections()
    const ofTurn = (items: readonly { id: string; turnId: string | null }[]): string[] => items.filter(({ turnId }) => turnId === turn.id).map(({ id }) => id)
    switch (decision.type) {
      case 'approve': {
        const removed = await this.corrections.remove([...ofTurn(approved), ...ofTurn(never)])
        return [{ ...review, verdict: 'approved', correction: null, never: [] }, { added: [], removed }]
      }
      case 'correct': {
        this.requireLookedUp(turn)
        const { id } = await this.corrections.add({ question: turn.question, text: decision.text, turnId: turn.id })
        const removed = await this.corrections.remove(ofTurn(approved))
        return [{ ...review, verdict: 'corrected', correction: decision.text }, { added: [id], removed }]
      }
      case 'never': {
        if (decision.sentences.some((sentence) => this.persona.isPlainReply(sentence))) {
          throw new UnderstudyError('bad_request', 'That sentence is Understudy\'s own and stays, for honesty\'s sake; name one that the persona took from its material.')
        }
        const fresh = decision.sentences.filter((sentence) => !never.some((item) => item.turnId === turn.id && item.sentence === sentence))
        const added = fresh.length > 0 ? await this.corrections.quarantine(fresh, turn.id) : []
        return [
          { ...review, verdict: 'never', never: [...new Set([...review.never, ...decision.sentences])] },
          { added: added.map(({ id }) => id), removed: NO_EFFECT.removed },
        ]
      }
    }
  }

  /** What is not kept in the history must not stay in the persona either. */
  private async keepOrRevert<T>(effect: ReviewEffect, write: () => Promise<T>): Promise<T> {
    try {
      return await write()
    } catch (error) {
      await this.revert(effect)
      throw error
    }
  }

  private async revert({ added, removed }: ReviewEffect): Promise<void> {
    if (added.length > 0) await this.corrections.remove(added)
    if (removed.approved.length + removed.never.length > 0) await this.corrections.restore(removed)
  }

  private requireActive(turn: TurnRecord): void {
    if (turn.personaId !== this.persona.manifest.id) {
      throw new UnderstudyError('bad_request', 'That answer was given by another persona; switch to it first.')
    }
  }

  private requireLookedUp(turn: TurnRecord): void {
    if (turn.question.trim() === '') throw new UnderstudyError('bad_request', 'No question was heard in that turn, so there is none to answer otherwise.')
    if (this.persona.answersPlainly(turn.question)) {
      throw new UnderstudyError('bad_request', 'Understudy answers such a question by itself, in the same words for every persona; it cannot be corrected.')
    }
  }

  /** One decision after the other: each builds on what the one before has left. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.deciding.then(work)
    this.deciding = done.catch(() => undefined)
    return done
  }

  private get persona(): PersonaService {
    return this.options.persona()
  }

  private get corrections(): Corrections {
    return this.persona.corrections
  }

  private get actor(): string {
    return this.options.actor?.() ?? systemUser()
  }

  private now(): string {
    return (this.options.now?.() ?? new Date()).toISOString()
  }
}

/** A container may run as a user without a name. */
function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}

/** The review after an approved answer or a quarantined sentence of its turn was taken back from the list. */
function without(review: Review, removed: Pick<CorrectionsFile, 'approved' | 'never'>): Review {
  const correction = removed.approved.length > 0 ? null : review.correction
  const never = review.never.filter((sentence) => !removed.never.some((item) => sentence.includes(item.sentence)))
  const holds = review.verdict === 'corrected' ? correction !== null : review.verdict === 'never' ? never.length > 0 : true
  if (holds) return { ...review, correction, never }
  const verdict = never.length > 0 ? 'never' : correction !== null ? 'corrected' : null
  return { ...review, verdict, correction, never, decidedAt: verdict === null ? null : review.decidedAt }
}
