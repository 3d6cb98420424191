/** A paragraph or heading of a document, cut where a quotation begins and ends in it. */
export interface DocumentBlock {
  heading: boolean
  before: string
  marked: string
  after: string
}

/**
 * Paragraphs of a document's text with the stretch [startChar, endChar) marked; it may run over several.
 * Markdown headings stand alone, also without an empty line after them, and lose their signs, which lie outside any quotation.
 */
export function documentBlocks(text: string, startChar: number, endChar: number): DocumentBlock[] {
  return [...text.matchAll(/#{1,6}[ \t][^\n]*|\S[^]*?(?=\s*\n[ \t]*\n|\s*\n#{1,6}[ \t]|\s*$(?![^]))/g)].map(({ 0: block, index }) => {
    const sign = /^#{1,6}\s+/.exec(block)?.[0].length ?? 0
    const clamp = (char: number): number => Math.min(Math.max(char - index, sign), block.length)
    return {
      heading: sign > 0,
      before: block.slice(sign, clamp(startChar)),
      marked: block.slice(clamp(startChar), clamp(endChar)),
      after: block.slice(Math.max(clamp(startChar), clamp(endChar))),
    }
  })
}
