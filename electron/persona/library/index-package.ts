import { join } from 'node:path'
import type { IngestProgress, PersonaDocument } from '../../contract/persona.ts'
import { buildIndex } from '../build-index.ts'
import type { Embed } from '../chat-model.ts'
import { Corpus } from '../corpus.ts'
import { PACKAGE } from '../package/layout.ts'
import { writePackageJson } from '../package/package-json.ts'
import { Retriever } from '../retriever.ts'
import { measureStyle } from './measure-style.ts'
import { patient, throwIfCancelled } from './patient-embed.ts'
import { suggestQuestions } from './suggest-questions.ts'

export interface IndexOptions {
  embed: Embed
  /** Documents by other people, to tell what is this person's own way. */
  others: readonly PersonaDocument[]
  onProgress?: ((progress: IngestProgress) => void) | undefined
  signal?: AbortSignal | undefined
}

/**
 * Brings all that is derived from a package's documents up to date: sentence vectors (only of what is new), style, suggested
 * questions.
 * @throws `cancelled`, `persona_invalid`, and whatever `embed` throws
 */
export async function indexPackage(directory: string, { embed, others, onProgress, signal }: IndexOptions): Promise<Corpus> {
  let reached: IngestProgress = { phase: 'indexing', done: 0, total: 0, file: '' }
  const patiently = patient(embed, { signal, onWait: () => onProgress?.({ ...reached, waiting: true }) })
  throwIfCancelled(signal)
  await buildIndex({
    personaDir: directory,
    embed: patiently,
    onProgress: (done, total) => onProgress?.((reached = { phase: 'indexing', done, total, file: '' })),
  })
  const corpus = await Corpus.load(directory)
  await writePackageJson(join(directory, PACKAGE.style), measureStyle(corpus.documents, others))
  const retriever = await Retriever.open({ corpus, embed: patiently })
  try {
    await writePackageJson(join(directory, PACKAGE.questions), await suggestQuestions(corpus.documents, retriever, corpus.suggestedQuestions, signal))
  } finally {
    retriever.dispose()
  }
  throwIfCancelled(signal)
  return corpus
}
