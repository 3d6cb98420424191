import type { Command } from 'commander'
import { UnderstudyError } from '../contract/errors.ts'
import type { Citation } from '../contract/turn.ts'
import { runCommand, type OutputOptions } from './run-command.ts'
import { withServices, type PersonaChoice } from './services.ts'

export interface Answer {
  answer: string
  /** Whether the persona has spoken about it. */
  spoken: boolean
  citations: Pick<Citation, 'document' | 'quote' | 'startChar' | 'endChar'>[]
}

export function registerAsk(program: Command): void {
  program
    .command('ask')
    .description('ask the persona in writing')
    .argument('<question>')
    .option('--persona <id>', 'id or package directory; the active persona where left out')
    .option('--json', 'print {answer, spoken, citations}')
    .action((question: string, options: OutputOptions & PersonaChoice) => runCommand(options, () => ask(question, options), inWords))
}

async function ask(question: string, { persona: chosen }: PersonaChoice): Promise<Answer> {
  if (question.trim() === '') throw new UnderstudyError('bad_request', 'Ask something: the question is empty.')
  return withServices({ persona: chosen }, async ({ persona }) => {
    for await (const event of persona.answer({ question })) {
      if (event.type !== 'done') continue
      return { answer: event.answer, spoken: event.outcome === 'answered', citations: event.citations.map(briefCitation) }
    }
    throw new UnderstudyError('internal', 'The answer never ended; try again.')
  })
}

export function briefCitation({ document, quote, startChar, endChar }: Citation): Answer['citations'][number] {
  return { document, quote, startChar, endChar }
}

function inWords({ answer, citations }: Answer): string {
  const sources = citations.map((citation, index) => `  [${index + 1}] ${citation.document}: «${citation.quote}»`)
  return [answer, ...sources].join('\n')
}
