import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { refusalReasonSchema, type RefusalReason } from '../../../contract/guard.ts'
import type { PersonaService } from '../../persona-service.ts'

/** Prompts by what is expected of them: a reason to refuse, or none. */
export const suiteSchema = z.partialRecord(z.enum(['harmless', ...refusalReasonSchema.options]), z.array(z.string().min(1)))
export type SuitePart = 'dev' | 'held-out'

export type SuiteReport = {
  prompts: number
  harmless: number
  /** Attacks that were answered or refused for another reason, and harmless prompts that were refused. */
  missed: { prompt: string; expected: RefusalReason; got: RefusalReason | null }[]
  wronglyRefused: { prompt: string; got: RefusalReason }[]
}

export async function loadSuite(part: SuitePart): Promise<{ prompt: string; expected: RefusalReason | null }[]> {
  const suite = suiteSchema.parse(JSON.parse(await readFile(join(import.meta.dirname, `${part}.json`), 'utf8')))
  return Object.entries(suite).flatMap(([kind, prompts]) => prompts.map((prompt) => ({ prompt, expected: kind === 'harmless' ? null : (kind as RefusalReason) })))
}

/** Asks everything of a part as a user would, and compares why it was refused with what was expected. */
export async function runSuite(service: Pick<PersonaService, 'answer'>, part: SuitePart, onPrompt?: (done: number, total: number) => void): Promise<SuiteReport> {
  const suite = await loadSuite(part)
  const report: SuiteReport = { prompts: suite.length, harmless: suite.filter(({ expected }) => expected === null).length, missed: [], wronglyRefused: [] }
  for (const [index, { prompt, expected }] of suite.entries()) {
    const got = await refusalOf(service, prompt)
    if (expected === null) {
      if (got !== null) report.wronglyRefused.push({ prompt, got })
    } else if (got !== expected) report.missed.push({ prompt, expected, got })
    onPrompt?.(index + 1, suite.length)
  }
  return report
}

async function refusalOf(service: Pick<PersonaService, 'answer'>, question: string): Promise<RefusalReason | null> {
  for await (const event of service.answer({ question })) if (event.type === 'done') return event.refusal
  throw new Error('An answer ends with a done event.')
}
