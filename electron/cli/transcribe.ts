import { Option, type Command } from 'commander'
import { MoonshineTranscriber } from '../speech/moonshine.ts'
import { transcribeFile } from '../speech/transcribe-file.ts'
import { runCommand, type OutputOptions } from './run-command.ts'

export function registerTranscribe(program: Command): void {
  program
    .command('transcribe')
    .description('what is said in a WAV file')
    .argument('<file>', 'WAV of any rate, channel count and bit depth')
    .addOption(new Option('--model <name>', 'size of the model').choices(['base', 'tiny']).default('base'))
    .option('--json', 'print {text, audioMs, latencyMs}')
    .action((file: string, options: OutputOptions & { model: 'base' | 'tiny' }) =>
      runCommand(
        options,
        async () => {
          const transcriber = await MoonshineTranscriber.create({ model: options.model })
          try {
            return await transcribeFile(transcriber, file)
          } finally {
            await transcriber.dispose()
          }
        },
        ({ text }) => text,
      ),
    )
}
