import { z } from 'zod'
import { UnderstudyError } from '../../contract/errors.ts'
import { personaDocumentSchema, type PersonaDocument } from '../../contract/persona.ts'
import { parseFrontMatter } from '../front-matter.ts'

/** Reads a file of `documents/`. @throws `persona_invalid` */
export function parseDocument(id: string, source: string): PersonaDocument {
  const { fields, body } = parseFrontMatter(source)
  const parsed = personaDocumentSchema.safeParse({
    id,
    title: fields['title'] ?? id,
    kind: fields['kind'] ?? 'note',
    date: fields['date'],
    audience: fields['audience'],
    topics: (fields['topics'] ?? '').split(',').map((topic) => topic.trim()).filter(Boolean),
    asked: (fields['asked'] ?? '').match(/[^?]+\?/g)?.map((question) => question.trim()) ?? [],
    revises: fields['revises'],
    source: fields['source'],
    text: body.trim(),
  })
  if (parsed.success) return parsed.data
  throw new UnderstudyError('persona_invalid', `Correct the front matter of «${id}.md»: ${z.prettifyError(parsed.error)}`)
}

/** The file which {@link parseDocument} reads back. */
export function formatDocument(document: PersonaDocument): string {
  const fields: [string, string | undefined][] = [
    ['title', document.title],
    ['kind', document.kind],
    ['date', document.date],
    ['audience', document.audience],
    ['topics', document.topics.map((topic) => topic.replaceAll(',', ' ')).join(', ')],
    ['asked', document.asked.join(' ')],
    ['revises', document.revises],
    ['source', document.source],
  ]
  const lines = fields.flatMap(([key, value]) => (value ? [`${key}: ${oneLine(value)}`] : []))
  return `---\n${lines.join('\n')}\n---\n${document.text}\n`
}

function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim()
}
