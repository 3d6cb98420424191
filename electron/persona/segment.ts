/** A stretch of a text; offsets count UTF-16 units, `text.slice(startChar, endChar)` is the stretch. */
export type Span = { startChar: number; endChar: number }

export type SentenceSpan = Span & {
  /** Sentences of one paragraph share it. */
  paragraph: number
  /** Text of the nearest heading above, without its marks; empty before the first. */
  heading: string
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
const HEADING = /^#{1,6}[ \t]+(.*?)[ \t]*#*$/
const LIST_MARK = /^[ \t]*(?:[-*+]|\d+[.)])[ \t]+/
const ABBREVIATION = /(?:^|[\s(])(?:Dr|Mr|Mrs|Ms|Prof|vs|e\.g|i\.e|approx|Inc|Ltd)\.\s*$/
/** What Unicode's rules take for a sentence's start but which goes on: a lower-case word after «…?»». */
const CONTINUES = /^[\p{Ll}»”’)\]]/u

/** Sentences of a Markdown text, in order. Headings are not sentences: nobody said them. */
export function segmentSentences(text: string): SentenceSpan[] {
  const sentences: SentenceSpan[] = []
  let heading = ''
  let paragraph = 0
  let block = null as Span | null

  const closeBlock = (): void => {
    if (block) {
      for (const span of splitBlock(text, block)) sentences.push({ ...span, paragraph, heading })
      paragraph += 1
    }
    block = null
  }

  let lineStart = 0
  for (const line of text.split('\n')) {
    const lineEnd = lineStart + line.length
    const trimmed = line.trim()
    const headingMatch = HEADING.exec(trimmed)
    const listMark = LIST_MARK.exec(line)
    if (trimmed === '' || headingMatch || listMark) closeBlock()
    if (headingMatch) heading = headingMatch[1] ?? ''
    else if (trimmed !== '') block = { startChar: block?.startChar ?? lineStart + (listMark?.[0].length ?? 0), endChar: lineEnd }
    lineStart = lineEnd + 1
  }
  closeBlock()
  return sentences
}

function splitBlock(text: string, block: Span): Span[] {
  const spans: Span[] = []
  for (const { segment, index } of segmenter.segment(text.slice(block.startChar, block.endChar))) {
    const span = trim(text, { startChar: block.startChar + index, endChar: block.startChar + index + segment.length })
    if (span.startChar === span.endChar) continue
    const previous = spans.at(-1)
    const goesOn =
      previous &&
      (CONTINUES.test(text.slice(span.startChar, span.endChar)) || ABBREVIATION.test(text.slice(previous.startChar, previous.endChar)))
    if (goesOn) previous.endChar = span.endChar
    else spans.push(span)
  }
  return spans
}

function trim(text: string, { startChar, endChar }: Span): Span {
  while (startChar < endChar && /\s/.test(text[startChar] ?? '')) startChar += 1
  while (endChar > startChar && /\s/.test(text[endChar - 1] ?? '')) endChar -= 1
  return { startChar, endChar }
}
