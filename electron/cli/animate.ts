import { writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import { animateFile } from '../animation/animate-file.ts'
import { AUDIO2FACE_MODEL, createAnimationEngine } from '../animation/animation-engine.ts'
import { liveLinkCsv } from '../animation/live-link-csv.ts'
import { readWav } from '../audio/wav.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { MODELS_DIR } from './paths.ts'
import { runCommand, type OutputOptions } from './run-command.ts'

interface AnimateOptions extends OutputOptions {
  out: string
  fps: number
}

export function registerAnimate(program: Command): void {
  program
    .command('animate')
    .description('the 52 face coefficients that go with a WAV file')
    .argument('<file>', 'WAV of any rate, channel count and bit depth')
    .requiredOption('--out <file>', '.json for {fps, channels, times, frames}, .csv for Live Link Face')
    .option('--fps <n>', 'frames a second, 24 to 60', parseFps, 60)
    .option('--json', 'print {fps, frames, firstFrameMs, realTimeFactor}')
    .action((file: string, options: AnimateOptions) =>
      runCommand(
        options,
        () => animate(file, options),
        (result) => `${result.frames} frames at ${result.fps} fps in ${options.out}`,
      ),
    )
}

async function animate(file: string, { out, fps }: AnimateOptions): Promise<{ fps: number; frames: number; firstFrameMs: number; realTimeFactor: number }> {
  const extension = extname(out).toLowerCase()
  if (extension !== '.json' && extension !== '.csv') {
    throw new UnderstudyError('bad_request', 'The output must end in .json or .csv.')
  }
  const { samples, sampleRateHz } = await readWav(file)
  const engine = await createAnimationEngine({ modelPath: join(MODELS_DIR, AUDIO2FACE_MODEL) })
  try {
    const animation = await animateFile(engine, samples, sampleRateHz, { fps })
    const { channels, times, frames, firstFrameMs, realTimeFactor } = animation
    await writeFile(out, extension === '.csv' ? liveLinkCsv(animation) : JSON.stringify({ fps, channels, times, frames }))
    return { fps, frames: frames.length, firstFrameMs, realTimeFactor }
  } finally {
    await engine.dispose()
  }
}

function parseFps(value: string): number {
  const fps = Number(value)
  if (!(fps >= 24 && fps <= 60)) throw new InvalidArgumentError('It must be between 24 and 60.')
  return fps
}
