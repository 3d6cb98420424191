import { splitSentences } from '../../../speech/sentence-splitter.ts'
import { REALTIME_RATE_HZ } from '../session-setup.ts'

const LETTERS_PER_S = 15
const PAUSE_S = 0.25

/** Something that has the length and the pauses of speech: a hum for every sentence, quiet between them. */
export function toySpeech(text: string): Int16Array {
  const pieces = splitSentences(text, { firstClauseWords: Infinity }).flatMap((sentence, k) => [...(k > 0 ? [new Int16Array(REALTIME_RATE_HZ * PAUSE_S)] : []), hum(sentence.text.length / LETTERS_PER_S)])
  const whole = new Int16Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

function hum(seconds: number): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * REALTIME_RATE_HZ) }, (_, n) => {
    const t = n / REALTIME_RATE_HZ
    return 9_000 * (0.6 + 0.4 * Math.sin(2 * Math.PI * 3 * t)) * Math.sin(2 * Math.PI * 150 * t)
  })
}
