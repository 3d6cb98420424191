import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { AUDIO2FACE_MODEL, createAnimationEngine } from '../../electron/animation/animation-engine.ts'
import { MODELS_DIR } from '../../electron/cli/paths.ts'
import { animationEmotionSchema, type AnimationEmotion } from '../../electron/contract/animation.ts'
import { UnderstudyError } from '../../electron/contract/errors.ts'
import type { HeadTier } from '../../renderer/head/types.ts'
import { facesOf } from './faces.ts'
import { filmClip, openStudio } from './film-clip.ts'
import { recordedClips, spokenClips } from './spoken-clips.ts'

/**
 * Films our face and its peers, each as it is, on the same head with the same sentence: for each clip NAME.webm, and NAME.png with every
 * system's mouth at every phone (or ten times a second). Prints one line of JSON for each clip.
 *
 *     npm run face:clips -- --out DIR [--audio X.wav]… [--tier low] [--emotion joy:0.6]
 *
 * X.json beside X.wav, as `models/audio2face/evaluate.py --write` makes it, names the phones. Without --audio the built-in voice says
 * three sentences.
 */
const TIERS: readonly HeadTier[] = ['ultra', 'high', 'medium', 'low']

try {
  await main()
} catch (error) {
  process.stderr.write(`${UnderstudyError.from(error).message}\n`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { values } = parsedOptions()
  if (!values.out) throw wrong('Say where the clips go: --out DIR.')
  const tier = TIERS.find((name) => name === values.tier)
  if (!tier) throw wrong(`--tier takes one of ${TIERS.join(', ')}.`)
  const emotion = values.emotion === undefined ? undefined : emotionOf(values.emotion)
  const clips = values.audio ? await recordedClips(values.audio) : await spokenClips()
  await mkdir(values.out, { recursive: true })
  const engine = await createAnimationEngine({ modelPath: join(MODELS_DIR, AUDIO2FACE_MODEL) })
  const studio = await openStudio()
  try {
    for (const clip of clips) {
      process.stderr.write(`${clip.name} …\n`)
      process.stdout.write(`${JSON.stringify(await filmClip(studio, clip, await facesOf(engine, clip, emotion), { tier, out: values.out }))}\n`)
    }
  } finally {
    await studio.dispose()
    await engine.dispose()
  }
}

function parsedOptions() {
  try {
    return parseArgs({
      options: { out: { type: 'string' }, audio: { type: 'string', multiple: true }, tier: { type: 'string', default: 'low' }, emotion: { type: 'string' } },
    })
  } catch (cause) {
    throw wrong((cause as Error).message)
  }
}

function emotionOf(text: string): AnimationEmotion {
  const [name, strength = '1'] = text.split(':')
  const emotion = animationEmotionSchema.safeParse({ name, strength: Number(strength) })
  if (!emotion.success) throw wrong('--emotion takes a name and a strength from 0 to 1, such as joy:0.6.')
  return emotion.data
}

function wrong(message: string): UnderstudyError {
  return new UnderstudyError('bad_request', message)
}
