import type { Command } from 'commander'
import { UnderstudyError } from '../contract/errors.ts'
import type { Citation } from '../contract/turn.ts'
import { recordTyped } from '../review/record-typed.ts'
import { openTurnStore } from './review-session.ts'
import { runCommand, type OutputOptions } from './run-command.ts'
import { withServices, type PersonaChoice } from './services.ts'

export interface Answer {
  answer: string
  /** Whether the persona has spoken about it. */
  spoken: boolean
  citations: Pick<Citation, 'document' | 'quote' | 'startChar' | 'endChar'>[]
  /** Where it was kept for the review: its id there. */
  turnId?: string
}

interface AskOptions extends OutputOptions, PersonaChoice {
  record?: true
}

export function registerAsk(program: Command): void {
  program
    .command('ask')
    .description('ask the persona in writing')
    .argument('<question>')
    .option('--persona <id>', 'id or package directory; the active persona where left out')
    .option('--record', 'keep the turn, with voice and face, in the app\'s history for the review')
    .option('--json', 'print {answer, spoken, citations}, with --record also {turnId}')
    .action((question: string, options: AskOptions) => runCommand(options, () => ask(question, options), inWords))
}

async function ask(question: string, { persona: chosen, record }: AskOptions): Promise<Answer> {
  if (question.trim() === '') throw new UnderstudyError('bad_request', 'Ask something: the question is empty.')
  if (record) return askAndRecord(question.trim(), chosen)
  return withServices({ persona: chosen }, async ({ persona }) => {
    for await (const event of persona.answer({ question })) {
      if (event.type !== 'done') continue
      return { answer: event.answer, spoken: event.outcome === 'answered', citations: event.citations.map(briefCitation) }
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

function inWords({ answer, citations }: Answer): string {
  const sources = citations.map((citation, index) => `  [${index + 1}] ${citation.document}: «${citation.quote}»`)
  return [answer, ...sources].join('\n')
}
