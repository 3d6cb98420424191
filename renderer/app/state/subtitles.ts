import type { SpokenSentence } from '../../../electron/contract/turn.ts'

/** What the subtitle shows at one moment. */
export interface Subtitle {
  sentence: SpokenSentence
  words: string[]
  /** Words already begun: the last of them is the one being said. */
  spokenWords: number
}

/** How long a sentence stays after its last word, unless the next one comes. */
const HOLD_MS = 1_200

/**
 * The sentence heard at `positionMs`. The voice gives no word times, so a word's share of its sentence is taken from its
 * letters, which is close enough to read along with.
 */
export function subtitleAt(sentences: readonly SpokenSentence[], positionMs: number): Subtitle | null {
  const sentence = sentences.findLast(({ startMs }) => startMs <= positionMs)
  if (!sentence || positionMs > sentence.endMs + HOLD_MS) return null
  const words = sentence.text.split(/\s+/).filter(Boolean)
  return { sentence, words, spokenWords: spokenWords(words, progress(sentence, positionMs)) }
}

function progress({ startMs, endMs }: SpokenSentence, positionMs: number): number {
  return endMs > startMs ? (positionMs - startMs) / (endMs - startMs) : 1
}

function spokenWords(words: readonly string[], amount: number): number {
  const weights = words.map(wordWeight)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let begunAt = 0
  return weights.filter((weight) => {
    const begun = begunAt <= amount * total
    begunAt += weight
    return begun
  }).length
}

/** Letters, and a breath after a clause. */
function wordWeight(word: string): number {
  return word.length + 1 + (/[,;:—]$/.test(word) ? 4 : 0)
}
