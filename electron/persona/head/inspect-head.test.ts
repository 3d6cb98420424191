import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ARKIT_SHAPES, makeGlb } from '../testing/make-glb.ts'
import { rawZip } from '../testing/raw-zip.ts'
import { inspectHead } from './inspect-head.ts'
import { writePack } from './pack.ts'
import { readAvatar } from './read-avatar.ts'

const root = new URL('../../../', import.meta.url)
const LAM = fileURLToPath(new URL('../shared/data/lam-avatar/p2-1.zip', root))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-head-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function file(name: string, content: Buffer | string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

describe('What moves a head', () => {
  it('is told for a model with names of ARKit, whatever its file is called', async () => {
    const report = await inspectHead(await file('head.dat', makeGlb(ARKIT_SHAPES)))
    expect(report).toMatchObject({ kind: 'gltf', channels: ['eyeBlinkLeft', 'eyeBlinkRight', 'jawOpen', 'mouthFunnel'], unknown: [], triangles: 1536, splats: null, eyes: false })
    expect(report.missing).toContain('tongueOut')
    expect(report.channels.length + report.missing.length).toBe(52)
  })

  it('is told for visemes of Oculus and expressions of VRM, and of what names nobody gave a meaning', async () => {
    const [jaw, funnel, blink] = ARKIT_SHAPES
    const visemes = await inspectHead(await file('v.glb', makeGlb([{ ...jaw!, name: 'viseme_aa' }, { ...funnel!, name: 'viseme_O' }, { ...blink!, name: 'Wings' }])))
    expect(visemes).toMatchObject({ channels: ['jawOpen', 'mouthFunnel'], unknown: ['Wings'] })
    const vrm = await inspectHead(await file('m.glb', makeGlb([{ ...jaw!, name: 'Face.M_F00_000_00_Fcl_MTH_A' }, { ...blink!, name: 'blinkLeft' }])))
    expect(vrm.channels).toEqual(['eyeBlinkLeft', 'jawOpen'])
  })

  it('is told for the head that ships and for an avatar in our own format', async () => {
    const portrait = await inspectHead(fileURLToPath(new URL('resources/head', root)))
    expect(portrait).toMatchObject({ kind: 'portrait', missing: [], splats: null, eyes: true })
    expect(portrait.triangles).toBeGreaterThan(20_000)
    const pack = await readAvatar(await file('a.glb', makeGlb(ARKIT_SHAPES)))
    await writePack(pack, join(folder, 'pack'))
    expect(await inspectHead(join(folder, 'pack'))).toEqual({ ...pack.report, kind: 'mesh' })
  })

  it('keeps the size of the movements: three centimetres of jaw are three centimetres', async () => {
    const { file: head } = await readAvatar(await file('a.glb', makeGlb(ARKIT_SHAPES)))
    const jaw = head.morphs.find(({ name }) => name === 'jawOpen')!
    const largestCm = 32767 * jaw.scale
    expect(largestCm).toBeGreaterThan(2)
    expect(largestCm).toBeLessThan(3.01)
  })

  it.skipIf(!existsSync(LAM))('is told for a LAM avatar (skipped without ../shared/data/lam-avatar)', async () => {
    const report = await inspectHead(LAM)
    // Its 20,018 and the dark inside of the mouth.
    expect(report).toMatchObject({ kind: 'lam', missing: ['tongueOut'], unknown: [], triangles: null, splats: 20_021 })
    await writePack(await readAvatar(LAM), join(folder, 'lam'))
    expect(await inspectHead(join(folder, 'lam'))).toEqual({ ...report, kind: 'splats' })
  })
})

describe('A head is refused with what to do', () => {
  const skin = makeGlb(ARKIT_SHAPES)
  const ply = 'ply\nformat binary_little_endian 1.0\nelement vertex 1\nend_header\n'
  const cases: [string, string, Buffer | string, string, RegExp][] = [
    ['an empty file', 'a.glb', '', 'persona_invalid', /empty/],
    ['no model at all', 'a.glb', 'a letter to the editor', 'persona_invalid', /not a head.*choose/],
    ['a picture', 'a.png', Buffer.from('89504e470d0a1a0a', 'hex'), 'persona_invalid', /not a head.*choose/],
    ['a model without shapes', 'a.glb', makeGlb([]), 'persona_invalid', /no face shapes/],
    ['a model whose names mean nothing', 'a.glb', makeGlb([{ ...ARKIT_SHAPES[0]!, name: 'Wings' }]), 'persona_invalid', /«Wings».*ARKit/],
    ['a model that cannot open its mouth', 'a.glb', makeGlb(ARKIT_SHAPES.slice(1)), 'persona_invalid', /opens its mouth/],
    ['a model that was cut off', 'a.glb', skin.subarray(0, skin.length / 2), 'persona_invalid', /cut off/],
    ['a header and nothing else', 'a.glb', skin.subarray(0, 12), 'persona_invalid', /cut off/],
    ['a zip that was cut off', 'a.zip', rawZip([{ name: 'x/skin.glb', content: skin }]).subarray(0, 2000), 'persona_invalid', /damaged/],
    ['a zip of something else', 'a.zip', rawZip([{ name: 'letter.txt', content: 'Dear editor' }]), 'persona_invalid', /no LAM avatar/],
    ['a zip with a strange offset.ply', 'a.zip', rawZip([{ name: 'x/skin.glb', content: skin }, { name: 'x/offset.ply', content: ply }]), 'persona_invalid', /offset\.ply/],
    ['a zip that leads out of its folder', 'a.zip', rawZip([{ name: '../skin.glb', content: skin }]), 'persona_invalid', /leads out/],
    ['a zip with a password', 'a.zip', rawZip([{ name: 'x/skin.glb', content: skin, encrypted: true }]), 'persona_invalid', /password/],
    ['a zip that would unpack to gigabytes', 'a.zip', rawZip([{ name: 'x/skin.glb', content: skin, declaredBytes: 4_000_000_000 }]), 'too_large', /unpacks/],
    ['a zip that lies about its size', 'a.zip', rawZip([{ name: 'x/skin.glb', content: Buffer.alloc(5_000_000), declaredBytes: 10 }]), 'persona_invalid', /damaged/],
  ]
  it.each(cases)('%s', async (_, name, content, code, message) => {
    await expect(inspectHead(await file(name, content))).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string })
  })

  it('200 MB, without reading them', async () => {
    const path = await file('a.glb', skin)
    await truncate(path, 200 * 2 ** 20)
    await expect(inspectHead(path)).rejects.toMatchObject({ code: 'too_large', message: expect.stringMatching(/200 MB.*160 MB/) as string })
  })

  it('a file that is not there, a folder without a head, and one with a damaged head', async () => {
    await expect(inspectHead(join(folder, 'none.glb'))).rejects.toMatchObject({ code: 'not_found' })
    await expect(inspectHead(folder)).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining('head.json') as string })
    await mkdir(join(folder, 'damaged'))
    for (const text of ['{', '{"version":1}', '[]']) {
      await file('damaged/head.json', text)
      await expect(inspectHead(join(folder, 'damaged'))).rejects.toMatchObject({ code: 'persona_invalid' })
    }
  })

  it('a model of which every byte may be wrong, never with a crash', async () => {
    for (let at = 0; at < 600; at += 7) {
      const spoilt = Buffer.from(skin)
      spoilt[at] = spoilt[at]! ^ 0xa5
      const outcome = await inspectHead(await file('a.glb', spoilt)).then(() => 'read', (thrown: { code?: string }) => thrown.code ?? String(thrown))
      expect(['read', 'persona_invalid', 'too_large'], `byte ${at}`).toContain(outcome)
    }
  })
})
