import { join } from 'node:path'
import type { Command } from 'commander'
import { AUDIO2FACE_MODEL } from '../animation/animation-engine.ts'
import { exportTritonRepository } from '../animation/providers/triton/export-repository.ts'
import { MODELS_DIR } from './paths.ts'
import { runCommand, type OutputOptions } from './run-command.ts'

export function registerModels(program: Command): void {
  program
    .command('models')
    .description('our own models, for other servers')
    .command('export-triton')
    .description('write the face network as a model repository for Triton')
    .argument('<dir>', 'the model repository; made where it does not exist')
    .option('--json', 'print {files}')
    .action((directory: string, options: OutputOptions) =>
      runCommand(
        options,
        async () => ({ files: await exportTritonRepository(directory, { modelPath: join(MODELS_DIR, AUDIO2FACE_MODEL) }) }),
        ({ files }) => files.join('\n'),
      ),
    )
}
