import { Option, type Command } from 'commander'
import { resolve } from 'node:path'
import { writeFileAtomically } from '../base/atomic-file.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { DocumentFeedback } from '../contract/feedback.ts'
import { answerModeSchema, type AnswerMode } from '../contract/persona.ts'
import type { Citation } from '../contract/turn.ts'
import { feedbackMarkdown } from '../persona/feedback/feedback-markdown.ts'
import { readGivenFile } from '../persona/feedback/read-given.ts'
import { recordTyped } from '../review/record-typed.ts'
import { languageEndpoint } from './guard.ts'
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
  document?: string
  export?: string
  baseUrl?: string
  model?: string
}

export function registerAsk(program: Command): void {
  program
    .command('ask')
    .description('ask the persona in writing')
    .argument('[question]')
    .option('--persona <id>', 'id or package directory; the active persona where left out')
    .addOption(new Option('--mode <mode>', 'how closely it keeps to its documents; what its owner set where left out').choices(answerModeSchema.options))
    .option('--document <file>', 'go through a document (Markdown, text, PDF, DOCX) part by part instead of answering a question')
    .option('--export <file>', 'with --document: write the feedback there, as Markdown')
    .option('--base-url <url>', 'an OpenAI-compatible server whose language model answers and argues; its key is read from UNDERSTUDY_LANGUAGE_KEY')
    .option('--model <name>', 'with --base-url: the name of the model')
    .option('--record', 'keep the turn, with voice and face, in the app\'s history for the review')
    .option('--json', 'print {answer, spoken, citations, unquoted?}, with --record also {turnId}; with --document {title, total, parts, missing, citations}')
    .action((question: string | undefined, options: AskOptions) =>
      options.document === undefined
        ? runCommand(options, () => ask(question ?? '', options), inWords)
        : runCommand(options, () => feedback(options.document!, question, options), feedbackMarkdown),
    )
}

async function ask(question: string, { persona: chosen, record, mode, ...endpoint }: AskOptions): Promise<Answer> {
  if (question.trim() === '') throw new UnderstudyError('bad_request', 'Ask something: the question is empty.')
  if (record) return askAndRecord(question.trim(), chosen, mode)
  return withServices({ persona: chosen, ...languageEndpoint(endpoint), key: languageKey, standIns: false }, async ({ persona }) => {
    const unquoted: string[] = []
    for await (const event of persona.answer({ question, ...(mode ? { mode } : {}) })) {
      if (event.type === 'sentence' && event.unquoted) unquoted.push(event.text)
      if (event.type !== 'done') continue
      return { answer: event.answer, ...(unquoted.length > 0 ? { unquoted } : {}), spoken: event.outcome === 'answered', citations: event.citations.map(briefCitation) }
    }
    throw new UnderstudyError('internal', 'The answer never ended; try again.')
  })
}

async function feedback(path: string, question: string | undefined, { persona: chosen, record, mode, export: target, ...endpoint }: AskOptions): Promise<DocumentFeedback> {
  if (question !== undefined || record) throw new UnderstudyError('bad_request', 'Give either a question or --document, and --document without --record.')
  const document = await readGivenFile(resolve(path))
  return withServices({ persona: chosen, ...languageEndpoint(endpoint), key: languageKey, standIns: false }, async ({ persona }) => {
    let last: DocumentFeedback | null = null
    for await (const state of persona.review(document, { argues: endpoint.baseUrl !== undefined, ...(mode ? { mode } : {}) })) {
      last = state
      process.stderr.write(`${state.parts.length} of ${state.total} parts\n`)
    }
    if (!last) throw new UnderstudyError('internal', 'The feedback never ended; try again.')
    if (target !== undefined) await writeFileAtomically(resolve(target), feedbackMarkdown(last))
    return last
  })
}

function languageKey(): Promise<string | null> {
  return Promise.resolve(process.env['UNDERSTUDY_LANGUAGE_KEY'] ?? null)
}

async function askAndRecord(question: string, chosen: string | undefined, mode: AnswerMode | undefined): Promise<Answer> {
  const store = openTurnStore()
  try {
    await store.ready()
    return await withServices({ persona: chosen }, async (services) => {
      const { id, answer, outcome, citations } = await recordTyped(services, store, question, mode)
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
