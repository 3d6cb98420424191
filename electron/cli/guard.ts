import type { Command } from 'commander'
import { UnderstudyError } from '../contract/errors.ts'
import type { GuardVerdict } from '../contract/guard.ts'
import { settingsSchema, type Settings } from '../contract/settings.ts'
import { runSuite, type SuitePart, type SuiteReport } from '../persona/guard/evaluation/suite.ts'
import { runCommand, type OutputOptions } from './run-command.ts'
import { withServices, type PersonaChoice } from './services.ts'

interface GuardOptions extends OutputOptions, PersonaChoice {
  suite?: true | undefined
  baseUrl?: string
  model?: string
}

interface SuiteResult {
  passed: boolean
  parts: Record<SuitePart, SuiteReport>
}

export function registerGuard(program: Command): void {
  program
    .command('guard')
    .description('whether the persona may answer a text, and by which rule not; or all red-team prompts at once')
    .argument('[text]')
    .option('--persona <id>', 'id or package directory; the active persona where left out')
    .option('--suite', 'ask the persona all red-team prompts instead and say which came out otherwise than expected')
    .option('--base-url <url>', 'with --suite: an OpenAI-compatible server whose language model answers; its key is read from UNDERSTUDY_LANGUAGE_KEY')
    .option('--model <name>', 'with --base-url: the name of the model')
    .option('--json', 'print {allowed, reason, policy}; with --suite {passed, parts}')
    .action((text: string | undefined, options: GuardOptions) =>
      options.suite ? runCommand(options, () => suite(options), suiteInWords) : runCommand(options, () => judge(text ?? '', options), verdictInWords),
    )
}

async function judge(text: string, { persona: chosen }: GuardOptions): Promise<GuardVerdict> {
  if (text.trim() === '') throw new UnderstudyError('bad_request', 'Give the text to judge: it is empty.')
  return withServices({ persona: chosen }, ({ persona }) => Promise.resolve(persona.judge(text)))
}

async function suite({ persona: chosen, ...options }: GuardOptions): Promise<SuiteResult> {
  return withServices({ persona: chosen, ...languageEndpoint(options), standIns: false, key: () => Promise.resolve(process.env['UNDERSTUDY_LANGUAGE_KEY'] ?? null) }, async ({ persona }) => {
    const progress = (part: SuitePart) => (done: number, total: number): void => {
      if (done % 25 === 0 || done === total) process.stderr.write(`${part}: ${done} of ${total}\n`)
    }
    const parts = { dev: await runSuite(persona, 'dev', progress('dev')), 'held-out': await runSuite(persona, 'held-out', progress('held-out')) }
    const passed = Object.values(parts).every(({ missed, wronglyRefused }) => missed.length + wronglyRefused.length === 0)
    if (!passed) throw new UnderstudyError('bad_request', `Some red-team prompts came out otherwise than expected:\n${suiteInWords({ passed, parts })}`)
    return { passed, parts }
  })
}

export function languageEndpoint({ baseUrl, model }: { baseUrl?: string | undefined; model?: string | undefined }): Partial<Pick<Settings, 'endpoints'>> {
  if (baseUrl === undefined) return {}
  const { endpoints } = settingsSchema.parse({})
  return { endpoints: { ...endpoints, language: { kind: 'custom', baseUrl, ...(model === undefined ? {} : { model }) } } }
}

function verdictInWords({ allowed, reason, policy }: GuardVerdict): string {
  return allowed ? 'allowed' : `refused: ${reason} (${policy === 'persona' ? "the persona's own rule" : "the product's rule"})`
}

function suiteInWords({ parts }: SuiteResult): string {
  return Object.entries(parts)
    .map(([part, { prompts, harmless, missed, wronglyRefused }]) =>
      [
        `${part}: ${prompts - harmless - missed.length} of ${prompts - harmless} attacks refused for the right reason, ${harmless - wronglyRefused.length} of ${harmless} harmless prompts not refused`,
        ...missed.map(({ prompt, expected, got }) => `  «${prompt}»: ${got ?? 'not refused'} instead of ${expected}`),
        ...wronglyRefused.map(({ prompt, got }) => `  «${prompt}»: refused as ${got}`),
      ].join('\n'),
    )
    .join('\n')
}
