import type { Piece } from './segmenter.ts'

/** Less speech than this in a segment is a cough or a click, unless the detector is certain. */
const LEAST_SPEECH_MS = 256
const LEAST_CONFIDENCE = 0.62
/** Nobody says more words a second. */
const MOST_WORDS_PER_S = 6.5
/** What the model says to sounds that are no words: breath, hum, a chair. */
const FILLING = new Set(['thank you', 'thanks for watching', 'you', 'bye', 'the', 'oh', 'mm', 'hmm', 'uh', 'um', 'so', 'i'])

/** Whether a transcript is the model's own invention: given noise, it says something all the same. */
export function isInvented(text: string, piece: Pick<Piece, 'speechMs' | 'confidence'>): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []
  if (words.length === 0) return true
  if (isLoop(words)) return true
  if (words.length / (Math.max(piece.speechMs, 500) / 1000) > MOST_WORDS_PER_S) return true
  const doubtful = piece.speechMs < LEAST_SPEECH_MS || piece.confidence < LEAST_CONFIDENCE
  return doubtful && (piece.confidence < LEAST_CONFIDENCE || FILLING.has(words.join(' ')))
}

/** One or two words over and over. */
function isLoop(words: readonly string[]): boolean {
  return words.length >= 6 && new Set(words).size <= 2
}
