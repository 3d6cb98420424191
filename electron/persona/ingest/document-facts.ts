import { basename, dirname, extname } from 'node:path'
import type { Block, ReadResult } from './blocks.ts'
import { kindFromWords, type DocumentKind } from './document-kind.ts'
import { dateOf, findDate, isDateLine } from './find-date.ts'

/** What a reader makes of a file before it has a place in a persona. */
export interface ReadDocument {
  title: string
  kind: DocumentKind
  date?: string | undefined
  audience?: string | undefined
  topics: string[]
  asked: string[]
  revises?: string | undefined
  blocks: Block[]
}

/** Blocks at a document's start in which its date may stand by itself. */
const HEAD_BLOCKS = 5
const LONGEST_TITLE = 160
const MAX_TOPICS = 12
const MAX_ASKED = 40
const GENERIC_HEADING = /^(?:introduction|summary|overview|agenda|background|conclusions?|contents|table of contents|appendix|notes?|references|abstract|thanks|questions?|q ?& ?a|next steps|untitled|part|chapter|section)\b.{0,6}$/i
const QUESTION_LABEL = /^q(?:uestion)?\s*\d*\s*[:.)]\s*/i
const ANSWER_LABEL = /^a(?:nswer)?\s*\d*\s*[:.)]\s+/i

/**
 * Title, date, kind and topics of a file: as it states them, else as its head, its name, its program or its folder tell.
 * @param relativePath within the folder that is read
 * @param modifiedMs the file's time of modification, the last resort for a date
 */
export function factsOf({ blocks: read, stated, created }: ReadResult, relativePath: string, modifiedMs: number): ReadDocument {
  const name = basename(relativePath, extname(relativePath))
  const isDialogue = read.some((block) => block.kind !== 'heading' && QUESTION_LABEL.test(block.text))
  const blocks = isDialogue ? questionsAsHeadings(read) : read
  const heading = titleHeading(blocks)
  const title = (stated.title ?? heading?.text ?? titleFromName(name)).slice(0, LONGEST_TITLE)
  const body = blocks.filter((block) => block !== heading || !sameWords(block.text, title))
  const dateLine = body.slice(0, HEAD_BLOCKS).find((block) => isDateLine(block.text))
  const headings = body.flatMap((block) => (block.kind === 'heading' ? [block.text] : []))
  return {
    title,
    kind: stated.kind ?? (isDialogue ? 'answer' : undefined) ?? kindFromWords(name) ?? kindFromWords(title) ?? kindFromGreeting(body) ?? kindFromWords(dirname(relativePath)) ?? 'note',
    date: stated.date ?? (dateLine && findDate(dateLine.text)) ?? findDate(name) ?? findDate(title) ?? created ?? dateOf(new Date(modifiedMs)),
    audience: stated.audience,
    topics: (stated.topics ?? topicsFrom(headings)).slice(0, MAX_TOPICS),
    asked: (stated.asked ?? headings.filter((text) => text.endsWith('?'))).slice(0, MAX_ASKED),
    revises: stated.revises,
    // A date by itself is nothing that anybody said.
    blocks: body.filter((block) => block !== dateLine),
  }
}

/** The heading above the whole text: near its start, and no other stands as high, but for an interviewer's questions. */
function titleHeading(blocks: readonly Block[]): Block | undefined {
  const headings = blocks.flatMap((block) => (block.kind === 'heading' ? [block] : []))
  const first = headings[0]
  if (!first || blocks.indexOf(first) >= HEAD_BLOCKS || first.text.endsWith('?')) return undefined
  return headings.slice(1).every(({ level, text }) => level > first.level || text.endsWith('?')) ? first : undefined
}

/** «2024-03-05_team-offsite (final)» → «Team offsite». */
function titleFromName(name: string): string {
  const words = name
    .replace(/(?<!\d)(?:19|20)\d\d[-_. ]?\d\d([-_. ]?\d\d)?(?!\d)/, ' ')
    .replace(/\((?:final|copy|\d+)\)|\b(?:final|copy|v\d+)\b/gi, ' ')
    .replace(/[-_.]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const title = words === '' ? name : words
  return title.charAt(0).toUpperCase() + title.slice(1)
}

/** In a list of questions and answers the questions are somebody else's: they head the answers, and are never quoted. */
function questionsAsHeadings(blocks: readonly Block[]): Block[] {
  return blocks.map((block): Block => {
    if (block.kind === 'heading') return { ...block, text: block.text.replace(QUESTION_LABEL, '') }
    if (QUESTION_LABEL.test(block.text)) return { kind: 'heading', level: 2, text: block.text.replace(QUESTION_LABEL, '') }
    return { ...block, text: block.text.replace(ANSWER_LABEL, '') }
  })
}

function kindFromGreeting(blocks: readonly Block[]): DocumentKind | undefined {
  return blocks.slice(0, 2).some((block) => /^dear\b/i.test(block.text)) ? 'letter' : undefined
}

/** Headings as a reader would name topics; questions and what heads any document are none. */
function topicsFrom(headings: readonly string[]): string[] {
  const topics = headings.map((text) => text.replace(/^(?:\d+(?:\.\d+)*[.)]?|[A-Z][.)])\s+/, '').replace(/[:.]$/, ''))
  return [...new Set(topics)].filter((text) => text.length >= 3 && text.length <= 60 && !text.endsWith('?') && !GENERIC_HEADING.test(text))
}

function sameWords(a: string, b: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
  return plain(a) === plain(b)
}
