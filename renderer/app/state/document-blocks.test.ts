import { describe, expect, it } from 'vitest'
import { documentBlocks } from './document-blocks.ts'

const text = '# A memo\n\nWe tried two things.\nOne of them worked.\n\nThe other one did not.\n'
const at = (quote: string): [number, number] => [text.indexOf(quote), text.indexOf(quote) + quote.length]

describe('documentBlocks', () => {
  it('shows every word of the document once, headings without their signs', () => {
    const blocks = documentBlocks(text, 0, 0)
    expect(blocks.map(({ before, marked, after }) => before + marked + after)).toEqual([
      'A memo',
      'We tried two things.\nOne of them worked.',
      'The other one did not.',
    ])
    expect(blocks.map(({ heading }) => heading)).toEqual([true, false, false])
  })

  it('keeps a heading apart from the paragraph that follows it at once', () => {
    const tight = 'Before.\n## What happened\nIt broke.\nWe mended it.\n\n## And then\n'
    expect(documentBlocks(tight, 0, 0).map(({ heading, after }) => [heading, after])).toEqual([
      [false, 'Before.'],
      [true, 'What happened'],
      [false, 'It broke.\nWe mended it.'],
      [true, 'And then'],
    ])
  })

  it('marks exactly the quotation', () => {
    const marked = documentBlocks(text, ...at('One of them worked.')).filter((block) => block.marked)
    expect(marked).toEqual([{ heading: false, before: 'We tried two things.\n', marked: 'One of them worked.', after: '' }])
  })

  it('marks a quotation over two paragraphs in both', () => {
    const blocks = documentBlocks(text, ...at('worked.\n\nThe other'))
    expect(blocks.map(({ marked }) => marked)).toEqual(['', 'worked.', 'The other'])
    expect(blocks[2]!.after).toBe(' one did not.')
  })
})
