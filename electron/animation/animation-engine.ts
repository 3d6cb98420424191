import { UnderstudyError } from '../contract/errors.ts'
import { AnimationStream, type AnimationStreamOptions } from './animation-stream.ts'
import { DEFAULT_LOOKAHEAD_MS, FaceNetwork } from './face-network.ts'
import { PhoneAwareArticulator } from './timed/phone-aware-articulator.ts'

/** Place of the weights below the models folder. */
export const AUDIO2FACE_MODEL = 'audio2face/audio2face.onnx'

/** Another rate than the network's own, so that the resampler's code is warm too. */
const WARM_UP_RATE_HZ = 24_000

/**
 * Loads the weights and runs them once: the first run costs several times the others.
 * @throws UnderstudyError `unavailable` when the weights are missing or damaged
 */
export async function createAnimationEngine(options: { modelPath: string }): Promise<AnimationEngine> {
  const engine = new AnimationEngine(await FaceNetwork.load(options.modelPath))
  const stream = engine.openStream({ sampleRateHz: WARM_UP_RATE_HZ })
  await stream.push(new Int16Array(WARM_UP_RATE_HZ / 2))
  await stream.end()
  return engine
}

/** One set of weights that serves any number of streams. */
export class AnimationEngine {
  constructor(private readonly network: FaceNetwork) {}

  /** @throws UnderstudyError `bad_request` for a rate that cannot be served */
  openStream(options: AnimationStreamOptions): AnimationStream {
    const fps = options.fps ?? 60
    if (!(fps >= 24 && fps <= 60) || !(options.sampleRateHz >= 8_000 && options.sampleRateHz <= 192_000)) {
      throw new UnderstudyError('bad_request', 'Animation takes 24 to 60 frames a second and audio of 8 to 192 kHz.')
    }
    const { lookaheadMs = DEFAULT_LOOKAHEAD_MS } = options
    return new AnimationStream(new PhoneAwareArticulator(this.network.openArticulator(lookaheadMs), lookaheadMs), options)
  }

  /** Streams that are still open fail from here on. */
  async dispose(): Promise<void> {
    await this.network.dispose()
  }
}
