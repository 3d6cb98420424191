import { COEFFICIENT_NAMES, type CoefficientName } from '../../contract/coefficients.ts'

/** How much a shape of another rig moves with one of our coefficients. */
export interface Drive {
  readonly coefficient: CoefficientName
  readonly weight: number
  /** Only the half of the face on that side of the persona takes part. */
  readonly side?: 'left' | 'right'
}

/** Whose names they are: where a model has several, a coefficient is driven by the first that moves it. */
export const VOCABULARIES = ['arkit', 'vrm', 'oculus'] as const
export type Vocabulary = (typeof VOCABULARIES)[number]

const one = (coefficient: CoefficientName, weight = 1): Drive[] => [{ coefficient, weight }]
const pair = (stem: string, weight = 1): Drive[] => [
  { coefficient: `${stem}Left` as CoefficientName, weight },
  { coefficient: `${stem}Right` as CoefficientName, weight },
]
/** A shape of both sides, of which each coefficient moves its own. */
const halves = (stem: string, weight = 1): Drive[] => [
  { coefficient: `${stem}Left` as CoefficientName, weight, side: 'left' },
  { coefficient: `${stem}Right` as CoefficientName, weight, side: 'right' },
]

/** Apple's, also where other programs split what is one there. */
const ARKIT: Record<string, Drive[]> = {
  ...Object.fromEntries(COEFFICIENT_NAMES.map((name) => [name.toLowerCase(), one(name)])),
  browinnerupleft: one('browInnerUp'),
  browinnerupright: one('browInnerUp'),
  cheekpuffleft: one('cheekPuff'),
  cheekpuffright: one('cheekPuff'),
  tongue: one('tongueOut'),
}

/** VRM 1.0, VRM 0.x, and the names VRoid and MMD give the same shapes. */
const VRM: Record<string, Drive[]> = {
  ...aliases(['aa', 'a', 'fclmtha', 'あ'], one('jawOpen', 1.3)),
  ...aliases(['ih', 'i', 'fclmthi', 'い'], pair('mouthStretch', 0.5)),
  ...aliases(['ou', 'u', 'fclmthu', 'う'], one('mouthPucker')),
  ...aliases(['ee', 'e', 'fclmthe', 'え'], pair('mouthLowerDown', 0.5)),
  ...aliases(['oh', 'o', 'fclmtho', 'お'], one('mouthFunnel')),
  ...aliases(['blink', 'fcleyeclose', 'まばたき'], halves('eyeBlink')),
  ...aliases(['blinkleft', 'fcleyecloseleft'], one('eyeBlinkLeft')),
  ...aliases(['blinkright', 'fcleyecloseright'], one('eyeBlinkRight')),
  ...aliases(['happy', 'joy', 'fclalljoy'], pair('mouthSmile', 0.35)),
  lookup: pair('eyeLookUp'),
  lookdown: pair('eyeLookDown'),
  lookleft: [...one('eyeLookOutLeft'), ...one('eyeLookInRight')],
  lookright: [...one('eyeLookInLeft'), ...one('eyeLookOutRight')],
}

/** The fifteen visemes of Oculus, in its own spelling and that of Ready Player Me; «sil» moves nothing. */
const VISEMES: Record<string, Drive[]> = {
  pp: [...pair('mouthPress', 0.6), ...one('mouthClose')],
  ff: one('mouthRollLower'),
  th: one('tongueOut'),
  dd: one('mouthShrugUpper', 0.4),
  kk: [],
  ch: one('mouthShrugLower', 0.4),
  ss: pair('mouthDimple', 0.5),
  nn: [],
  rr: [],
  aa: one('jawOpen', 1.3),
  e: pair('mouthLowerDown', 0.5),
  ...aliases(['i', 'ih'], pair('mouthStretch', 0.5)),
  ...aliases(['o', 'oh'], one('mouthFunnel')),
  ...aliases(['u', 'ou'], one('mouthPucker')),
  sil: [],
}

/** As they are written: `viseme_PP`, and `vrc.v_pp` in avatars made for VRChat. */
const OCULUS: Record<string, Drive[]> = {
  ...Object.fromEntries(Object.entries(VISEMES).flatMap(([name, drives]) => [`viseme${name}`, `v${name}`].map((written) => [written, drives]))),
  mouthopen: one('jawOpen'),
  mouthsmile: halves('mouthSmile'),
  eyesclosed: halves('eyeBlink'),
  eyeslookup: pair('eyeLookUp'),
  eyeslookdown: pair('eyeLookDown'),
}

const TABLE: Record<Vocabulary, Record<string, Drive[]>> = { arkit: ARKIT, vrm: VRM, oculus: OCULUS }

/** What a shape of this name drives, and whose name it is; null for a name that nobody gave a meaning. */
export function drivesOf(name: string): { vocabulary: Vocabulary; drives: readonly Drive[] } | null {
  const plain = normalise(name)
  for (const vocabulary of VOCABULARIES) {
    const drives = TABLE[vocabulary][plain]
    if (drives) return { vocabulary, drives }
  }
  return null
}

/**
 * `Head_blendShape.eyeBlink_L`, `A14_Eye_Blink_Left`, `EyeBlinkLeft` and `Eye Blink (L)` are one name; prefixes of meshes,
 * numbers and separators do not count.
 */
export function normalise(name: string): string {
  return name
    .replace(/^.*[.:]/, (prefix) => (/^(?:[lr]|left|right)$/i.test(name.slice(prefix.length)) ? prefix : ''))
    .replace(/^.*(?=Fcl_)/, '')
    .replace(/^[A-Z]\d{2}_/, '')
    .replace(/(?:^|[._\s(-])[Ll](?:eft)?\)?$/, 'Left')
    .replace(/(?:^|[._\s(-])[Rr](?:ight)?\)?$/, 'Right')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}

function aliases(names: readonly string[], drives: Drive[]): Record<string, Drive[]> {
  return Object.fromEntries(names.map((name) => [name, drives]))
}
