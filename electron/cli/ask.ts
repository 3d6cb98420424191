import { Option, type Command } from 'commander'
import { UnderstudyError } from '../contract/errors.ts'
import { answerModeSchema, type AnswerMode } from '../contract/persona.ts'
import type { Citation } from '../contract/turn.ts'
import { recordTyped } from '../review/record-typed.ts'
import { openTurnStore } from './review-session.ts'
import { runCommand, type OutputOptions } from './run-command.ts'
import { withServices, type PersonaChoice } from './services.ts'

export interface Answer {
  answer: string
  /** Whether the persona has spoken about it. */
  spoken: boolean
  /** Sentences of a language model that stand in no document. */
  unquoted?: string[]
  citations: Pick<Citation, 'document' | 'quote' | 'startChar' | 'endChar'>[]
  /** Where it was kept for the review: its id there. */
  turnId?: string
}

interface AskOptions extends OutputOptions, PersonaChoice {
  record?: true
  mode?: AnswerMode
}

export function registerAsk(program: Command): void {
  program
    .command('ask')
    .description('ask the persona in writing')
    .argument('<question>')
    .option('--persona <id>', 'id or package directory; the active persona where left out')
    .addOption(new Option('--mode <mode>', 'how closely it keeps to its documents; what its owner set where left out').choices(answerModeSchema.options))
    .option('--record', 'keep the turn, with voice and face, in the app\'s history for the review')
    .option('--json', 'print {answer, spoken, citations, unquoted?}, with --record also {turnId}')
    .action((question: string, options: AskOptions) => runCommand(options, () => ask(question, options), inWords))
}

async function ask(question: string, { persona: chosen, record, mode }: AskOptions): Promise<Answer> {
  if (question.trim() === '') throw new UnderstudyError('bad_request', 'Ask something: the question is empty.')
  if (record && mode) throw new UnderstudyError('bad_request', 'Leave out --mode or --record: turns are recorded as the app would answer.')
  if (record) return askAndRecord(question.trim(), chosen)
  return withServices({ persona: chosen }, async ({ persona }) => {
    const unquoted: string[] = []
    for await (const event of persona.answer({ question, ...(mode ? { mode } : {}) })) {
      if (event.type === 'sentence' && event.unquoted) unquoted.push(event.text)
      if (event.type !== 'done') continue
      return { answer: event.answer, ...(unquoted.length > 0 ? { unquoted } : {}), spoken: event.outcome === 'answered', citations: event.citations.map(briefCitation) }
    }
    throw new UnderstudyError('internal', 'The answer never ended; try again.')
  })
}

async function askAndRecord(question: string, chosen: string | undefined): Promise<Answer> {
  const store = openTurnStore()
  try {
    await store.ready()
    return await withServices({ persona: chosen }, async (services) => {
      const { id, answer, outcome, citations } = await recordTyped(services, store, question)
      return { answer, spoken: outcome === 'answered', citations: citations.map(briefCitation), turnId: id }
    })
  } finally {
    await store.dispose()
  }
}

export function briefCitation({ document, quote, startChar, endChar }: Citation): Answer['citations'][number] {
  return { document, quote, startChar, endChar }
}

function inWords({ answer, citations, unquoted = [] }: Answer): string {
  const sources = citations.map((citation, index) => `  [${index + 1}] ${citation.document}: «${citation.quote}»`)
  const own = unquoted.map((sentence) => `  not quoted: «${sentence}»`)
  return [answer, ...sources, ...own].join('\n')
}
