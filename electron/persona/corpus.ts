import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { UnderstudyError } from '../contract/errors.ts'
import { personaManifestSchema, personaStyleSchema, type PersonaDocument, type PersonaManifest, type PersonaStyle } from '../contract/persona.ts'
import { parseDocument } from './package/document-file.ts'
import { DOCUMENT_SUFFIX, PACKAGE } from './package/layout.ts'
import { readPackageJson } from './package/package-json.ts'

/** Content of `suggested-questions.json`. */
export const suggestedQuestionsSchema = z.array(z.string().min(1).max(200)).max(50)

/** What a persona has said, as its package directory holds it. Immutable once loaded. */
export class Corpus {
  private readonly byId: ReadonlyMap<string, PersonaDocument>
  private smallWords: ReadonlySet<string> | null = null

  constructor(
    readonly directory: string,
    readonly manifest: PersonaManifest,
    /** Newest first; undated ones last. */
    readonly documents: readonly PersonaDocument[],
    readonly suggestedQuestions: readonly string[],
    /** How it puts things; null where that has not been measured. */
    readonly style: PersonaStyle | null = null,
  ) {
    this.byId = new Map(documents.map((document) => [document.id, document]))
  }

  /** Reads `persona.json`, `documents/*.md` and, if there, `suggested-questions.json` and `style.json`. @throws `persona_invalid` */
  static async load(personaDir: string): Promise<Corpus> {
    const manifest = await readPackageJson(join(personaDir, PACKAGE.manifest), personaManifestSchema)
    const folder = join(personaDir, PACKAGE.documents)
    const names = await readdir(folder).catch((cause: unknown) => {
      throw new UnderstudyError('persona_invalid', 'Put the persona\'s texts into its folder «documents».', { cause })
    })
    const documents = await Promise.all(
      names.filter((name) => name.endsWith(DOCUMENT_SUFFIX)).sort().map((name) => readDocument(folder, name)),
    )
    if (documents.length === 0) throw new UnderstudyError('persona_invalid', 'Give the persona at least one Markdown document.')
    documents.sort((a, b) => (b.date ?? '').localeCompare(a.date ?? ''))
    const questions = await readPackageJson(join(personaDir, PACKAGE.questions), suggestedQuestionsSchema, [])
    const style = await readPackageJson<PersonaStyle | null>(join(personaDir, PACKAGE.style), personaStyleSchema.nullable(), null)
    return new Corpus(personaDir, manifest, documents, questions, style)
  }

  document(id: string): PersonaDocument | undefined {
    return this.byId.get(id)
  }

  /** Whether a word occurs in small letters somewhere, which a name doesn't. */
  isPlainWord(word: string): boolean {
    this.smallWords ??= new Set(this.documents.flatMap(({ text }) => text.match(/(?<![\p{L}])\p{Ll}[\p{L}’'-]*/gu) ?? []))
    return this.smallWords.has(word)
  }

  /** The document which takes back something of document `id`, if there is one. */
  revisionOf(id: string): PersonaDocument | undefined {
    return this.documents.find((document) => document.revises === id)
  }
}

async function readDocument(folder: string, name: string): Promise<PersonaDocument> {
  return parseDocument(name.slice(0, -DOCUMENT_SUFFIX.length), await readFile(join(folder, name), 'utf8'))
}
