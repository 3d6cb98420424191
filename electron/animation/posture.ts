import type { AnimationEmotion } from '../contract/animation.ts'
import { COEFFICIENT_INDEX as C, type CoefficientName } from '../contract/coefficients.ts'
import { STEP_S } from './articulator.ts'
import { lipDistanceMm, lipDistancesOf } from './metric/lip-distances.ts'

type WithoutSide<Name> = Name extends `${infer Both}Left` | `${infer Both}Right` ? Both : Name
/** Left and right alike. */
type Shape = Readonly<Partial<Record<WithoutSide<CoefficientName>, number>>>

interface PostureShape {
  /** Brows, lids, cheeks and the corners of the mouth. */
  readonly face: Shape
  /** Of lips that touch; gone as soon as speech parts them. */
  readonly closedLips?: Shape
  /** Of lips that speech has parted a little. */
  readonly partedLips?: Shape
  /** Pitch, yaw, roll; radians. */
  readonly head: readonly [number, number, number]
  /** −1…1. */
  readonly gazeY?: number
}

/** How a feeling sits in the face at full strength, on top of what speech does. */
const POSTURES: Record<AnimationEmotion['name'], PostureShape> = {
  neutral: { face: {}, head: [0, 0, 0] },
  joy: {
    face: { mouthSmile: 0.42, mouthDimple: 0.15, cheekSquint: 0.7, eyeSquint: 0.3, browOuterUp: 0.25 },
    closedLips: { mouthSmile: 0.33 },
    // The corners lift both lips: without this every consonant would look like an f.
    partedLips: { mouthLowerDown: 0.4 },
    head: [-0.02, 0, 0.02],
  },
  anger: {
    face: { browDown: 1, eyeSquint: 0.7, noseSneer: 0.3, mouthFrown: 0.6 },
    closedLips: { mouthShrugLower: 0.35 },
    head: [0.1, 0, 0],
  },
  sadness: {
    face: { browInnerUp: 1, browDown: 0.2, mouthFrown: 0.75, eyeBlink: 0.2, eyeSquint: 0.15 },
    closedLips: { mouthShrugLower: 0.35 },
    head: [0.07, 0, 0.03],
    gazeY: -0.15,
  },
  surprise: { face: { browInnerUp: 0.9, browOuterUp: 1, eyeWide: 0.85 }, head: [-0.04, 0, 0] },
  concern: {
    face: { browInnerUp: 1, browDown: 0.45, eyeSquint: 0.5, mouthFrown: 0.3, mouthDimple: 0.2 },
    closedLips: { mouthPress: 0.4 },
    head: [0.03, 0, 0.1],
  },
}

/** A faint feeling has to be seen, too: half of what a face does for it is there at a third of its strength. */
const STRENGTH_EXPONENT = 0.6
/** The lips part between these, and the mouth is wide open from between the next on. */
const PARTED_MM: readonly [number, number] = [2, 4]
const WIDE_MM: readonly [number, number] = [4, 7]
/** Between these a round mouth takes the corners away from a feeling, and leaves it this share. */
const ROUNDED_MM: readonly [number, number] = [1, 3.5]
const LEFT_WHEN_ROUND = 0.2

/** From one feeling to the next. */
const CHANGE_S = 0.5

const SIDES = ['', 'Left', 'Right'] as const
const ROUNDING_MM = lipDistancesOf('rounding')

interface Part {
  index: number
  value: number
  /** Speech that rounds the lips takes it away. */
  yields: boolean
}

/** What a face feels, under the movements of speech; from one feeling it goes over to the next. */
export class Posture {
  private readonly feelings: { feeling: Feeling; share: number }[]

  constructor(emotion: AnimationEmotion) {
    this.feelings = [{ feeling: new Feeling(emotion), share: 1 }]
  }

  feel(emotion: AnimationEmotion): void {
    const { name, strength } = this.feelings.at(-1)!.feeling.emotion
    if (emotion.name !== name || emotion.strength !== strength) this.feelings.push({ feeling: new Feeling(emotion), share: 0 })
  }

  /** Adds one step to a mouth that speaks: lips that speech closes or rounds stay closed or round. */
  step(coefficients: Float32Array): void {
    this.goOver()
    const spoken = { gapMm: lipDistanceMm('gap', coefficients), roundingMm: lipDistanceMm('rounding', coefficients) }
    for (const { feeling, share } of this.feelings) feeling.addTo(coefficients, spoken, smooth(share))
  }

  /** Pitch, yaw, roll; radians. */
  get headRotation(): [number, number, number] {
    const of = (axis: 0 | 1 | 2): number => this.sum(({ head }) => head[axis])
    return [of(0), of(1), of(2)]
  }

  get gazeY(): number {
    return this.sum(({ gazeY }) => gazeY)
  }

  private goOver(): void {
    const last = this.feelings.length - 1
    this.feelings.forEach((felt, k) => (felt.share = Math.min(1, felt.share + (k === last ? STEP_S : -STEP_S) / CHANGE_S)))
    while (this.feelings[0]!.share <= 0) this.feelings.shift()
  }

  private sum(read: (feeling: Feeling) => number): number {
    return this.feelings.reduce((sum, { feeling, share }) => sum + smooth(share) * read(feeling), 0)
  }
}

class Feeling {
  readonly head: readonly [number, number, number]
  readonly gazeY: number
  private readonly face: Part[]
  private readonly closedLips: Part[]
  private readonly partedLips: Part[]

  constructor(readonly emotion: AnimationEmotion) {
    const amount = emotion.strength ** STRENGTH_EXPONENT
    const { face, closedLips = {}, partedLips = {}, head, gazeY = 0 } = POSTURES[emotion.name]
    this.face = partsOf(face, amount)
    this.closedLips = partsOf(closedLips, amount)
    this.partedLips = partsOf(partedLips, amount)
    this.head = [amount * head[0], amount * head[1], amount * head[2]]
    this.gazeY = amount * gazeY
  }

  addTo(coefficients: Float32Array, { gapMm, roundingMm }: { gapMm: number; roundingMm: number }, weight: number): void {
    const parted = ramp(gapMm, ...PARTED_MM)
    const left = 1 - (1 - LEFT_WHEN_ROUND) * ramp(roundingMm, ...ROUNDED_MM)
    const add = (parts: readonly Part[], share: number): void => {
      for (const { index, value, yields } of parts) coefficients[index]! += weight * share * value * (yields ? left : 1)
    }
    add(this.face, 1)
    add(this.closedLips, 1 - parted)
    add(this.partedLips, parted * (1 - ramp(gapMm, ...WIDE_MM)))
  }
}

function partsOf(shape: Shape, amount: number): Part[] {
  return Object.entries(shape).flatMap(([name, value]) =>
    SIDES.map((side) => C[`${name}${side}` as CoefficientName] as number | undefined)
      .filter((index) => index !== undefined)
      .map((index) => ({ index, value: amount * value, yields: ROUNDING_MM[index]! < 0 })),
  )
}

function ramp(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)))
}

function smooth(share: number): number {
  const t = Math.max(0, share)
  return t * t * (3 - 2 * t)
}
