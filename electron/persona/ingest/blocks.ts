import type { DocumentKind } from './document-kind.ts'

/** What every reader makes of its file: the words in order, as paragraphs, list items and the headings above them. */
export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'item'; text: string }

/** What a file says about itself; all of it may be missing. */
export interface StatedFacts {
  title?: string | undefined
  /** ISO date. */
  date?: string | undefined
  kind?: DocumentKind | undefined
  audience?: string | undefined
  topics?: string[] | undefined
  asked?: string[] | undefined
  revises?: string | undefined
}

export interface ReadResult {
  blocks: Block[]
  stated: StatedFacts
  /** When the file's program says it was made, ISO; weaker than a date in the file's name. */
  created?: string | undefined
}

/** Markdown in which every paragraph is one line, so that a sentence in it can be quoted as it stands. */
export function writeBlocks(blocks: readonly Block[]): string {
  let text = ''
  let previous: Block['kind'] | null = null
  for (const block of blocks) {
    if (previous !== null) text += previous === 'item' && block.kind === 'item' ? '\n' : '\n\n'
    text += block.kind === 'heading' ? `${'#'.repeat(Math.min(6, Math.max(1, block.level)))} ${block.text}` : block.kind === 'item' ? `- ${block.text}` : block.text
    previous = block.kind
  }
  return text
}

export function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0
}
