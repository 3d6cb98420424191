import type { HeadState } from '../types.ts'
import { drift, noise } from './noise.ts'
import type { Random } from './random.ts'

const DEGREE = Math.PI / 180

/** Amplitude of idle drift, and a posture held, in degrees (pitch, yaw, roll). */
interface Posture {
  readonly drift: readonly [number, number, number]
  readonly hold: readonly [number, number, number]
}

const POSTURES: Record<HeadState, Posture> = {
  idle: { drift: [0.7, 1.3, 0.7], hold: [0, 0, 0] },
  listening: { drift: [0.5, 0.8, 0.6], hold: [0.8, 0, 1.6] },
  thinking: { drift: [0.8, 1.2, 0.7], hold: [-1.8, 2.2, 1.4] },
  speaking: { drift: [0.9, 1.6, 0.9], hold: [0.3, 0, 0] },
}
/** Time constant of a change of posture. */
const POSTURE_S = 0.45
const NOD_GAP_S: readonly [number, number] = [2.4, 5.5]
const BREATH_S: Record<HeadState, number> = { idle: 4.2, listening: 4, thinking: 3.8, speaking: 3.2 }

/** Head drift, posture by state, listening nods and breath. */
export class Motion {
  private readonly seed: number
  private readonly side: 1 | -1
  private readonly posture: [number, number, number] = [0, 0, 0]
  private readonly amount: [number, number, number] = [...POSTURES.idle.drift]
  private nod: { startS: number; depth: number; bobs: number } | null = null
  private nextNodS: number | null = null
  private breathPhase = 0

  constructor(private readonly random: Random) {
    this.seed = Math.floor(random.next() * 0x7fffffff)
    this.side = random.chance(0.5) ? 1 : -1
  }

  /** Rotation (pitch, yaw, roll) in radians, breath 0–1, and the strength of a nod under way. */
  update(nowS: number, dtS: number, state: HeadState): { rotation: [number, number, number]; breath: number; nod: number } {
    const { drift: amounts, hold } = POSTURES[state]
    const pull = 1 - Math.exp(-Math.max(dtS, 0) / POSTURE_S)
    for (let axis = 0; axis < 3; axis++) {
      const sided = axis === 0 ? hold[0] : hold[axis]! * this.side
      this.posture[axis]! += (sided - this.posture[axis]!) * pull
      this.amount[axis]! += (amounts[axis]! - this.amount[axis]!) * pull
    }
    const nod = this.nodAt(nowS, state)
    const pitch = this.posture[0] + this.amount[0] * drift(this.seed, nowS * 0.33) + nod
    const yaw = this.posture[1] + this.amount[1] * drift(this.seed + 1, nowS * 0.27)
    const roll = this.posture[2] + this.amount[2] * drift(this.seed + 2, nowS * 0.23)
    return { rotation: [pitch * DEGREE, yaw * DEGREE, roll * DEGREE], breath: this.breathe(nowS, dtS, state), nod }
  }

  /** Degrees of pitch of the nods that show somebody that they are heard. */
  private nodAt(nowS: number, state: HeadState): number {
    if (state !== 'listening') this.nextNodS = null
    else this.nextNodS ??= nowS + this.random.between(1.2, 3)
    if (this.nextNodS !== null && nowS >= this.nextNodS) {
      this.nod = { startS: this.nextNodS, depth: this.random.between(1.4, 3), bobs: this.random.chance(0.4) ? 2 : 1 }
      this.nextNodS += this.random.between(...NOD_GAP_S)
    }
    if (!this.nod) return 0
    const { startS, depth, bobs } = this.nod
    const t = (nowS - startS) / (0.42 * bobs)
    if (t >= 1) {
      this.nod = null
      return 0
    }
    return depth * (1 - 0.45 * t) * Math.sin(Math.PI * t * bobs) ** 2
  }

  private breathe(nowS: number, dtS: number, state: HeadState): number {
    const rate = (1 + 0.15 * noise(this.seed + 3, nowS * 0.2)) / BREATH_S[state]
    this.breathPhase = (this.breathPhase + Math.max(dtS, 0) * rate) % 1
    // In takes two fifths of the cycle, out the rest.
    const t = this.breathPhase
    return 0.5 - 0.5 * Math.cos(Math.PI * (t < 0.4 ? t / 0.4 : 1 + (t - 0.4) / 0.6))
  }
}
