import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ExtractiveEngine } from '../extractive-engine.ts'
import { PersonaLibrary } from '../library/persona-library.ts'
import { PersonaService } from '../persona-service.ts'
import { giveConsent, makePackage, SAMPLE_QUESTION, SAMPLE_SENTENCE, wordVectors } from '../testing/make-package.ts'
import { rawZip, type RawEntry } from '../testing/raw-zip.ts'
import { readZip } from './read-zip.ts'

let root: string
let own: string
let ada: string
let file: string
let library: PersonaLibrary
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'understudy-transfer-'))
  own = join(root, 'data', 'personas')
  ada = join(own, 'ada-keeper')
  file = join(root, 'ada.understudy')
  await makePackage(join(root, 'bundled', 'invented'), { id: 'invented', name: 'Invented' })
  await makePackage(ada, { synthetic: false })
  library = new PersonaLibrary({ bundledDirectory: join(root, 'bundled'), ownDirectory: own, embed: wordVectors, transcribe: () => Promise.resolve('') })
})
afterEach(() => rm(root, { recursive: true, force: true }))

/** Everything in the library's folder, with what it holds: what an import must not touch when it fails. */
async function libraryState(): Promise<Record<string, string>> {
  const names = await readdir(own, { recursive: true })
  const entries = await Promise.all(
    names.map(async (name) => [name, (await stat(join(own, name))).isFile() ? createHash('sha256').update(await readFile(join(own, name))).digest('hex') : '']),
  )
  return Object.fromEntries(entries) as Record<string, string>
}

/** The files of an honest export, to be spoilt. */
async function honestEntries(): Promise<RawEntry[]> {
  await library.export('ada-keeper', file)
  const entries: RawEntry[] = []
  await readZip(file, { maxEntries: 100, maxEntryBytes: 1e7, maxTotalBytes: 1e8 }, (name, content) => void entries.push({ name, content }))
  return entries
}

/** Puts a file into the list, as somebody would who makes a whole archive by hand. */
function listed(entries: RawEntry[], ...more: RawEntry[]): RawEntry[] {
  const all = [...entries, ...more]
  return all.map((entry) => {
    if (entry.name !== 'understudy.json') return entry
    const list = JSON.parse(String(entry.content)) as { files: unknown[] }
    list.files = all.filter(({ name }) => name !== 'understudy.json' && !name.endsWith('/')).map(({ name, content = '' }) => ({
      path: name,
      size: Buffer.from(content as string).length,
      sha256: createHash('sha256').update(content).digest('hex'),
    }))
    return { ...entry, content: JSON.stringify(list) }
  })
}

