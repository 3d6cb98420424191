import { decodeHTML } from 'entities'
import { marked, type Token, type Tokens } from 'marked'
import { parse as parseYaml } from 'yaml'
import type { Block, ReadResult, StatedFacts } from './blocks.ts'
import { cleanLine, cleanText } from './clean-text.ts'
import { kindFromField } from './document-kind.ts'
import { dateOf } from './find-date.ts'
import { htmlBlocks } from './read-html.ts'
import { tableRow } from './table-row.ts'

const FRONT_MATTER = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/

/** Markdown as people write it, with YAML front matter or without. Marks of emphasis and links go, their words stay; code is left out. */
export function readMarkdown(source: string): ReadResult {
  const text = cleanText(source)
  const matter = FRONT_MATTER.exec(text)
  const body = matter ? text.slice(matter[0].length) : text
  const blocks = marked.lexer(body.replace(/\[\^[^\]]+\](?!:)/g, '')).flatMap(blocksOf)
  return { blocks: blocks.filter((block) => block.text !== ''), stated: matter ? statedIn(matter[1] ?? '') : {} }
}

function blocksOf(token: Token): Block[] {
  switch (token.type) {
    case 'heading':
      return [{ kind: 'heading', level: (token as Tokens.Heading).depth, text: inline(token) }]
    case 'paragraph':
    case 'text':
      return inline(token).startsWith('[^') ? [] : [{ kind: 'paragraph', text: inline(token) }]
    case 'blockquote':
      return (token as Tokens.Blockquote).tokens.flatMap(blocksOf)
    case 'list':
      return (token as Tokens.List).items.flatMap(itemBlocks)
    case 'code':
      // Indented text is code to Markdown, and a paragraph to most who indent one.
      return (token as Tokens.Code).codeBlockStyle === 'indented' ? [{ kind: 'paragraph', text: cleanLine((token as Tokens.Code).text) }] : []
    case 'html':
      return htmlBlocks(token.raw)
    case 'table':
      return tableBlocks(token as Tokens.Table)
    default:
      return []
  }
}

/** An item's own words, then what is nested in it. */
function itemBlocks(item: Tokens.ListItem): Block[] {
  return item.tokens.flatMap(blocksOf).map((block, index) => (index === 0 || block.kind === 'paragraph' ? { kind: 'item', text: block.text } : block))
}

function tableBlocks({ header, rows }: Tokens.Table): Block[] {
  const names = header.map((cell) => inlineOf(cell.tokens))
  return rows.map((row) => ({ kind: 'item', text: tableRow(names, row.map((cell) => inlineOf(cell.tokens))) }))
}

function inline(token: Token): string {
  return 'tokens' in token && token.tokens ? inlineOf(token.tokens) : cleanLine(decodeHTML(token.raw))
}

function inlineOf(tokens: readonly Token[]): string {
  return cleanLine(tokens.map(inlineText).join(''))
}

function inlineText(token: Token): string {
  switch (token.type) {
    case 'br':
      return ' '
    case 'image':
    case 'html':
    case 'checkbox':
      return ''
    case 'codespan':
    case 'escape':
      return (token as Tokens.Codespan | Tokens.Escape).text
    default:
      return 'tokens' in token && token.tokens ? token.tokens.map(inlineText).join('') : decodeHTML((token as Tokens.Text).text)
  }
}

/** Front matter as our own packages and as other programs write it; what is no YAML is read line by line. */
function statedIn(matter: string): StatedFacts {
  const fields = yamlFields(matter) ?? plainFields(matter)
  const get = (...names: string[]): unknown => names.map((name) => fields[name]).find((value) => value !== undefined && value !== null)
  const asked = textOf(get('asked'))
  return {
    title: textOf(get('title', 'subject')),
    date: dateOf(get('date', 'created', 'published', 'pubdate')),
    kind: kindFromField(get('kind', 'type', 'category')),
    audience: textOf(get('audience')),
    topics: listOf(get('topics', 'tags', 'keywords')),
    asked: asked?.match(/[^?]+\?/g)?.map((question) => question.trim()),
    revises: textOf(get('revises')),
  }
}

function yamlFields(matter: string): Record<string, unknown> | null {
  try {
    const value: unknown = parseYaml(matter, { schema: 'core', logLevel: 'error' })
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? lowerKeys(value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function plainFields(matter: string): Record<string, unknown> {
  return lowerKeys(Object.fromEntries(matter.split('\n').flatMap((line) => (/^[\w-]+:/.test(line) ? [[line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]] : []))))
}

function lowerKeys(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key.toLowerCase(), value]))
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(String).join(' ')
  const text = typeof value === 'string' || typeof value === 'number' ? cleanLine(String(value)) : ''
  return text === '' ? undefined : text
}

function listOf(value: unknown): string[] | undefined {
  const parts = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value.split(',') : []
  const list = parts.map((part) => cleanLine(part.replace(/^#/, '').replace(/[-_]/g, ' '))).filter(Boolean)
  return list.length > 0 ? list : undefined
}
