import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ARKIT_SHAPES, makeGlb } from '../../testing/make-glb.ts'
import { rawZip } from '../../testing/raw-zip.ts'
import { inspectHead } from '../inspect-head.ts'
import { AvatarReader } from './avatar-reader.ts'
import { HeadIntake } from './head-intake.ts'

// Each reading starts a thread, which compiles its modules first.
vi.setConfig({ testTimeout: 60_000 })

const EGG = makeGlb(ARKIT_SHAPES)

let root: string
let directory: string
let intake: HeadIntake
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'understudy-intake-'))
  directory = join(root, 'heads')
  intake = new HeadIntake(directory, new AvatarReader())
})
afterEach(async () => {
  await intake.dispose()
  await rm(root, { recursive: true, force: true })
})

/** As the page does it. */
async function offer(files: Record<string, Buffer>, into = intake, photographs?: string[]): Promise<string> {
  const entries = Object.entries(files)
  const { id } = await into.begin(entries.map(([name, { length }]) => ({ name, bytes: length })), photographs)
  for (const [file, [, content]] of entries.entries()) {
    for (let at = 0; at < content.length; at += 100_000) await into.put(id, file, content.subarray(at, at + 100_000))
  }
  return id
}
const read = async (files: Record<string, Buffer>, into = intake) => into.read(await offer(files, into))
const left = async (): Promise<string[]> => (existsSync(directory) ? readdir(directory) : [])

