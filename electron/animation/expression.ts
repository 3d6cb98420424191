import type { AnimationEmotion, AnimationFrame } from '../contract/animation.ts'
import { COEFFICIENT_INDEX as C, type CoefficientName } from '../contract/coefficients.ts'
import { STEP_S } from './articulator.ts'
import { Posture } from './posture.ts'
import type { Prosody } from './prosody-tracker.ts'

/** Lid closure in 20 ms steps: shut in 60 ms, open again in 120 ms. */
const BLINK = [0.3, 0.8, 1, 0.95, 0.75, 0.5, 0.3, 0.15, 0.05]
const PAUSE_STEPS = 7
const PHRASE_STEPS = 40

/** Everything of a face that is not the mouth, for one step. */
export type HeadPose = Pick<AnimationFrame, 'headRotation' | 'gaze'>

/**
 * Brows, lids, head and gaze from prosody: brows and a dip of the head on pitch accents, blinks, a nod and a glance
 * where a phrase ends. The same sound gives the same movements.
 */
export class Expression {
  private stepCount = 0
  private speechSteps = 0
  private silentSteps = 0
  private logPitch = 0
  private voicedSteps = 0
  private readonly accent = new Spring(14)
  private readonly nod = new Spring(9)
  private readonly liveliness = new Spring(2.5)
  private readonly gazeX = new Spring(40)
  private readonly gazeY = new Spring(40)
  private nodTarget = 0
  private glance: { x: number; y: number; steps: number } = { x: 0, y: 0, steps: 0 }
  private blinkStep = BLINK.length
  private stepsToBlink = 60
  private random: (() => number) | null = null
  private readonly posture: Posture

  constructor(emotion: AnimationEmotion = { name: 'neutral', strength: 0 }) {
    this.posture = new Posture(emotion)
  }

  /** The face goes over to another feeling. */
  feel(emotion: AnimationEmotion): void {
    this.posture.feel(emotion)
  }

  /** Adds this step's expression to `coefficients` (52, canonical; the mouth is there already). */
  step(prosody: Prosody, coefficients: Float32Array): HeadPose {
    this.stepCount++
    const accent = Math.max(0, this.accent.step(this.accentOf(prosody)))
    this.followPhrases(prosody)
    addTo(coefficients, { browInnerUp: 0.36 * accent, browOuterUpLeft: 0.32 * accent, browOuterUpRight: 0.28 * accent })
    followMouth(coefficients)
    this.posture.step(coefficients)
    this.blink(coefficients)
    return { headRotation: this.headRotation(prosody, accent), gaze: this.gaze() }
  }

  /** 0…1: how far the pitch stands above the speaker's own mean. */
  private accentOf({ f0Hz }: Prosody): number {
    if (f0Hz === 0) return 0
    const logPitch = Math.log2(f0Hz)
    this.voicedSteps++
    this.logPitch += (logPitch - this.logPitch) / Math.min(this.voicedSteps, 150)
    if (this.voicedSteps < 10) return 0
    const semitones = 12 * (logPitch - this.logPitch)
    return Math.min(1, Math.max(0, (semitones - 1) / 4))
  }

  private followPhrases({ speaking, levelDb }: Prosody): void {
    if (speaking) {
      if (!this.random) {
        // Seeded by what is heard: every utterance blinks in its own rhythm, the same one each time.
        this.random = mulberry32(Math.round(levelDb * 10_000))
        this.stepsToBlink = 20 + Math.floor(this.random() * 120)
      }
      this.silentSteps = 0
      this.speechSteps++
      return
    }
    if (!this.random) return
    this.silentSteps++
    if (this.silentSteps !== PAUSE_STEPS || this.speechSteps < PHRASE_STEPS) return
    this.speechSteps = 0
    this.nodTarget = 1
    if (this.random() < 0.6) this.stepsToBlink = 0
    if (this.random() < 0.5) {
      this.glance = { x: (this.random() - 0.5) * 0.5, y: (this.random() - 0.6) * 0.3, steps: 15 + Math.floor(this.random() * 20) }
    }
  }

  private blink(coefficients: Float32Array): void {
    if (--this.stepsToBlink < 0) {
      this.blinkStep = 0
      this.stepsToBlink = 110 + Math.floor((this.random?.() ?? 0.5) * 170)
    }
    const closure = BLINK[this.blinkStep++] ?? 0
    coefficients[C.eyeBlinkLeft] = Math.max(coefficients[C.eyeBlinkLeft]!, closure)
    coefficients[C.eyeBlinkRight] = Math.max(coefficients[C.eyeBlinkRight]!, closure)
  }

  private headRotation({ speaking }: Prosody, accent: number): [number, number, number] {
    const timeS = this.stepCount * STEP_S
    const lively = this.liveliness.step(speaking ? 1 : 0.25)
    const nod = this.nod.step(this.nodTarget)
    this.nodTarget *= 0.9
    const sway = (hz: number, phase: number): number => Math.sin(2 * Math.PI * hz * timeS + phase)
    const pitch = 0.045 * accent + 0.045 * nod + lively * (0.01 * sway(0.31, 0) + 0.006 * sway(0.83, 1))
    const yaw = lively * (0.03 * sway(0.17, 0) + 0.012 * sway(0.47, 2))
    const roll = lively * (0.014 * sway(0.21, 0) + 0.006 * sway(0.57, 4))
    const [restingPitch, restingYaw, restingRoll] = this.posture.headRotation
    return [restingPitch + pitch, restingYaw + yaw, restingRoll + roll]
  }

  private gaze(): [number, number] {
    if (this.glance.steps > 0 && --this.glance.steps === 0) this.glance = { x: 0, y: 0, steps: 0 }
    return [this.gazeX.step(this.glance.x), this.gazeY.step(this.glance.y + this.posture.gazeY)]
  }
}

/** Cheeks and nose go along with strong movements of the mouth. */
function followMouth(coefficients: Float32Array): void {
  for (const side of ['Left', 'Right'] as const) {
    addTo(coefficients, {
      [`cheekSquint${side}`]: 0.35 * coefficients[C[`mouthSmile${side}`]]! + 0.1 * coefficients[C[`mouthStretch${side}`]]!,
      [`noseSneer${side}`]: 0.1 * coefficients[C[`mouthUpperUp${side}`]]!,
    })
  }
}

function addTo(coefficients: Float32Array, shape: Partial<Record<CoefficientName, number>>): void {
  for (const [name, value] of Object.entries(shape)) coefficients[C[name as CoefficientName]]! += value
}

/** Critically damped: reaches its target without overshoot in about 5 / `rate` seconds. */
class Spring {
  private value = 0
  private velocity = 0

  constructor(private readonly rate: number) {}

  step(target: number): number {
    const decay = Math.exp(-this.rate * STEP_S)
    const offset = this.value - target
    const drift = (this.velocity + this.rate * offset) * STEP_S
    this.value = target + (offset + drift) * decay
    this.velocity = (this.velocity - this.rate * drift) * decay
    return this.value
  }
}

/** Public-domain generator by Tommy Ettinger; 0…1. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