describe('a persona that travels', () => {
  it('arrives whole: documents, consent, corrections and policy, and answers there', async () => {
    await giveConsent(ada)
    await writeFile(join(ada, 'corrections.json'), JSON.stringify({ formatVersion: 1, approved: [], never: [{ id: 'n', sentence: 'Never.', turnId: null, createdAt: 'x' }] }))
    await library.export('ada-keeper', file)
    const elsewhere = new PersonaLibrary({ bundledDirectory: join(root, 'bundled'), ownDirectory: join(root, 'other', 'personas'), embed: wordVectors, transcribe: () => Promise.resolve('') })
    expect(await elsewhere.import(file)).toMatchObject({ id: 'ada-keeper', consent: 'verified', documents: 2, problem: null })
    expect((await elsewhere.detail('ada-keeper')).corrections).toBe(1)
    const directory = await elsewhere.directory('ada-keeper')
    const persona = await PersonaService.open({ directory, embed: wordVectors, chat: new ExtractiveEngine() })
    for await (const event of persona.answer({ question: SAMPLE_QUESTION })) if (event.type === 'done') expect(event.answer).toContain(SAMPLE_SENTENCE)
    persona.dispose()
  })

  it('leaves behind what belongs to this machine only', async () => {
    await library.challenge('ada-keeper', { person: 'Ada', scope: ['talk'], audience: '', validDays: 1 })
    await mkdir(join(ada, 'removed'))
    await writeFile(join(ada, 'removed', 'old.md'), 'secret')
    await writeFile(join(ada, 'notes.txt'), 'private')
    const names = (await honestEntries()).map(({ name }) => name)
    expect(names.sort()).toEqual(['documents/door.md', 'documents/lamp.md', 'persona.json', 'understudy.json'])
  })

  it('takes the corrections of a bundled persona along', async () => {
    await mkdir(join(root, 'data', 'corrections'))
    await writeFile(join(root, 'data', 'corrections', 'invented.json'), JSON.stringify({ formatVersion: 1, approved: [], never: [] }))
    await library.export('invented', file)
    const copy = await library.import(file, 'copy')
    expect(copy).toMatchObject({ id: 'invented-2', builtIn: false })
    expect(existsSync(join(own, 'invented-2', 'corrections.json'))).toBe(true)
  })

  it('loses its consent when the recording does not fit any more', async () => {
    await giveConsent(ada)
    const entries = await honestEntries()
    const spoilt = entries.map((entry) => (entry.name === 'consent/recording.wav' ? { ...entry, content: Buffer.from('another voice') } : entry))
    await writeFile(file, rawZip(listed(spoilt)))
    await library.delete('ada-keeper')
    await expect(library.import(file)).rejects.toMatchObject({ message: expect.stringMatching(/recording of the consent was changed/) as string })
  })

  it('is refused, copied or replaces the one that is here, as asked; what was here can be brought back', async () => {
    await honestEntries()
    await expect(library.import(file)).rejects.toMatchObject({ message: expect.stringMatching(/import it as a copy, or replace/) as string })
    expect(await library.import(file, 'copy')).toMatchObject({ id: 'ada-keeper-2' })
    await writeFile(join(ada, 'documents', 'extra.md'), 'Only here.')
    expect(await library.import(file, 'replace')).toMatchObject({ id: 'ada-keeper', documents: 2 })
    await library.delete('ada-keeper')
    await library.restore('ada-keeper')
    expect((await library.entry('ada-keeper')).documents).toBe(2)
  })

  it('does not replace what ships with the product', async () => {
    await library.export('invented', file)
    await expect(library.import(file, 'replace')).rejects.toMatchObject({ message: expect.stringMatching(/ships with Understudy/) as string })
  })

  it('may come as a plain folder', async () => {
    await makePackage(join(root, 'folder'), { id: 'folder-persona' })
    expect(await library.import(join(root, 'folder'))).toMatchObject({ id: 'folder-persona', documents: 2 })
  })

  it('brings no vectors that are not ours', async () => {
    const entries = await honestEntries()
    await writeFile(file, rawZip(listed(entries, { name: 'index/vectors.i8', content: '{"model":"use-lite-en","dimensions":1,"keys":["a"]}\nx' })))
    const { id } = await library.import(file, 'copy')
    const [header = ''] = (await readFile(join(own, id, 'index', 'vectors.i8'), 'latin1')).split('\n')
    expect(JSON.parse(header)).toMatchObject({ dimensions: 512 })
  })

  it('is not written where it is damaged, and nothing half-written stays', async () => {
    await writeFile(join(ada, 'policy.json'), '{')
    await expect(library.export('ada-keeper', file)).rejects.toMatchObject({ code: 'persona_invalid' })
    await rm(join(ada, 'policy.json'))
    await expect(library.export('ada-keeper', join(root, 'no', 'such', 'folder.understudy'))).rejects.toMatchObject({ code: 'disk_full' })
    expect((await readdir(root)).sort()).toEqual(['bundled', 'data'])
  })
})

