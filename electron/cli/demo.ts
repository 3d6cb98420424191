import type { Command } from 'commander'
import { runCommand, type OutputOptions } from './run-command.ts'

interface DemoOptions extends OutputOptions {
  out: string
}

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('ask the real app a spoken question and film the answer; works without a display')
    .requiredOption('--out <dir>', 'where demo.webm and demo.png go')
    .option('--json', 'print {video, picture, question, answer}')
    .action((options: DemoOptions) =>
      runCommand(
        options,
        async () => {
          // Loaded here only: it brings Playwright along.
          const { recordDemo } = await import('../../e2e/demo.ts')
          return recordDemo(options.out)
        },
        ({ video, picture, question, answer }) => `«${question}»\n${answer}\n${video}\n${picture}`,
      ),
    )
}
