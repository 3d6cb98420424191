import { segmentSentences } from '../segment.ts'

export interface DocumentPart {
  heading: string
  sentences: string[]
}

/** Words after which a part without headings ends at the next paragraph. */
const LONG_PART_WORDS = 130
/** A longer document is taken in larger parts. */
const MOST_PARTS = 24
/** Of one part; the longest carry what it says. */
const MOST_SENTENCES = 10
const FEWEST_WORDS = 4

/** A document in the parts in which one would go through it: by its headings, and long stretches by their paragraphs. */
export function splitParts(text: string): DocumentPart[] {
  let longest = LONG_PART_WORDS
  let parts = cut(text, longest)
  while (parts.length > MOST_PARTS && longest < 1_000_000) {
    longest *= 2
    parts = cut(text, longest)
  }
  return parts.length > MOST_PARTS ? mergeRest(parts) : parts
}

/** The sentences of a part that say most, in their order. */
export function tellingSentences({ sentences }: DocumentPart): string[] {
  const long = sentences.filter((sentence) => countWords(sentence) >= FEWEST_WORDS)
  if (long.length <= MOST_SENTENCES) return long
  const kept = new Set(long.toSorted((a, b) => countWords(b) - countWords(a)).slice(0, MOST_SENTENCES))
  return long.filter((sentence) => kept.has(sentence))
}

function cut(text: string, longestWords: number): DocumentPart[] {
  const parts: (DocumentPart & { paragraph: number; words: number })[] = []
  for (const span of segmentSentences(text)) {
    const sentence = text.slice(span.startChar, span.endChar).replace(/\s+/g, ' ')
    const part = parts.at(-1)
    const goesOn = part && part.heading === span.heading && (part.paragraph === span.paragraph || part.words < longestWords)
    if (!goesOn) parts.push({ heading: span.heading, sentences: [sentence], paragraph: span.paragraph, words: countWords(sentence) })
    else {
      part.sentences.push(sentence)
      part.paragraph = span.paragraph
      part.words += countWords(sentence)
    }
  }
  return parts.map(({ heading, sentences }) => ({ heading, sentences }))
}

/** So many headings that each cannot be a part: neighbours together, under the first one's heading. */
function mergeRest(parts: readonly DocumentPart[]): DocumentPart[] {
  const size = Math.ceil(parts.length / MOST_PARTS)
  return Array.from({ length: Math.ceil(parts.length / size) }, (_, i) => parts.slice(i * size, (i + 1) * size)).map((group) => ({
    heading: group[0]!.heading,
    sentences: group.flatMap(({ sentences }) => sentences),
  }))
}

function countWords(text: string): number {
  return text.split(/\s+/).length
}
