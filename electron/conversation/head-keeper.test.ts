import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { decodeFrames } from '../animation/frame-codec.ts'
import type { AnimationFrame } from '../contract/animation.ts'
import type { AnimationOpener, Synthesizer } from '../inference/role-clients.ts'
import { ExtractiveEngine } from '../persona/extractive-engine.ts'
import { AvatarReader } from '../persona/head/intake/avatar-reader.ts'
import { HeadIntake } from '../persona/head/intake/head-intake.ts'
import { PersonaLibrary } from '../persona/library/persona-library.ts'
import { PersonaService } from '../persona/persona-service.ts'
import { ARKIT_SHAPES, makeGlb } from '../persona/testing/make-glb.ts'
import { giveConsent, makePackage, wordVectors } from '../persona/testing/make-package.ts'
import { HeadKeeper } from './head-keeper.ts'

vi.setConfig({ testTimeout: 60_000 })

let root: string
let ada: string
let library: PersonaLibrary
let keeper: HeadKeeper
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'understudy-heads-'))
  ada = join(root, 'personas', 'ada-keeper')
  await makePackage(join(root, 'bundled', 'invented'), { id: 'invented', name: 'Invented' })
  await makePackage(ada, { synthetic: false })
  await giveConsent(ada)
  library = new PersonaLibrary({ bundledDirectory: join(root, 'bundled'), ownDirectory: join(root, 'personas'), embed: wordVectors, transcribe: () => Promise.resolve('') })
  keeper = new HeadKeeper({ library, intake: new HeadIntake(join(root, 'heads'), new AvatarReader()), synthesizer, animator })
})
afterEach(async () => {
  await keeper.dispose()
  await rm(root, { recursive: true, force: true })
})

const synthesizer: Synthesizer = {
  async *synthesize(_text, options) {
    expect(options?.embedded).toBe(true)
    yield { pcm: Int16Array.from([1, 2]), sampleRateHz: 16_000, phones: [{ symbol: 'aa', startS: 0, endS: 0.1 }] }
    yield { pcm: Int16Array.from([3]), sampleRateHz: 16_000 }
  },
}
const frame: AnimationFrame = { index: 0, timeS: 0, coefficients: new Float32Array(52).fill(0.5), headRotation: [0, 0, 0], gaze: [0, 0] }
const heard: unknown[] = []
const animator = {
  open: () =>
    Promise.resolve({
      push: (pcm: Int16Array, phones: unknown) => Promise.resolve(void heard.push(pcm.length, phones)),
      end: () => Promise.resolve(),
      frames: (async function* () {
        await Promise.resolve()
        yield frame
      })(),
    }),
} as unknown as AnimationOpener

async function giveEgg(): Promise<void> {
  const glb = makeGlb(ARKIT_SHAPES)
  const { id } = await keeper.intake.begin([{ name: 'egg.glb', bytes: glb.length }])
  await keeper.intake.put(id, 0, glb)
  const preview = await keeper.intake.read(id)
  expect(await keeper.folder(['preview', preview.id])).not.toBeNull()
  expect((await keeper.give('ada-keeper', preview.id)).head?.origin.names).toEqual(['egg.glb'])
  expect(await keeper.folder(['preview', preview.id])).toBeNull()
}

describe('The face that the page shows', () => {
  it('is a persona’s own while consent holds, and at once the one that ships when it is revoked', async () => {
    const persona = await PersonaService.open({ directory: ada, embed: wordVectors, chat: new ExtractiveEngine() })
    expect(keeper.urlOf(persona)).toBe('head/')
    persona.dispose()
    await giveEgg()
    const now = await PersonaService.open({ directory: ada, embed: wordVectors, chat: new ExtractiveEngine() })
    const url = keeper.urlOf(now)
    expect(url).toMatch(/^heads\/persona\/ada-keeper\/[^/]+\/$/)
    expect(existsSync(join((await keeper.folder(url.split('/').slice(1, -1)))!, 'head.json'))).toBe(true)
    expect(await keeper.list()).toEqual([
      { personaId: null, name: 'The portrait that ships', url: 'head/' },
      { personaId: 'ada-keeper', name: 'Ada Keeper', url },
    ])
    await library.revoke('ada-keeper')
    expect(keeper.urlOf(now)).toBe('head/')
    expect(await keeper.folder(url.split('/').slice(1, -1))).toBeNull()
    expect(await keeper.list()).toHaveLength(1)
    now.dispose()
  })

  it('is of no folder but these', async () => {
    for (const place of [[], ['persona'], ['persona', '../invented', 'x'], ['persona', 'nobody', 'x'], ['preview', '..'], ['else', 'ada-keeper']]) expect(await keeper.folder(place)).toBeNull()
  })

  it('says the one sentence, in step with it', async () => {
    const { pcm, sampleRateHz, frames } = await keeper.sample('slt')
    expect([...new Int16Array(pcm.slice().buffer)]).toEqual([1, 2, 3])
    expect(sampleRateHz).toBe(16_000)
    expect(decodeFrames(frames)[0]!.coefficients[0]).toBeCloseTo(0.5)
    expect(heard).toEqual([3, [{ symbol: 'aa', startS: 0, endS: 0.1 }]])
  })

  it('is saved where somebody chose, or the reason is told', async () => {
    await keeper.save(join(root, 'face.png'), Uint8Array.from([1, 2, 3]))
    expect(await readFile(join(root, 'face.png'))).toEqual(Buffer.from([1, 2, 3]))
    await writeFile(join(root, 'file'), '')
    await expect(keeper.save(join(root, 'file', 'face.png'), new Uint8Array())).rejects.toMatchObject({ code: 'disk_full' })
    await mkdir(join(root, 'folder', 'face.png'), { recursive: true })
    await expect(keeper.save(join(root, 'folder', 'face.png'), new Uint8Array())).rejects.toMatchObject({ code: 'disk_full' })
    expect(await readdir(join(root, 'folder'))).toEqual(['face.png'])
  })
})
