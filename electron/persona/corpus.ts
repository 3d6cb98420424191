import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { UnderstudyError } from '../contract/errors.ts'
import { personaDocumentSchema, personaManifestSchema, type PersonaDocument, type PersonaManifest } from '../contract/persona.ts'
import { parseFrontMatter } from './front-matter.ts'

const suggestedQuestionsSchema = z.array(z.string().min(1).max(200)).max(50)

/** What a persona has said, as its package directory holds it. Immutable once loaded. */
export class Corpus {
  private readonly byId: ReadonlyMap<string, PersonaDocument>

  constructor(
    readonly directory: string,
    readonly manifest: PersonaManifest,
    /** Newest first; undated ones last. */
    readonly documents: readonly PersonaDocument[],
    readonly suggestedQuestions: readonly string[],
  ) {
    this.byId = new Map(documents.map((document) => [document.id, document]))
  }

  /** Reads `persona.json`, `documents/*.md` and, if there, `suggested-questions.json`. @throws `persona_invalid` */
  static async load(personaDir: string): Promise<Corpus> {
    const manifest = await readJson(join(personaDir, 'persona.json'), personaManifestSchema)
    const folder = join(personaDir, 'documents')
    const names = await readdir(folder).catch((cause: unknown) => {
      throw new UnderstudyError('persona_invalid', 'Put the persona\'s texts into its folder «documents».', { cause })
    })
    const documents = await Promise.all(
      names.filter((name) => name.endsWith('.md')).sort().map((name) => readDocument(folder, name)),
    )
    if (documents.length === 0) throw new UnderstudyError('persona_invalid', 'Give the persona at least one Markdown document.')
    documents.sort((a, b) => (b.date ?? '').localeCompare(a.date ?? ''))
    const questions = await readJson(join(personaDir, 'suggested-questions.json'), suggestedQuestionsSchema, [])
    return new Corpus(personaDir, manifest, documents, questions)
  }

  document(id: string): PersonaDocument | undefined {
    return this.byId.get(id)
  }

  /** The document which takes back something of document `id`, if there is one. */
  revisionOf(id: string): PersonaDocument | undefined {
    return this.documents.find((document) => document.revises === id)
  }
}

async function readDocument(folder: string, name: string): Promise<PersonaDocument> {
  const id = name.slice(0, -'.md'.length)
  const { fields, body } = parseFrontMatter(await readFile(join(folder, name), 'utf8'))
  const parsed = personaDocumentSchema.safeParse({
    id,
    title: fields['title'] ?? id,
    kind: fields['kind'] ?? 'note',
    date: fields['date'],
    audience: fields['audience'],
    topics: (fields['topics'] ?? '').split(',').map((topic) => topic.trim()).filter(Boolean),
    asked: (fields['asked'] ?? '').match(/[^?]+\?/g)?.map((question) => question.trim()) ?? [],
    revises: fields['revises'],
    text: body.trim(),
  })
  if (!parsed.success) {
    throw new UnderstudyError('persona_invalid', `Correct the front matter of «${name}»: ${z.prettifyError(parsed.error)}`)
  }
  return parsed.data
}

async function readJson<T>(path: string, schema: z.ZodType<T>, fallback?: T): Promise<T> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (fallback !== undefined && (cause as NodeJS.ErrnoException).code === 'ENOENT') return fallback
    throw new UnderstudyError('persona_invalid', 'The persona package has no readable persona.json; choose another folder.', { cause })
  }
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new UnderstudyError('persona_invalid', 'A JSON file of the persona package is damaged; restore it or export the persona again.', { cause })
  }
}
