import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { IngestProgress } from '../../contract/persona.ts'
import { PackageConsent } from '../consent/consent-gate.ts'
import { Corpus } from '../corpus.ts'
import { giveConsent, makePackage, wordVectors } from '../testing/make-package.ts'
import { PersonaLibrary } from './persona-library.ts'

// Each reading starts a thread, which compiles its modules first.
vi.setConfig({ testTimeout: 60_000 })

let root: string
let own: string
let library: PersonaLibrary
let changed: string[]
let heard: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'understudy-library-'))
  own = join(root, 'data', 'personas')
  await makePackage(join(root, 'bundled', 'invented'), { id: 'invented', name: 'Invented' })
  await mkdir(join(root, 'texts', 'deeper'), { recursive: true })
  await writeFile(join(root, 'texts', 'bread.txt'), 'We bake bread on Mondays and never on Sundays. The oven is older than the house.')
  await writeFile(join(root, 'texts', 'deeper', 'butter.md'), '# Butter\n\nButter comes from Mrs Fell. We pay her a fair price on Fridays.')
  await writeFile(join(root, 'texts', 'broken.pdf'), 'no pdf')
  heard = ''
  library = new PersonaLibrary({ bundledDirectory: join(root, 'bundled'), ownDirectory: own, embed: wordVectors, transcribe: () => Promise.resolve(heard) })
  changed = []
  library.onChange((id) => changed.push(id))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const create = (name = 'Berta Crumb'): ReturnType<PersonaLibrary['create']> => library.create({ folder: join(root, 'texts'), profile: { name, synthetic: true } })
/** A persona that is there already, without reading anything. */
async function place(): Promise<string> {
  const directory = join(own, 'berta-crumb')
  await makePackage(directory, { id: 'berta-crumb', name: 'Berta Crumb', synthetic: false })
  return directory
}

const insideOwn = async (): Promise<string[]> => (existsSync(own) ? (await readdir(own)).filter((name) => name !== '.trash').sort() : [])

describe('making a persona', () => {
  it('reads the folder, tells how far it is and what it could not read, and lists the persona', async () => {
    const progress: IngestProgress[] = []
    const { persona, directory, report } = await library.create({ folder: join(root, 'texts'), profile: { name: 'Berta Crumb' } }, { onProgress: (step) => progress.push(step) })
    expect(persona).toMatchObject({ id: 'berta-crumb', name: 'Berta Crumb', consent: 'unverified', builtIn: false, documents: 2, problem: null })
    expect(report.documents.map(({ file }) => file).sort()).toEqual(['bread.txt', 'deeper/butter.md'])
    expect(report.skipped).toEqual([{ file: 'broken.pdf', reason: expect.stringMatching(/not a PDF/) as string }])
    expect(progress[0]).toEqual({ phase: 'reading', done: 0, total: 3, file: 'bread.txt' })
    expect(progress.at(-1)).toMatchObject({ phase: 'indexing' })
    const corpus = await Corpus.load(directory)
    expect(corpus.documents.find(({ id }) => id === 'butter')).toMatchObject({ title: 'Butter', source: 'deeper/butter.md' })
    expect((await readdir(directory)).sort()).toEqual(['documents', 'index', 'persona.json', 'policy.json', 'style.json', 'suggested-questions.json'])
    expect((await library.list()).map(({ id }) => id)).toEqual(['berta-crumb', 'invented'])
    expect(changed).toEqual(['berta-crumb'])
  })

  it('gives a second of the name another id', async () => {
    await create()
    expect((await create()).persona.id).toBe('berta-crumb-2')
  })

  it('says plainly what it is when nobody wrote a disclosure', async () => {
    const { persona } = await create()
    expect((await library.detail(persona.id)).disclosure).toMatch(/AI persona called Berta Crumb/)
  })

  it('leaves nothing behind when it is cancelled, at whatever step', async () => {
    for (const phase of ['reading', 'indexing']) {
      const abort = new AbortController()
      const making = library.create(
        { folder: join(root, 'texts'), profile: { name: 'Berta Crumb' } },
        { signal: abort.signal, onProgress: (step) => step.phase === phase && step.done > 0 && abort.abort() },
      )
      await expect(making).rejects.toMatchObject({ code: 'cancelled' })
      expect(await insideOwn()).toEqual([])
    }
  })

  it('leaves nothing behind when the vectors cannot be had', async () => {
    const failing = new PersonaLibrary({ bundledDirectory: join(root, 'bundled'), ownDirectory: own, embed: () => Promise.reject(new Error('gone')), transcribe: () => Promise.resolve('') })
    await expect(failing.create({ folder: join(root, 'texts'), profile: { name: 'Berta' } })).rejects.toThrow()
    expect(await insideOwn()).toEqual([])
  })

  it('says why a folder makes no persona', async () => {
    await mkdir(join(root, 'empty'))
    await expect(library.create({ folder: join(root, 'empty'), profile: { name: 'Nobody' } })).rejects.toMatchObject({ message: expect.stringMatching(/folder is empty/) as string })
    await writeFile(join(root, 'empty', 'photo.png'), 'x')
    await expect(library.create({ folder: join(root, 'empty'), profile: { name: 'Nobody' } })).rejects.toMatchObject({ message: expect.stringMatching(/«photo\.png»: This kind of file/) as string })
    await expect(library.create({ folder: join(root, 'nowhere'), profile: { name: 'Nobody' } })).rejects.toMatchObject({ code: 'not_found' })
    expect(await insideOwn()).toEqual([])
  })

  it('never writes over what is there', async () => {
    await mkdir(join(root, 'place'))
    await writeFile(join(root, 'place', 'thesis.txt'), 'precious')
    await expect(library.create({ folder: join(root, 'texts'), profile: { name: 'Berta' }, directory: join(root, 'place') })).rejects.toMatchObject({ code: 'bad_request' })
    expect(await readdir(join(root, 'place'))).toEqual(['thesis.txt'])
  })
})

