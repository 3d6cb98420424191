import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Embed } from './chat-model.ts'
import { normalise, QuantisedVectors } from './vectors.ts'

const BATCH_SIZE = 16
const CACHE_FILE = 'vectors.i8'

/** First line of the cache, as JSON; the rows follow it, 8 bits a component. */
const headerSchema = z.object({
  model: z.string(),
  dimensions: z.number().int().positive(),
  /** One for each row: the first 16 hex digits of the text's SHA-256. */
  keys: z.array(z.string()),
})

/**
 * Vectors of texts, addressed by the texts' hashes: rows whose text still occurs are taken from the caches, the
 * rest is embedded. Thus a stale cache costs only what has changed.
 */
export async function loadVectors(options: {
  texts: readonly string[]
  embed: Embed
  model: string
  /** Folders which may hold a cache, first come first served. */
  cacheDirectories: readonly string[]
  onProgress?: (done: number, total: number) => void
}): Promise<{ vectors: QuantisedVectors; embedded: number }> {
  const keys = options.texts.map(keyOf)
  const known = new Map<string, Int8Array>()
  for (const directory of options.cacheDirectories) await readCache(directory, options.model, known)

  const missing = keys.flatMap((key, index) => (known.has(key) ? [] : [index]))
  for (let start = 0; start < missing.length; start += BATCH_SIZE) {
    const batch = missing.slice(start, start + BATCH_SIZE)
    const vectors = await options.embed(batch.map((index) => options.texts[index] ?? ''))
    batch.forEach((index, i) => known.set(keys[index]!, QuantisedVectors.from([normalise(vectors[i]!)]).data))
    options.onProgress?.(Math.min(start + BATCH_SIZE, missing.length), missing.length)
  }

  const dimensions = known.get(keys[0] ?? '')?.length ?? 0
  const data = new Int8Array(keys.length * dimensions)
  keys.forEach((key, row) => data.set(known.get(key)!, row * dimensions))
  return { vectors: new QuantisedVectors(dimensions, data), embedded: missing.length }
}

/** Writes a cache that {@link loadVectors} reads; a crash in between leaves the old one. */
export async function saveVectors(directory: string, model: string, texts: readonly string[], vectors: QuantisedVectors): Promise<void> {
  await mkdir(directory, { recursive: true })
  const header = JSON.stringify({ model, dimensions: vectors.dimensions, keys: texts.map(keyOf) })
  const path = join(directory, CACHE_FILE)
  await writeFile(`${path}.part`, Buffer.concat([Buffer.from(`${header}\n`), new Uint8Array(vectors.data.buffer)]))
  await rename(`${path}.part`, path)
}

async function readCache(directory: string, model: string, known: Map<string, Int8Array>): Promise<void> {
  try {
    const bytes = await readFile(join(directory, CACHE_FILE))
    const headerEnd = bytes.indexOf(0x0a)
    const header = headerSchema.parse(JSON.parse(bytes.toString('utf8', 0, headerEnd)))
    const rows = new Int8Array(bytes.buffer, bytes.byteOffset + headerEnd + 1, bytes.length - headerEnd - 1)
    if (header.model !== model || rows.length !== header.keys.length * header.dimensions) return
    const cached = new QuantisedVectors(header.dimensions, rows)
    header.keys.forEach((key, row) => known.set(key, cached.row(row)))
  } catch {
    // No cache, or not one of ours: its rows are embedded anew.
  }
}

function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
