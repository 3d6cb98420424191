import type { AnimationPhone } from '../contract/animation.ts'
import type { SpokenSentence } from '../contract/turn.ts'

const SILENCE = 'pau'
/** Where somebody was cut off. */
const CUT = '—'

/**
 * What of a sentence was heard when the sound stopped: its whole words, and a dash where it broke off; nothing where no word was.
 * @param phones of the sentence, where its voice tells them, on the answer's clock; without them each letter takes as long as another
 */
export function heardPart(
  sentence: SpokenSentence,
  heardMs: number,
  phones: readonly AnimationPhone[] = [],
): string {
  const { text, startMs, endMs } = sentence
  if (heardMs <= startMs) return ''
  const own = phones.filter(({ symbol }) => symbol !== SILENCE)
  const lastMs = own.length > 0 ? own.at(-1)!.endS * 1000 : endMs
  if (heardMs >= lastMs) return text
  const share = own.length > 0 ? sounded(own, heardMs) / own.length : (heardMs - startMs) / (endMs - startMs)
  const words = wordsWithin(text, share)
  return words ? `${words}${CUT}` : ''
}

/** Of the phones, how many; a part of the one that is under way. */
function sounded(phones: readonly AnimationPhone[], heardMs: number): number {
  let count = 0
  for (const { startS, endS } of phones)
    count += Math.max(0, Math.min(1, (heardMs / 1000 - startS) / Math.max(1e-3, endS - startS)))
  return count
}

/** Its first words, as many as this share of its letters and digits makes. */
function wordsWithin(text: string, share: number): string {
  const letters = share * lettersIn(text)
  let [end, count] = [0, 0]
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    count += lettersIn(word)
    if (count > letters) break
    end = index + word.length
  }
  return text.slice(0, end).replace(/[\s,;:–—-]+$/, '')
}

const lettersIn = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