describe('changing a persona', () => {
  it('adds documents, new ones only, and takes them out and back', async () => {
    await create()
    await writeFile(join(root, 'texts', 'cheese.md'), 'Cheese waits in the cellar for nine weeks. Then we turn it.')
    const report = await library.addDocuments('berta-crumb', [join(root, 'texts')])
    expect(report.documents.map(({ id }) => id)).toEqual(['cheese'])
    expect(report.skipped.filter(({ reason }) => /same text/.test(reason))).toHaveLength(2)
    await library.removeDocument('berta-crumb', 'cheese')
    expect((await library.detail('berta-crumb')).documentList.map(({ id }) => id)).not.toContain('cheese')
    await library.restoreDocument('berta-crumb', 'cheese')
    expect((await library.detail('berta-crumb')).documentList.map(({ id }) => id)).toContain('cheese')
    await library.removeDocument('berta-crumb', 'cheese')
    await library.removeDocument('berta-crumb', 'butter')
    await expect(library.removeDocument('berta-crumb', 'bread')).rejects.toMatchObject({ message: expect.stringMatching(/at least one document/) as string })
    await expect(library.restoreDocument('berta-crumb', '../../persona')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('adds nothing when it is cancelled', async () => {
    const { directory } = await create()
    await writeFile(join(root, 'texts', 'cheese.md'), 'Cheese waits in the cellar for nine weeks. Then we turn it.')
    const abort = new AbortController()
    const adding = library.addDocuments('berta-crumb', [join(root, 'texts', 'cheese.md')], { signal: abort.signal, onProgress: ({ phase }) => phase === 'indexing' && abort.abort() })
    await expect(adding).rejects.toMatchObject({ code: 'cancelled' })
    expect((await Corpus.load(directory)).documents).toHaveLength(2)
  })

  it('updates what is said of it, and keeps a person from being made synthetic once asked for consent', async () => {
    const directory = await place()
    const policy = { formatVersion: 1 as const, refusedTopics: ['salaries'], wakeNames: ['Bertie'] }
    const detail = await library.update('berta-crumb', { name: 'Berta C.', title: 'Baker', voiceId: 'rms', disclosure: 'I am software.' }, policy)
    expect(detail).toMatchObject({ id: 'berta-crumb', name: 'Berta C.', title: 'Baker', voiceId: 'rms', disclosure: 'I am software.', synthetic: false, policy })
    await giveConsent(directory)
    await expect(library.update('berta-crumb', { name: 'Berta C.', synthetic: true }, policy)).rejects.toMatchObject({ message: expect.stringMatching(/stands in for a person/) as string })
    expect((await library.detail('berta-crumb')).consent).toBe('verified')
  })

  it('deletes into the trash and brings it back', async () => {
    await place()
    await library.delete('berta-crumb')
    expect((await library.list()).map(({ id }) => id)).toEqual(['invented'])
    await library.restore('berta-crumb')
    expect((await library.list()).map(({ id }) => id)).toEqual(['berta-crumb', 'invented'])
    await expect(library.restore('berta-crumb')).rejects.toMatchObject({ code: 'bad_request' })
    await expect(library.restore('../../etc')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('leaves what ships with the product as it is', async () => {
    for (const change of [() => library.delete('invented'), () => library.addDocuments('invented', [join(root, 'texts')]), () => library.revoke('invented')]) {
      await expect(change()).rejects.toMatchObject({ code: 'forbidden' })
    }
    expect(await library.correctionsPath('invented')).toBe(join(root, 'data', 'corrections', 'invented.json'))
  })

  it('takes no path for an id, unless it was told to', async () => {
    await makePackage(join(root, 'elsewhere'))
    await expect(library.delete(join(root, 'elsewhere'))).rejects.toMatchObject({ code: 'not_found' })
    await expect(library.detail('../../elsewhere')).rejects.toMatchObject({ code: 'not_found' })
    const trusting = new PersonaLibrary({ bundledDirectory: join(root, 'bundled'), ownDirectory: own, acceptPaths: true, embed: wordVectors, transcribe: () => Promise.resolve('') })
    expect((await trusting.detail(join(root, 'elsewhere'))).id).toBe('ada-keeper')
    await expect(trusting.delete(join(root, 'elsewhere'))).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('lists a damaged package with its problem beside the others', async () => {
    const directory = await place()
    await makePackage(join(own, 'other'), { id: 'other', name: 'Other' })
    await writeFile(join(directory, 'persona.json'), '{"formatVersion":9}')
    const [damaged] = (await library.list()).filter(({ problem }) => problem !== null)
    expect(damaged).toMatchObject({ id: 'berta-crumb', documents: 0, problem: expect.stringMatching(/newer Understudy/) as string })
    expect((await library.list()).filter(({ problem }) => problem === null).map(({ id }) => id)).toEqual(['other', 'invented'])
    await writeFile(join(own, 'other', 'documents', 'door.md'), '---\nno end')
    expect((await library.list()).find(({ id }) => id === 'other')!.problem).toMatch(/three dashes/)
  })
})

describe('consent of a persona in the library', () => {
  it('is given by voice, and taken back in every copy and in older files', async () => {
    const { persona } = await library.create({ folder: join(root, 'texts'), profile: { name: 'Berta Crumb' } })
    heard = (await library.challenge(persona.id, { person: 'Berta Crumb', scope: ['talk'], audience: '', validDays: 90 })).phrase
    expect((await library.verifyConsent(persona.id, new Float32Array(32_000))).accepted).toBe(true)
    expect((await library.detail(persona.id)).consent).toBe('verified')
    const file = join(root, 'berta.understudy')
    await library.export(persona.id, file)
    const copy = await library.import(file, 'copy')
    expect(copy.consent).toBe('verified')
    await library.revoke(persona.id, 'enough')
    for (const id of [persona.id, copy.id]) expect((await library.consent(id)).state()).toBe('revoked')
    expect((await library.import(file, 'copy')).consent).toBe('revoked')
  })

  it('is not asked of a synthetic persona', async () => {
    await create()
    await expect(library.challenge('berta-crumb', { person: 'X', scope: ['talk'], audience: '', validDays: 1 })).rejects.toMatchObject({ code: 'bad_request' })
  })
})

describe('a newcomer’s questions and a person’s style', () => {
  it('are drawn from the documents: every suggested question is covered', async () => {
    await writeFile(join(root, 'texts', 'faq.md'), '# Questions from customers\n\n## When do we bake bread?\n\nWe bake bread on Mondays. The flour comes on Saturdays.\n\n## Who owns the moon?\n\nNobody asked for it yet. We look at it.')
    const { directory } = await create()
    const questions = JSON.parse(await readFile(join(directory, 'suggested-questions.json'), 'utf8')) as string[]
    expect(questions).toContain('When do we bake bread?')
    expect(JSON.parse(await readFile(join(directory, 'style.json'), 'utf8'))).toMatchObject({ formatVersion: 1, meanSentenceWords: expect.any(Number) as number })
  })
})

it('gives way to nobody who copies a package by hand', async () => {
  await place()
  await cp(join(own, 'berta-crumb'), join(own, 'by-hand'), { recursive: true })
  expect((await library.list()).find(({ id }) => id === 'by-hand')!.problem).toMatch(/give both the same name/)
  expect(new PackageConsent(join(own, 'by-hand')).state()).toBe('unverified')
})