/** Each a hostile or broken file, made from the entries of an honest one, and what the refusal must say. */
const HOSTILE: [string, (entries: RawEntry[]) => Buffer, RegExp][] = [
  ['climbs out of its folder', (entries) => rawZip(listed(entries, { name: '../../evil.md', content: 'x' })), /leads out of its folder/],
  ['climbs out from within', (entries) => rawZip(listed(entries, { name: 'documents/../../evil.md', content: 'x' })), /leads out of its folder/],
  ['has an absolute path', (entries) => rawZip(listed(entries, { name: '/tmp/evil.md', content: 'x' })), /absolute path/],
  ['has a drive’s path', (entries) => rawZip(listed(entries, { name: 'C:/evil.md', content: 'x' })), /absolute path/],
  ['has backslashes', (entries) => rawZip(listed(entries, { name: 'documents\\..\\evil.md', content: 'x' })), /backslash/],
  ['has a link', (entries) => rawZip(listed(entries, { name: 'documents/link.md', content: '/etc/passwd', mode: 0o120777 })), /link or a device/],
  ['has a file twice', (entries) => rawZip([...entries, { name: 'persona.json', content: '{}' }]), /same name/],
  ['has names that differ in capitals', (entries) => rawZip(listed(entries, { name: 'documents/DOOR.md', content: 'x' })), /differ in capitals/],
  ['has a name Windows cannot store', (entries) => rawZip(listed(entries, { name: 'documents/con.md', content: 'x' })), /cannot store/],
  ['has a program in it', (entries) => rawZip(listed(entries, { name: 'setup.exe', content: 'MZ' })), /no part of a persona/],
  ['has a folder in it that is none of ours', (entries) => rawZip(listed(entries, { name: 'plugins/', content: '' })), /no part of a persona/],
  ['has a hidden file in its documents', (entries) => rawZip(listed(entries, { name: 'documents/.hidden.md', content: 'x' })), /no part of a persona/],
  ['has too many files', (entries) => rawZip(listed(entries, ...Array.from({ length: 5_001 }, (_, i) => ({ name: `documents/d${i}.md`, content: 'x' })))), /unpacks to more/],
  ['says it unpacks to terabytes', (entries) => rawZip([...entries, { name: 'documents/bomb.md', content: 'x', declaredBytes: 0xfffffff0 }]), /unpacks to more/],
  ['unpacks to more than it says', (entries) => rawZip([...entries, { name: 'documents/bomb.md', content: Buffer.alloc(40_000_000), declaredBytes: 10 }]), /damaged|unpacks to more/],
  ['is protected by a password', (entries) => rawZip([...entries, { name: 'documents/p.md', content: 'x', encrypted: true }]), /protected by a password/],
  ['has a document changed after the export', (entries) => rawZip(entries.map((entry) => (entry.name === 'documents/door.md' ? { ...entry, content: 'I never said that.' } : entry))), /changed after the export/],
  ['has a document its list does not name', (entries) => rawZip([...entries, { name: 'documents/new.md', content: 'x' }]), /list does not name/],
  ['lacks a document of its list', (entries) => rawZip(entries.filter(({ name }) => name !== 'documents/lamp.md')), /lacks the file/],
  ['has no list', (entries) => rawZip(entries.filter(({ name }) => name !== 'understudy.json')), /not an exported persona/],
  ['has a list that is none', (entries) => rawZip(entries.map((entry) => (entry.name === 'understudy.json' ? { ...entry, content: '[]' } : entry))), /understudy\.json/],
  ['is of a newer format', (entries) => rawZip(entries.map((entry) => (entry.name === 'understudy.json' ? { ...entry, content: '{"formatVersion":2}' } : entry))), /update Understudy/],
  ['has a package of a newer format', (entries) => rawZip(listed(entries.map((entry) => (entry.name === 'persona.json' ? { ...entry, content: '{"formatVersion":7}' } : entry)))), /update Understudy/],
  ['has a manifest that is none', (entries) => rawZip(listed(entries.map((entry) => (entry.name === 'persona.json' ? { ...entry, content: '{"formatVersion":1,"id":"../x"}' } : entry)))), /persona\.json/],
  ['has no documents', (entries) => rawZip(listed(entries.filter(({ name }) => !name.startsWith('documents/')))), /documents/],
  ['has a document with a broken head', (entries) => rawZip(listed(entries, { name: 'documents/bad.md', content: '---\nkind: sonnet\n---\nx' })), /bad\.md/],
  ['has a broken policy', (entries) => rawZip(listed(entries, { name: 'policy.json', content: '{"formatVersion":1,"refusedTopics":7}' })), /policy\.json/],
  ['has a broken consent', (entries) => rawZip(listed(entries, { name: 'consent.json', content: '{"formatVersion":1}' })), /consent\.json/],
  ['has consent without its recording', (entries) => rawZip(listed(entries, { name: 'consent.json', content: consentOfNobody() })), /recording of the consent is missing/],
  ['has a head we have not got', (entries) => rawZip(listed(entries.map((entry) => (entry.name === 'persona.json' ? { ...entry, content: String(entry.content).replace('"head":"default"', '"head":"mine"') } : entry)))), /head «mine»/],
  ['was cut off', (entries) => rawZip(entries).subarray(0, 400), /damaged or was cut off/],
  ['is no zip at all', () => Buffer.from('Dear friend, here is my persona.'), /damaged or was cut off/],
  ['is empty', () => Buffer.alloc(0), /damaged or was cut off/],
]

