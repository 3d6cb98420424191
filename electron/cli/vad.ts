import type { Command } from 'commander'
import { vadFile } from '../audio/detect-segments.ts'
import { runCommand, type OutputOptions } from './run-command.ts'

export function registerVad(program: Command): void {
  program
    .command('vad')
    .description('where somebody speaks in a WAV file')
    .argument('<file>', 'WAV of any rate, channel count and bit depth')
    .option('--json', 'print {frameMs, probabilities, segments}')
    .action((file: string, options: OutputOptions) =>
      runCommand(
        options,
        () => vadFile(file),
        ({ segments }) => segments.map(({ startMs, endMs }) => `${startMs.toFixed(0)}–${endMs.toFixed(0)} ms`).join('\n') || 'No speech.',
      ),
    )
}
