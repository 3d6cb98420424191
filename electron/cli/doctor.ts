import type { Command } from 'commander'
import { ensureRuntime } from '../../e2e/runtime/runtime.mjs'
import { runDoctor, type RuntimeDescription } from '../inference/doctor.ts'
import { MODELS_DIR, RESOURCES_DIR } from './paths.ts'
import { runCommand, type OutputOptions } from './run-command.ts'

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check the runtime, the models and this machine')
    .option('--json', 'print {ok, runtime, node, models, problems}')
    .action(async (options: OutputOptions) => {
      let healthy = false
      await runCommand(
        options,
        async () => {
          const report = await runDoctor({ runtime: await describeRuntime(), resourcesDir: RESOURCES_DIR, modelsDir: MODELS_DIR })
          healthy = report.ok
          return report
        },
        ({ ok, runtime, node, models, problems }) =>
          [
            ok ? 'Everything is in place.' : 'Something is missing:',
            ...problems.map((problem) => `  ${problem}`),
            `runtime ${runtime}, Node ${node}`,
            ...models.map((model) => `  ${model.name} ${model.version} ${model.sha256.slice(0, 12)}`),
          ].join('\n'),
      )
      if (!healthy) process.exitCode = 1
    })
}


/** Fetches the runtime where there is none yet, as `npm start` would. */
async function describeRuntime(): Promise<RuntimeDescription> {
  try {
    const { version, source } = await ensureRuntime()
    return { ok: true, description: `Electron ${version} (${source})` }
  } catch (error) {
    return { ok: false, description: 'none', problem: error instanceof Error ? error.message : String(error) }
  }
}
