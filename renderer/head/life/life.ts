import { COEFFICIENT_COUNT, COEFFICIENT_INDEX, type CoefficientName } from '../../../electron/contract/coefficients.ts'
import type { HeadPose, HeadState } from '../types.ts'
import type { StreamSample } from '../time/frame-timeline.ts'
import { Blinker } from './blinker.ts'
import { Gaze } from './gaze.ts'
import { Motion } from './motion.ts'
import { drift } from './noise.ts'
import { Random } from './random.ts'

/** Mouth opening above which the persona is talking, below which it pauses. */
const TALKING_GAP = 0.06
/** A pause this long ends a phrase. */
const PHRASE_END_S = 0.22
/** Largest rotation drawn, 11.5°, 12° and 9°: who talks turns no further, and hair that is a photograph stretches. Pitch, yaw, roll in radians. */
const MAX_ROTATION = [0.2, 0.21, 0.16] as const
/** The head follows the eyes by this share of their angle (radians a gaze unit). */
const HEAD_FOLLOWS_GAZE = [0.06, 0.08] as const

const { jawOpen, mouthClose, eyeBlinkLeft, eyeBlinkRight, browInnerUp } = COEFFICIENT_INDEX
const index = (name: CoefficientName): number => COEFFICIENT_INDEX[name]
const OUTER_BROWS = [index('browOuterUpLeft'), index('browOuterUpRight')]
const BROWS_DOWN = [index('browDownLeft'), index('browDownRight')]
const SMILES = [index('mouthSmileLeft'), index('mouthSmileRight')]
const SQUINTS = [index('eyeSquintLeft'), index('eyeSquintRight')]

/** Faces which rest at exactly zero look switched off. */
const RESTING_SMILE: Record<HeadState, number> = { idle: 0.05, listening: 0.08, thinking: 0.01, speaking: 0.03 }
const RESTING_SQUINT: Record<HeadState, number> = { idle: 0.03, listening: 0.05, thinking: 0.1, speaking: 0.04 }

/** Limits without a corner: linear when small, never beyond ±limit. */
function softClamp(value: number, limit: number): number {
  return limit * Math.tanh(value / limit)
}

/**
 * Everything a face does that is not speech: blinks, gaze, drift, breath, nods, a little brow. It is merged with the
 * stream here. Deterministic: the same seed, states and stream give the same poses.
 */
export class Life {
  private readonly blinker: Blinker
  private readonly gaze: Gaze
  private readonly motion: Motion
  private readonly browSeed: number
  private readonly pose: HeadPose = {
    coefficients: new Float32Array(COEFFICIENT_COUNT),
    headRotation: [0, 0, 0],
    gaze: [0, 0],
    breath: 0,
  }
  private lastS: number | null = null
  private quietSinceS: number | null = null
  private smile = RESTING_SMILE.idle
  private squint = RESTING_SQUINT.idle
  private followed: [number, number] = [0, 0]

  constructor(seed: number) {
    const random = new Random(seed)
    this.blinker = new Blinker(new Random(random.next() * 0xffffffff))
    this.gaze = new Gaze(new Random(random.next() * 0xffffffff))
    this.motion = new Motion(new Random(random.next() * 0xffffffff))
    this.browSeed = Math.floor(random.next() * 0x7fffffff)
  }

  /** Merges the stream with life at wall time `nowS`. The returned pose is reused by the next call. */
  update(nowS: number, state: HeadState, stream: StreamSample): HeadPose {
    const dtS = this.lastS === null ? 0 : Math.min(Math.max(nowS - this.lastS, 0), 0.25)
    this.lastS = nowS
    const { coefficients, headRotation, gaze } = this.pose
    coefficients.set(stream.coefficients)

    if (this.phraseEnded(nowS, stream)) this.blinker.request(nowS, 0.55)
    const look = this.gaze.update(nowS, state)
    if (look.shifted > 0.25) this.blinker.request(nowS, 0.45)
    const motion = this.motion.update(nowS, dtS, state)
    const lids = this.blinker.update(nowS, state)

    const pull = 1 - Math.exp(-dtS / 0.35)
    this.smile += (RESTING_SMILE[state] - this.smile) * pull
    this.squint += (RESTING_SQUINT[state] - this.squint) * pull
    const quiet = 1 - Math.min(1, coefficients[jawOpen]! * 4)
    const brow = 0.05 * drift(this.browSeed, nowS * 0.45) + 0.03 * Math.max(motion.nod, 0)
    add(coefficients, browInnerUp, Math.max(brow, 0) + (state === 'listening' ? 0.04 : 0))
    for (const i of OUTER_BROWS) add(coefficients, i, 0.6 * Math.max(brow, 0))
    for (const i of BROWS_DOWN) add(coefficients, i, 0.7 * Math.max(-brow, 0) + (state === 'thinking' ? 0.08 : 0))
    for (const i of SMILES) add(coefficients, i, this.smile * (0.4 + 0.6 * quiet))
    for (const i of SQUINTS) add(coefficients, i, this.squint)
    for (const i of [eyeBlinkLeft, eyeBlinkRight]) coefficients[i] = Math.max(coefficients[i]!, lids)
    // mouthClose undoes the opening of the jaw: more of it than there is opening drives the lips through each other.
    coefficients[mouthClose] = Math.min(coefficients[mouthClose]!, coefficients[jawOpen]!)

    gaze[0] = look.gaze[0] + stream.gaze[0]
    gaze[1] = look.gaze[1] + stream.gaze[1]
    const follow = 1 - Math.exp(-dtS / 0.18)
    for (const axis of [0, 1] as const) this.followed[axis] += (gaze[axis] - this.followed[axis]) * follow
    headRotation[0] = softClamp(motion.rotation[0] + stream.headRotation[0] - HEAD_FOLLOWS_GAZE[1] * this.followed[1], MAX_ROTATION[0])
    headRotation[1] = softClamp(motion.rotation[1] + stream.headRotation[1] + HEAD_FOLLOWS_GAZE[0] * this.followed[0], MAX_ROTATION[1])
    headRotation[2] = softClamp(motion.rotation[2] + stream.headRotation[2], MAX_ROTATION[2])
    this.pose.breath = motion.breath
    return this.pose
  }

  private phraseEnded(nowS: number, stream: StreamSample): boolean {
    const gap = stream.coefficients[jawOpen]! - stream.coefficients[mouthClose]!
    if (gap > TALKING_GAP) {
      this.quietSinceS = nowS
      return false
    }
    if (this.quietSinceS === null || nowS - this.quietSinceS < PHRASE_END_S) return false
    this.quietSinceS = null
    return true
  }
}

function add(coefficients: Float32Array, i: number, amount: number): void {
  coefficients[i] = Math.min(1, Math.max(0, coefficients[i]! + amount))
}
