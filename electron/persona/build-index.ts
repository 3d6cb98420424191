import { join } from 'node:path'
import type { Embed } from './chat-model.ts'
import { Corpus } from './corpus.ts'
import { EMBEDDING_MODEL } from './embedding-model.ts'
import { buildIndexUnits, vectorTexts } from './index-units.ts'
import { loadVectors, saveVectors } from './vector-cache.ts'

/** Brings the vectors in a persona package up to date, so that starting it needn't embed anything. */
export async function buildIndex(options: {
  personaDir: string
  embed: Embed
  model?: string
  onProgress?: (done: number, total: number) => void
}): Promise<{ texts: number; embedded: number }> {
  const { personaDir, embed, model = EMBEDDING_MODEL, onProgress } = options
  const directory = join(personaDir, 'index')
  const texts = vectorTexts(buildIndexUnits(await Corpus.load(personaDir)))
  const { vectors, embedded } = await loadVectors({ texts, embed, model, cacheDirectories: [directory], onProgress })
  await saveVectors(directory, model, texts, vectors)
  return { texts: texts.length, embedded }
}
