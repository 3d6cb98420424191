import { InvalidArgumentError, Option, type Command } from 'commander'
import { UnderstudyError } from '../contract/errors.ts'
import { reviewFilterSchema, type Decision, type ReviewFilter } from '../contract/review.ts'
import { turnOriginSchema, type TurnOrigin } from '../contract/turn.ts'
import type { ReviewService } from '../review/review-service.ts'
import { play } from './review-play.ts'
import { withReview } from './review-session.ts'
import { comparisonInWords, correctionsInWords, playedInWords, queueInWords, reviewInWords, turnInWords } from './review-words.ts'
import { runCommand, type OutputOptions } from './run-command.ts'
import type { PersonaChoice } from './services.ts'

type ReviewOptions = OutputOptions & PersonaChoice

interface ListOptions extends ReviewOptions {
  filter: ReviewFilter
  origin?: TurnOrigin
  search: string
  limit: number
}

interface VerdictOptions extends ReviewOptions {
  approve?: true
  correct?: string
  never?: string[]
  note?: string
}

export function registerReview(program: Command): void {
  const review = program.command('review').description('go through recorded answers, offline: what you decide changes what the persona says')
  const command = (usage: string, description: string, json: string): Command =>
    review
      .command(usage)
      .description(description)
      .option('--persona <id>', 'id or package directory; the active persona where left out')
      .option('--json', `print ${json}`)

  command('list', 'recorded answers, newest first', '{items: [{turn, review}], counts}')
    .addOption(new Option('--filter <filter>', 'what was decided').choices(reviewFilterSchema.options).default('all'))
    .addOption(new Option('--origin <mode>', 'only of one mode').choices(turnOriginSchema.options))
    .option('--search <words>', 'in question, answer, correction and note', '')
    .option('--limit <n>', 'at most so many', parseLimit, 50)
    .action((options: ListOptions) =>
      runCommand(options, () => withReview(options, (service) => service.queue(pickQuery(options))), queueInWords),
    )
  command('show <id>', 'one recorded answer with its sources', '{turn, review}').action((id: string, options: ReviewOptions) =>
    runCommand(options, () => withReview(options, (service) => service.get(id)), turnInWords),
  )
  command('verdict <id>', 'decide about one recorded answer', 'the review')
    .option('--approve', 'it was right')
    .option('--correct <text>', 'what the persona says from then on to this question')
    .option('--never <sentence>', 'a sentence that it never says again; may be given several times', (sentence: string, before: string[] = []) => [...before, sentence])
    .option('--note <text>', 'for yourself; decides nothing')
    .action((id: string, options: VerdictOptions) =>
      runCommand(
        options,
        async () => {
          const decision = decisionOf(options)
          return withReview(options, (service) => service.decide(id, decision))
        },
        reviewInWords,
      ),
    )
  command('undo <id>', 'take the latest verdict back, with what it changed', 'the review').action((id: string, options: ReviewOptions) =>
    runCommand(options, () => withReview(options, (service) => service.undo(id)), reviewInWords),
  )
  command('play <id>', 'the recorded sound and face of one answer', '{id, question, answer, questionMs, answerMs, frames, store, files}')
    .option('--out <dir>', 'where question.wav, answer.wav and frames.json go')
    .action((id: string, options: ReviewOptions & { out?: string }) => runCommand(options, () => withReview(options, (_, store) => play(store, id, options.out)), playedInWords))
  command('ask-again <id>', 'what the persona says to that question now; nothing is recorded', '{question, before, after}').action((id: string, options: ReviewOptions) =>
    runCommand(options, () => withReview(options, (service) => service.askAgain(id)), comparisonInWords),
  )
  command('corrections', 'approved answers and quarantined sentences', '{approved, never}').action((options: ReviewOptions) =>
    runCommand(options, () => withReview(options, (service) => service.allCorrections()), correctionsInWords),
  )
  command('remove <id>', 'take back one approved answer or quarantined sentence of «corrections»', '{removed}').action((id: string, options: ReviewOptions) =>
    runCommand(
      options,
      () => withReview(options, (service) => service.removeCorrection(id).then(() => ({ removed: id }))),
      () => 'Taken back.',
    ),
  )
  command('audit', 'who decided what and when, and whether the trail is unbroken', '{rows, intact}').action((options: ReviewOptions) =>
    runCommand(
      options,
      () => withReview(options, (service) => service.audit()),
      ({ rows, intact }) => [...rows.map(({ sequence, at, actor, action, turnId }) => `${sequence}  ${at}  ${actor}  ${action}  ${turnId}`), intact ? 'The trail is unbroken.' : 'The trail was changed.'].join('\n'),
    ),
  )
}

function pickQuery({ filter, origin, search, limit }: ListOptions): Parameters<ReviewService['queue']>[0] {
  return { filter, search, limit, ...(origin ? { origin } : {}) }
}

/** Exactly one of the options. @throws `bad_request` */
function decisionOf({ approve, correct, never, note }: VerdictOptions): Decision {
  const decisions: Decision[] = []
  if (approve) decisions.push({ type: 'approve' })
  if (correct !== undefined) decisions.push({ type: 'correct', text: correct.trim() })
  if (never !== undefined) decisions.push({ type: 'never', sentences: never.map((sentence) => sentence.trim()) })
  if (note !== undefined) decisions.push({ type: 'note', text: note })
  const [decision] = decisions
  if (!decision || decisions.length > 1) throw new UnderstudyError('bad_request', 'Decide one thing: --approve, --correct TEXT, --never TEXT or --note TEXT.')
  if (decision.type === 'correct' && decision.text === '') throw new UnderstudyError('bad_request', 'Say what the persona should answer: the correction is empty.')
  return decision
}

function parseLimit(value: string): number {
  const limit = Number(value)
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw new InvalidArgumentError('It must be a whole number from 1 to 200.')
  return limit
}
