import type { HeadOrigin, HeadReport } from '../../../electron/contract/avatar.ts'
import { COEFFICIENT_NAMES } from '../../../electron/contract/coefficients.ts'

const KINDS: Record<HeadReport['kind'], string> = {
  gltf: 'A model made elsewhere',
  mesh: 'A model made elsewhere',
  lam: 'A LAM avatar',
  splats: 'A LAM avatar',
  portrait: 'A portrait of our own kind',
}

/** What kind of head it is, and how much there is of it. */
export function kindSentence({ kind, triangles, splats }: HeadReport): string {
  const size = splats === null ? `${(triangles ?? 0).toLocaleString('en')} triangles` : `${splats.toLocaleString('en')} splats`
  return `${KINDS[kind]}, ${size}`
}

export function shapesSentence({ channels }: HeadReport): string {
  return channels.length === COEFFICIENT_NAMES.length ? `All ${channels.length} movements of a face` : `${channels.length} of the ${COEFFICIENT_NAMES.length} movements of a face`
}

/** What is missing that one would notice, each in a few words. */
export function noticeable({ channels, eyes }: HeadReport): string[] {
  const has = new Set(channels)
  const lacks = (...names: string[]): boolean => !names.some((name) => has.has(name))
  return [
    ...(lacks('eyeBlinkLeft', 'eyeBlinkRight') ? ['It cannot blink.'] : []),
    ...(lacks('mouthSmileLeft', 'mouthSmileRight') ? ['It cannot smile.'] : []),
    ...(lacks('mouthFunnel', 'mouthPucker') ? ['Its lips do not round.'] : []),
    ...(lacks('mouthClose', 'mouthPressLeft', 'mouthRollLower') ? ['Its lips close only with the jaw.'] : []),
    ...(lacks('browInnerUp', 'browDownLeft', 'browOuterUpLeft') ? ['Its brows stay still.'] : []),
    ...(!eyes && lacks('eyeLookUpLeft', 'eyeLookInLeft', 'eyeLookOutLeft') ? ['Its eyes stay still.'] : []),
  ]
}

/** «cheekPuff» as one reads it: «cheek puff». */
export function spelledOut(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}

/** Names that differ in the side only become one: «eye blink left and right». */
export function shapeList(names: readonly string[]): string[] {
  const stems = new Map<string, string[]>()
  for (const name of names) {
    const side = /(?<!^jaw|^mouth)(Left|Right)$/.exec(name)?.[1]
    const stem = side ? name.slice(0, -side.length) : name
    stems.set(stem, [...(stems.get(stem) ?? []), ...(side ? [side.toLowerCase()] : [])])
  }
  return [...stems].map(([stem, sides]) => [spelledOut(stem), sides.join(' and ')].filter(Boolean).join(' '))
}

/** Where a persona's face came from. */
export function originSentence({ kind, names, madeAt }: HeadOrigin): string {
  const day = new Date(madeAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
  if (kind === 'photographs') return `Made from ${names.length === 1 ? 'a photograph' : `${names.length} photographs`} on ${day}`
  return `From «${names[0]!}» on ${day}`
}
