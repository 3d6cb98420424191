import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { HeadOrigin } from '../../contract/avatar.ts'
import { PersonaLibrary } from '../library/persona-library.ts'
import { ARKIT_SHAPES, makeGlb } from '../testing/make-glb.ts'
import { makePackage, wordVectors } from '../testing/make-package.ts'
import { ownHeadStamp } from './own-head.ts'
import { writePack } from './pack.ts'
import { readAvatar } from './read-avatar.ts'

vi.setConfig({ testTimeout: 30_000 })

const PORTRAIT = fileURLToPath(new URL('../../../resources/head', import.meta.url))
const FROM_FILE: HeadOrigin = { formatVersion: 1, kind: 'file', names: ['egg.glb'], madeAt: '2026-11-25T08:00:00.000Z' }
const FROM_PHOTOGRAPHS: HeadOrigin = { ...FROM_FILE, kind: 'photographs', names: ['left.jpg', 'front.jpg'] }

let root: string
let ada: string
let made: string
let library: PersonaLibrary
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'understudy-own-head-'))
  ada = join(root, 'personas', 'ada-keeper')
  made = join(root, 'made')
  await makePackage(join(root, 'bundled', 'invented'), { id: 'invented', name: 'Invented' })
  await makePackage(ada)
  library = libraryIn('personas')
  await writeFile(join(root, 'egg.glb'), makeGlb(ARKIT_SHAPES))
  await writePack(await readAvatar(join(root, 'egg.glb')), made)
})
afterEach(() => rm(root, { recursive: true, force: true }))

const libraryIn = (folder: string): PersonaLibrary =>
  new PersonaLibrary({ bundledDirectory: join(root, 'bundled'), ownDirectory: join(root, folder), embed: wordVectors, transcribe: () => Promise.resolve('') })
const head = async (): Promise<string | null> => (await library.detail('ada-keeper')).head?.report.kind ?? null

describe('A persona’s own head', () => {
  it('is an avatar made elsewhere or a portrait fitted to photographs, and tells where it came from', async () => {
    expect(await head()).toBeNull()
    const avatar = await library.setHead('ada-keeper', made, FROM_FILE)
    expect(avatar.head).toMatchObject({ origin: FROM_FILE, report: { kind: 'mesh', channels: ['eyeBlinkLeft', 'eyeBlinkRight', 'jawOpen', 'mouthFunnel'] } })
    expect((await readdir(join(ada, 'head'))).sort()).toEqual(['head.bin', 'head.json', 'origin.json'])
    const portrait = await library.setHead('ada-keeper', PORTRAIT, FROM_PHOTOGRAPHS)
    expect(portrait.head).toMatchObject({ origin: FROM_PHOTOGRAPHS, report: { kind: 'portrait', missing: [] } })
    expect(await readdir(join(ada, 'head'))).not.toContain('CREDITS.md')
  })

  it('can be exchanged, removed and had back, one step at a time, each time under another address', async () => {
    await library.setHead('ada-keeper', made, FROM_FILE)
    const first = ownHeadStamp(ada)
    await library.setHead('ada-keeper', PORTRAIT, FROM_PHOTOGRAPHS)
    expect(ownHeadStamp(ada)).not.toBe(first)
    await library.undoHead('ada-keeper')
    expect(await head()).toBe('mesh')
    expect(ownHeadStamp(ada)).toBe(first)
    await library.removeHead('ada-keeper')
    expect(await head()).toBeNull()
    expect(ownHeadStamp(ada)).toBeNull()
    await library.undoHead('ada-keeper')
    expect(await head()).toBe('mesh')
    const { name, voiceId, policy } = await library.detail('ada-keeper')
    await library.update('ada-keeper', { name, voiceId, synthetic: true }, policy)
    expect(await head()).toBe('mesh')
  })

  it('stays what it was when the next one is none', async () => {
    await library.setHead('ada-keeper', made, FROM_FILE)
    await mkdir(join(root, 'empty'))
    await expect(library.setHead('ada-keeper', join(root, 'empty'), FROM_FILE)).rejects.toMatchObject({ code: 'not_found' })
    await writeFile(join(made, 'head.json'), '{"version":1}')
    await expect(library.setHead('ada-keeper', made, FROM_FILE)).rejects.toMatchObject({ code: 'persona_invalid' })
    await expect(library.setHead('ada-keeper', join(root, 'nowhere'), FROM_FILE)).rejects.toThrow()
    expect(await head()).toBe('mesh')
    await library.undoHead('ada-keeper')
    expect(await head()).toBeNull()
  })

  it('is not given to a persona that ships', async () => {
    await expect(library.setHead('invented', made, FROM_FILE)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('travels with the persona, and nothing of the one before it', async () => {
    await library.setHead('ada-keeper', PORTRAIT, FROM_PHOTOGRAPHS)
    await library.setHead('ada-keeper', made, FROM_FILE)
    await library.export('ada-keeper', join(root, 'ada.understudy'))
    const elsewhere = libraryIn('elsewhere')
    await elsewhere.import(join(root, 'ada.understudy'))
    expect((await elsewhere.detail('ada-keeper')).head?.origin).toEqual(FROM_FILE)
    const there = join(root, 'elsewhere', 'ada-keeper')
    expect(await readdir(there)).not.toContain('.head-before')
    expect(await readFile(join(there, 'head', 'head.bin'))).toEqual(await readFile(join(made, 'head.bin')))
    const copied = libraryIn('copied')
    await cp(ada, join(root, 'folder'), { recursive: true })
    await copied.import(join(root, 'folder'))
    expect((await copied.detail('ada-keeper')).head?.report.kind).toBe('mesh')
  })

  it('is told to be damaged, and then neither exported nor imported', async () => {
    await library.setHead('ada-keeper', made, FROM_FILE)
    await library.export('ada-keeper', join(root, 'good.understudy'))
    await rm(join(ada, 'head', 'head.bin'))
    expect(await library.detail('ada-keeper')).toMatchObject({ head: null, headProblem: expect.stringMatching(/head.*damaged/) as string, problem: null })
    await expect(library.export('ada-keeper', join(root, 'bad.understudy'))).rejects.toMatchObject({ code: 'persona_invalid' })
    await expect(libraryIn('elsewhere').import(ada)).rejects.toMatchObject({ code: 'persona_invalid' })
    await library.removeHead('ada-keeper')
    expect(await library.detail('ada-keeper')).toMatchObject({ head: null, headProblem: null })
  })
})
