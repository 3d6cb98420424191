import { editDistance } from '../edit-distance.ts'
import { EVERYDAY, GIVEN_NAMES } from './given-names.ts'

/** How surely a heard word is the name: `loose` and `far` need more evidence around it. */
export type NameLikeness = 'exact' | 'close' | 'loose' | 'far' | 'none'

/** Letters as sounds, in order; what listeners and transcribers confuse falls together. */
const SOUNDS: readonly [RegExp, string][] = [
  [/[^a-z]/g, ''],
  [/^(?:w(?=r)|[kg](?=n)|p(?=s))/, ''],
  [/ph/g, 'f'],
  [/gh/g, ''],
  [/(?:sch|sh|ch|tch)/g, 's'],
  [/th/g, 't'],
  [/ck/g, 'k'],
  [/c(?=[eiy])/g, 's'],
  [/[cq]/g, 'k'],
  [/x/g, 'ks'],
  [/z/g, 's'],
  [/v/g, 'f'],
  [/d/g, 't'],
  [/b/g, 'p'],
  [/g(?=[eiy])/g, 'j'],
  [/g/g, 'k'],
  [/m/g, 'n'],
  [/(.)\1+/g, '$1'],
]

/**
 * Consonants of a word as they sound, with `A` where it begins with a vowel: «Iris», «Iars» and «irs» are one. Vowels
 * carry little: they are what the transcriber gets wrong most.
 */
export function soundKey(word: string): string {
  let key = fold(word)
  for (const [pattern, sound] of SOUNDS) key = key.replace(pattern, sound)
  const start = /^h?[aeiouy]/.test(key) ? 'A' : ''
  return start + key.replace(/[aeiouyhw]/g, '').replace(/(.)\1+/g, '$1')
}

/** @param heard a word of a transcript, @param name a word of the persona's name */
export function nameLikeness(heard: string, name: string): NameLikeness {
  const word = fold(heard)
  const target = fold(name)
  if (word === target) return 'exact'
  // Somebody else's name is that person's, and everyday words are themselves.
  if (word.length < 2 || GIVEN_NAMES.has(word) || EVERYDAY.has(word)) return 'none'
  const distance = editDistance(word, target)
  const [wordKey, targetKey] = [soundKey(word), soundKey(target)]
  const sameSound = wordKey === targetKey
  if (target.length >= 4 && (distance <= 1 || (sameSound && distance <= 2))) return 'close'
  if (target.length >= 7 && distance <= 2) return 'close'
  if (sameSound && targetKey.length >= 2) return 'loose'
  if (word.length >= 4 && targetKey.length >= 3 && distance <= 2 && editDistance(wordKey, targetKey) <= 1) return 'far'
  return 'none'
}

export const fold = (word: string): string => word.toLowerCase().normalize('NFD').replace(/[^\p{L}]/gu, '').replace(/\p{M}/gu, '')
