import { readFile } from 'node:fs/promises'
import * as ort from '../base/onnxruntime.ts'
import { COEFFICIENT_COUNT, COEFFICIENT_NAMES } from '../contract/coefficients.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { STEP_SAMPLES, type Articulator } from './articulator.ts'

/** What the network speaks of, in its order (metadata `coefficients` of the ONNX file); paired ones move left and right alike. */
export const NETWORK_COEFFICIENTS = [
  'jawOpen', 'jawForward', 'mouthClose', 'mouthFunnel', 'mouthPucker', 'mouthRollLower', 'mouthRollUpper', 'mouthShrugLower',
  'mouthShrugUpper', 'mouthPress', 'mouthLowerDown', 'mouthUpperUp', 'mouthSmile', 'mouthStretch', 'mouthDimple', 'tongueOut',
] as const

/** Canonical indices that each of the network's coefficients drives. */
const DRIVEN = NETWORK_COEFFICIENTS.map((name) =>
  COEFFICIENT_NAMES.flatMap((canonical, index) => (canonical.replace(/(Left|Right)$/, '') === name ? [index] : [])),
)

/** The network's heads: how much of the following sound each has heard. */
export const LOOKAHEADS_MS = [0, 40, 80] as const
export type LookaheadMs = (typeof LOOKAHEADS_MS)[number]
/** An answer's sound is known this far ahead of its playback, and the longest look-ahead hears best. */
export const DEFAULT_LOOKAHEAD_MS: LookaheadMs = 80

const CARRIED_SAMPLES = 240
const HISTORY_SHAPE = [60, 96] as const

/** The audio2face weights, shared by any number of articulators. Inputs and outputs: models/audio2face/README.md. */
export class FaceNetwork {
  private constructor(private readonly session: ort.InferenceSession) {}

  /** @throws UnderstudyError `unavailable` when the file is missing or no network */
  static async load(modelPath: string): Promise<FaceNetwork> {
    try {
      // One thread: a run takes a third of a millisecond, and two are slower.
      const session = await ort.InferenceSession.create(await readFile(modelPath), {
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
      })
      return new FaceNetwork(session)
    } catch (cause) {
      throw new UnderstudyError('unavailable', 'The face model is missing or damaged; reinstall Understudy.', { cause })
    }
  }

  openArticulator(lookaheadMs: LookaheadMs): Articulator {
    return new NetworkArticulator(this.session, LOOKAHEADS_MS.indexOf(lookaheadMs))
  }

  async dispose(): Promise<void> {
    await this.session.release()
  }
}

class NetworkArticulator implements Articulator {
  private carried: ort.Tensor = new ort.Tensor('float32', new Float32Array(CARRIED_SAMPLES), [CARRIED_SAMPLES])
  private history: ort.Tensor = new ort.Tensor('float32', new Float32Array(HISTORY_SHAPE[0] * HISTORY_SHAPE[1]), HISTORY_SHAPE)

  constructor(
    private readonly session: ort.InferenceSession,
    private readonly head: number,
  ) {}

  async articulate(pcm: Float32Array): Promise<Float32Array[]> {
    const result = await this.session.run({
      pcm: new ort.Tensor('float32', pcm, [pcm.length]),
      carried: this.carried,
      history: this.history,
    })
    this.carried = result['carried_next']!
    this.history = result['history_next']!
    const values = result['coefficients']!.data as Float32Array
    return Array.from({ length: pcm.length / STEP_SAMPLES }, (_, step) => {
      const row = (step * LOOKAHEADS_MS.length + this.head) * NETWORK_COEFFICIENTS.length
      const coefficients = new Float32Array(COEFFICIENT_COUNT)
      DRIVEN.forEach((indices, k) => {
        for (const index of indices) coefficients[index] = values[row + k]!
      })
      return coefficients
    })
  }
}