function consentOfNobody(): string {
  const date = '2026-01-01T00:00:00.000Z'
  return JSON.stringify({
    formatVersion: 1, person: 'X', scope: ['talk'], phrase: 'p', nonce: 'n', issuedAt: date, grantedAt: date, expiresAt: date, voiceMatch: null, faceMatch: null, revokedAt: null,
    recording: { file: 'consent/recording.wav', sha256: '0'.repeat(64), durationMs: 1, transcript: 'p', matchedShare: 1 },
  })
}

describe('a file that', () => {
  vi.setConfig({ testTimeout: 30_000 })

  it.each(HOSTILE)('%s is refused with its reason and touches nothing', async (_name, make, reason) => {
    const bytes = make(await honestEntries())
    await writeFile(file, bytes)
    const before = await libraryState()
    for (const onConflict of ['refuse', 'copy', 'replace'] as const) {
      await expect(library.import(file, onConflict)).rejects.toMatchObject({ kind: 'expected', message: expect.stringMatching(reason) as string })
    }
    expect(await libraryState()).toEqual(before)
    expect(existsSync(join(root, 'evil.md'))).toBe(false)
    expect((await library.list()).map(({ id }) => id)).toEqual(['ada-keeper', 'invented'])
  })

  it('is not there is refused', async () => {
    await expect(library.import(join(root, 'nothing.understudy'))).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('a folder that', () => {
  it.each<[string, (folder: string) => Promise<unknown>, RegExp]>([
    ['has a link in it', (folder) => symlink('/etc/passwd', join(folder, 'documents', 'p.md')), /has a link/],
    ['is linked into', (folder) => symlink('/etc', join(folder, 'index')), /has a link/],
    ['has something else in it', (folder) => writeFile(join(folder, 'run.sh'), 'x'), /no part of a persona/],
    ['has a deeper folder', (folder) => mkdir(join(folder, 'documents', 'more')), /no part of a persona/],
    ['lacks its manifest', (folder) => rm(join(folder, 'persona.json')), /persona\.json/],
    ['has a file of half a gigabyte', (folder) => truncate(join(folder, 'documents', 'door.md'), 300 * 1024 * 1024), /unpacks to more/],
  ])('%s is refused and touches nothing', async (_name, spoil, reason) => {
    const folder = join(root, 'folder')
    await cp(ada, folder, { recursive: true })
    await spoil(folder)
    const before = await libraryState()
    await expect(library.import(folder, 'copy')).rejects.toMatchObject({ message: expect.stringMatching(reason) as string })
    expect(await libraryState()).toEqual(before)
  })
})
