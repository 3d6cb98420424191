import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Corpus } from './corpus.ts'
import { segmentSentences } from './segment.ts'

const DEFAULT = fileURLToPath(new URL('../../resources/personas/iris-valdane', import.meta.url))

let directory: string
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'understudy-persona-')), 'persona')
  await cp(DEFAULT, directory, { recursive: true })
})
afterEach(() => rm(join(directory, '..'), { recursive: true, force: true }))

it('loads a package, newest document first', async () => {
  const corpus = await Corpus.load(directory)
  const dates = corpus.documents.map((document) => document.date ?? '')
  expect(dates).toEqual([...dates].sort().reverse())
  expect(corpus.documents.length).toBeGreaterThanOrEqual(15)
  expect(corpus.manifest.synthetic).toBe(true)
})

it.each([
  ['persona.json', '{ not json'],
  ['persona.json', '{"formatVersion":2}'],
])('refuses a damaged %s with its reason', async (file, content) => {
  await writeFile(join(directory, file), content)
  await expect(Corpus.load(directory)).rejects.toMatchObject({ code: 'persona_invalid' })
})

it('refuses a package without documents', async () => {
  await rm(join(directory, 'documents'), { recursive: true })
  await expect(Corpus.load(directory)).rejects.toMatchObject({ code: 'persona_invalid' })
})

it('cuts sentences so that their offsets give them back, all of them, in order', async () => {
  for (const { text } of (await Corpus.load(directory)).documents) {
    const spans = segmentSentences(text)
    expect(spans.length).toBeGreaterThan(20)
    spans.forEach(({ startChar, endChar }, index) => {
      expect(text.slice(startChar, endChar).trim()).toBe(text.slice(startChar, endChar))
      if (index > 0) expect(startChar).toBeGreaterThanOrEqual(spans[index - 1]!.endChar)
    })
  }
})
