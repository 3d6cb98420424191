import { stat, writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { animateCall } from '../animation/animate-call.ts'
import { AUDIO2FACE_MODEL, createAnimationEngine } from '../animation/animation-engine.ts'
import { liveLinkCsv } from '../animation/live-link-csv.ts'
import { writeWav } from '../audio/wav.ts'
import { animationEmotionSchema, EMOTION_NAMES, type AnimationDone, type AnimationEmotion } from '../contract/animation.ts'
import { errorCodeSchema, UnderstudyError } from '../contract/errors.ts'
import { FACE_PROVIDERS, faceSource, type FaceProviderName, type FaceRequest } from './animate-source.ts'
import { MODELS_DIR } from './paths.ts'
import { faceRequestOf } from './persona-face.ts'
import { runCommand, type OutputOptions } from './run-command.ts'
import { terminalWords } from './terminal-words.ts'

interface AnimateOptions extends OutputOptions, Omit<FaceRequest, 'file' | 'provider'> {
  provider?: FaceProviderName
  persona?: string
  out: string
  speechOut?: string
}

type AnimateResult = { fps: number; frames: number; firstFrameMs: number; realTimeFactor: number } & Pick<
  AnimationDone['stats'],
  'clamped' | 'provider' | 'bridged' | 'fallback'
>

export function registerAnimate(program: Command): void {
  program
    .command('animate')
    .description('the 52 face coefficients that go with a WAV file, or with a text that is spoken')
    .argument('[file]', 'WAV of any rate, channel count and bit depth')
    .requiredOption('--out <file>', '.json for {fps, channels, times, frames}, .csv for Live Link Face')
    .option('--fps <n>', 'frames a second, 24 to 60', parseFps, 60)
    .addOption(new Option('--provider <name>', 'who animates; embedded where left out').choices(FACE_PROVIDERS))
    .option('--persona <id>', 'animate by whoever the app’s settings name for this persona')
    .option('--endpoint <url>', 'where the provider is; http:// or https://')
    .option('--key-env <var>', 'environment variable that holds its key')
    .option('--model <name>', 'model on a Triton; the language model of voice-live')
    .option('--function-id <id>', 'function of the hosted Audio2Face-3D')
    .option('--emotion <name[:strength]>', `${EMOTION_NAMES.join(', ')}; strength 0 to 1`, parseEmotion)
    .option('--text <text>', 'speak this, by the embedded voice, azure or voice-live, and animate it')
    .option('--voice <name>', 'voice of --text, or of voice-live')
    .option('--speech-out <file>', 'where the WAV of what is spoken goes: of --text, or of voice-live’s answer')
    .option('--timing <file>', 'what elevenlabs, cartesia, polly, inworld or azure-visemes said of times, as it came')
    .option('--json', 'print {fps, frames, firstFrameMs, realTimeFactor, clamped, provider, bridged, fallback}')
    .action((file: string | undefined, options: AnimateOptions) =>
      runCommand(
        options,
        () => animate({ ...options, ...(file === undefined ? {} : { file }) }),
        (result) => `${result.frames} frames at ${result.fps} fps in ${options.out}`,
      ),
    )
}

async function animate({ out, speechOut, persona, ...options }: AnimateOptions & { file?: string }): Promise<AnimateResult> {
  const extension = extname(out).toLowerCase()
  if (extension !== '.json' && extension !== '.csv') {
    throw new UnderstudyError('bad_request', 'The output must end in .json or .csv.')
  }
  for (const path of [out, ...(speechOut === undefined ? [] : [speechOut])]) await mustHaveFolder(path)
  const request: FaceRequest = { ...(await faceRequestOf(persona, options)), provider: 'embedded', ...options }
  const engine = await createAnimationEngine({ modelPath: join(MODELS_DIR, AUDIO2FACE_MODEL) })
  try {
    const source = await faceSource(request, engine)
    if (speechOut !== undefined) await written(speechOut, writeWav(speechOut, source.pcm, source.sampleRateHz))
    const { animation, stats } = await animateCall(await source.open(), source.pcm, source.sampleRateHz, request.fps)
    mustHaveBegun(stats)
    const { fps, channels, times, frames, firstFrameMs, realTimeFactor } = animation
    await written(out, writeFile(out, extension === '.csv' ? liveLinkCsv(animation) : JSON.stringify({ fps, channels, times, frames })))
    const { clamped, provider, bridged } = stats
    const fallback = stats.fallback && { ...stats.fallback, message: terminalWords(stats.fallback.message) }
    if (fallback) process.stderr.write(`From ${(fallback.atMs / 1000).toFixed(2)} s on the built-in face: ${fallback.message}\n`)
    return { fps, frames: frames.length, firstFrameMs, realTimeFactor, clamped, ...(provider ? { provider, bridged } : {}), ...(fallback ? { fallback } : {}) }
  } finally {
    await engine.dispose()
  }
}

/** Before the work: a provider asked in vain has cost something. */
async function mustHaveFolder(path: string): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => null)
  if (!folder?.isDirectory()) throw new UnderstudyError('bad_request', `There is no folder for ${path}; make it, or choose another.`)
}

async function written(path: string, writing: Promise<unknown>): Promise<void> {
  await writing.catch((cause: unknown) => {
    throw new UnderstudyError('disk_full', `${path} could not be written; choose a folder that you may write to, with room on its disk.`, { cause })
  })
}

/** Whoever asks for a provider by name and gets not one frame of it has been failed. */
function mustHaveBegun({ fallback }: AnimationDone['stats']): void {
  if (fallback?.atMs === 0) throw new UnderstudyError(errorCodeSchema.safeParse(fallback.code).data ?? 'provider_failed', fallback.message)
}

function parseFps(value: string): number {
  const fps = Number(value)
  if (!(fps >= 24 && fps <= 60)) throw new InvalidArgumentError('It must be between 24 and 60.')
  return fps
}

function parseEmotion(value: string): AnimationEmotion {
  const [name, strength = '1'] = value.split(':')
  const emotion = animationEmotionSchema.safeParse({ name, strength: Number(strength) })
  if (!emotion.success) throw new InvalidArgumentError(`It must be one of ${EMOTION_NAMES.join(', ')}, and a strength from 0 to 1 after a colon.`)
  return emotion.data
}
