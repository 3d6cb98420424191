import { Random } from '../../../renderer/head/life/random.ts'
import type { CoefficientSet } from '../../../renderer/head/presets.ts'

/** A photograph that is drawn of a known person: everything that a fit has to find again. */
export interface KnownPhoto {
  /** Standard deviations of the identity modes; null for the head that ships. */
  readonly identity: readonly number[] | null
  readonly kind: string
  readonly set: CoefficientSet
  /** Pitch, yaw, roll in degrees. */
  readonly rotationDeg: readonly [number, number, number]
  /** Brightness at the left and the right border of the picture. */
  readonly light: readonly [number, number]
}

export interface SeenPhoto extends KnownPhoto {
  /** x, y of the face mesh in the frame, px; null where no face was found. */
  readonly mesh: readonly number[] | null
}

const MODES = 50
const both = (stem: string, value: number): CoefficientSet => ({ [`${stem}Left`]: value, [`${stem}Right`]: value })

/** What people do before a camera. */
const EXPRESSIONS: readonly (readonly [kind: string, draw: (random: Random) => CoefficientSet])[] = [
  ['calm', () => ({})],
  ['smile', (r) => ({ ...both('mouthSmile', r.between(0.4, 0.9)), ...both('cheekSquint', r.between(0.1, 0.5)), ...both('eyeSquint', r.between(0, 0.4)) })],
  [
    'teeth',
    (r) => ({
      ...both('mouthSmile', r.between(0.5, 1)),
      ...both('mouthUpperUp', r.between(0.2, 0.5)),
      ...both('mouthLowerDown', r.between(0.05, 0.3)),
      ...both('cheekSquint', r.between(0.2, 0.7)),
      ...both('eyeSquint', r.between(0, 0.5)),
      ...both('mouthStretch', r.between(0, 0.3)),
      jawOpen: r.between(0.03, 0.15),
    }),
  ],
  [
    'laugh',
    (r) => ({
      ...both('mouthSmile', r.between(0.6, 1)),
      ...both('mouthUpperUp', r.between(0.1, 0.5)),
      ...both('cheekSquint', r.between(0.3, 0.8)),
      ...both('eyeSquint', r.between(0.1, 0.6)),
      jawOpen: r.between(0.15, 0.4),
    }),
  ],
  [
    'talk',
    (r) => ({
      jawOpen: r.between(0.1, 0.4),
      ...both('mouthLowerDown', r.between(0, 0.3)),
      mouthFunnel: r.between(0, 0.4),
      browInnerUp: r.between(0, 0.5),
      ...both('browOuterUp', r.between(0, 0.4)),
    }),
  ],
  ['stern', (r) => ({ ...both('browDown', r.between(0.2, 0.8)), ...both('mouthFrown', r.between(0.1, 0.5)), ...both('mouthPress', r.between(0, 0.4)) })],
]

/** Photographs of the head that ships and of people drawn by chance: one of each expression of everybody, from a side and in a light of its own. */
export function knownPhotos(seed: number, people: number): KnownPhoto[] {
  const random = new Random(seed)
  return Array.from({ length: people }, (_, person) => {
    const identity = person === 0 ? null : Array.from({ length: MODES }, () => random.normal())
    return EXPRESSIONS.map(
      ([kind, draw]): KnownPhoto => ({
        identity,
        kind,
        set: draw(random),
        rotationDeg: [random.between(-8, 8), random.between(-18, 18), random.between(-5, 5)],
        light: [random.between(0.55, 1.15), random.between(0.55, 1.15)],
      }),
    )
  }).flat()
}