describe('An avatar on its way in', () => {
  it('comes in pieces, is read, looked at and taken over, and leaves nothing when it is put away', async () => {
    const preview = await read({ 'Egg of Ada.glb': EGG })
    expect(preview).toMatchObject({ names: ['Egg of Ada.glb'], url: `heads/preview/${preview.id}/`, report: { kind: 'gltf', triangles: 1536 } })
    const folder = intake.folder(preview.id)!
    expect((await readdir(folder)).sort()).toEqual(['head.bin', 'head.json'])
    expect(intake.taken(preview.id, 0)).toEqual({ folder, origin: { formatVersion: 1, kind: 'file', names: ['Egg of Ada.glb'], madeAt: '1970-01-01T00:00:00.000Z' } })
    await intake.drop(preview.id)
    expect(intake.folder(preview.id)).toBeNull()
    expect(() => intake.taken(preview.id)).toThrow(/not here any more/)
    expect(await left()).toEqual([])
  })

  it('may be a head that the page fitted to photographs, whose names it carries on', async () => {
    const head = Buffer.from(JSON.stringify({ version: 1, lods: [{ triangles: 12, morphs: [{ name: 'jawOpen', count: 3 }] }] }))
    const id = await offer({ 'head.json': head, 'head.bin': Buffer.alloc(8) }, intake, ['Ada in spring.jpg'])
    expect(await intake.read(id)).toMatchObject({ names: ['Ada in spring.jpg'], report: { kind: 'portrait', channels: ['jawOpen'] } })
    expect(intake.taken(id, 0).origin).toMatchObject({ kind: 'photographs', names: ['Ada in spring.jpg'] })
    const other = await offer({ 'head.json': head, 'setup.exe': Buffer.alloc(8) }, intake, ['Ada.jpg'])
    await expect(intake.read(other)).rejects.toThrow(/not the files of a head/)
    await expect(intake.read(await offer({ 'head.json': Buffer.from('{}') }, intake, ['Ada.jpg']))).rejects.toThrow(/damaged/)
  })

  it('may have its data in a second file', async () => {
    const json = JSON.parse(EGG.subarray(20, 20 + EGG.readUInt32LE(12)).toString()) as { buffers: { uri?: string }[] }
    json.buffers[0]!.uri = 'egg.bin'
    const data = EGG.subarray(20 + EGG.readUInt32LE(12) + 8)
    expect((await read({ 'egg.bin': data, 'egg.gltf': Buffer.from(JSON.stringify(json)) })).report.channels).toContain('jawOpen')
    await expect(read({ 'egg.gltf': Buffer.from(JSON.stringify(json)) })).rejects.toMatchObject({ message: expect.stringMatching(/lacks its file «egg\.bin»/) as string })
  })

  const zip = rawZip([{ name: 'x/skin.glb', content: EGG }, { name: 'x/offset.ply', content: 'ply' }])
  it.each([
    ['a zip that was cut off', { 'a.zip': zip.subarray(0, zip.length / 2) }, 'persona_invalid', /damaged/],
    ['a zip that unpacks to gigabytes', { 'a.zip': rawZip([{ name: 'x/skin.glb', content: EGG, declaredBytes: 4_000_000_000 }]) }, 'too_large', /unpacks/],
    ['a model without shapes', { 'a.glb': makeGlb([]) }, 'persona_invalid', /no face shapes/],
    ['a letter', { 'a.glb': Buffer.from('Dear editor') }, 'persona_invalid', /not a head/],
    ['nothing', { 'a.glb': Buffer.alloc(0) }, 'persona_invalid', /empty/],
    ['a name that leads elsewhere', { '../a.glb': EGG }, 'persona_invalid', /rename/],
    ['two files of one name', { 'a.glb': EGG, 'A.glb': EGG }, 'persona_invalid', /same name/],
  ] as const)('is refused where it is %s, and nothing of it is left', async (_, files, code, message) => {
    await expect(read(files)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string })
    expect(await left()).toEqual([])
  })

  it('is refused at 200 MB before a byte of it has come', async () => {
    await expect(intake.begin([{ name: 'a.glb', bytes: 200 * 2 ** 20 }])).rejects.toMatchObject({ code: 'too_large', message: expect.stringMatching(/200 MB.*160 MB/) as string })
    await expect(intake.begin([{ name: 'a.gltf', bytes: 1000 }, { name: 'a.bin', bytes: 200 * 2 ** 20 }])).rejects.toMatchObject({ code: 'too_large' })
    expect(await left()).toEqual([])
  })

  it('is not read where more or less came than was announced', async () => {
    const { id } = await intake.begin([{ name: 'a.glb', bytes: 10 }])
    expect(() => intake.put(id, 0, EGG)).toThrow(/changed/)
    expect(() => intake.put(id, 1, EGG.subarray(0, 1))).toThrow(/changed/)
    await intake.put(id, 0, EGG.subarray(0, 9))
    await expect(intake.read(id)).rejects.toMatchObject({ message: expect.stringMatching(/changed/) as string })
    await expect(intake.read(id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('costs its own thread only: one that takes too long, one that is killed', async () => {
    const hasty = new HeadIntake(directory, new AvatarReader(1))
    await expect(read({ 'a.glb': EGG }, hasty)).rejects.toMatchObject({ code: 'too_large', message: expect.stringMatching(/took longer/) as string })
    await hasty.dispose()
    const killed = new HeadIntake(directory, new AvatarReader(60_000, () => new Worker('process.exit(9)', { eval: true })))
    await expect(read({ 'a.glb': EGG }, killed)).rejects.toMatchObject({ code: 'persona_invalid', message: expect.stringMatching(/too much memory or breaks the reader/) as string })
    await killed.dispose()
    expect(await left()).toEqual([])
  })

  it('can be looked at without anything being written, within the same limits', async () => {
    const path = join(root, 'egg.glb')
    await writeFile(path, EGG)
    const limited = (reader: AvatarReader) => inspectHead(path, (file) => reader.read({ path: file, into: null }))
    expect(await limited(new AvatarReader())).toEqual(await inspectHead(path))
    await expect(limited(new AvatarReader(1))).rejects.toMatchObject({ code: 'too_large', message: expect.stringMatching(/took longer/) as string })
    expect(await readdir(root)).toEqual(['egg.glb'])
  })

  it('can be put away while it is read', async () => {
    const id = await offer({ 'a.glb': EGG })
    const reading = intake.read(id)
    const outcome = expect(reading).rejects.toMatchObject({ code: 'cancelled' })
    await intake.drop(id)
    await outcome
    expect(await left()).toEqual([])
  })

  it('gives way to newer ones where too many wait, and leaves nothing at the end or from an earlier start', async () => {
    const ids: string[] = []
    for (let k = 0; k < 5; k++) ids.push(await offer({ 'a.glb': EGG }))
    expect((await left()).sort()).toEqual(ids.slice(1).sort())
    await intake.dispose()
    expect(await left()).toEqual([])
    await mkdir(join(directory, 'stale'), { recursive: true })
    await writeFile(join(directory, 'stale', 'head.json'), '{}')
    const next = new HeadIntake(directory, new AvatarReader())
    const id = await offer({ 'a.glb': EGG }, next)
    expect(await left()).toEqual([id])
    await next.dispose()
  })
})
