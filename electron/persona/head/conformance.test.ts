import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HeadReport } from '../../contract/avatar.ts'
import { ARKIT_SHAPES, glb, makeGlb, makeGlbOf, type GlbShape } from '../testing/make-glb.ts'
import { rawZip } from '../testing/raw-zip.ts'
import { inspectHead } from './inspect-head.ts'
import { readAvatar } from './read-avatar.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-conformance-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function inspect(content: Buffer, name = 'a.glb'): Promise<HeadReport> {
  await writeFile(join(folder, name), content)
  return inspectHead(join(folder, name))
}

interface Accessor {
  bufferView?: number
  componentType: number
  count: number
  type: string
  normalized?: boolean
  sparse?: object
}
interface Model {
  [extra: string]: unknown
  nodes: Record<string, unknown>[]
  meshes: { primitives: { [extra: string]: unknown; attributes: Record<string, number>; targets: Record<string, number>[]; indices?: number }[]; extras?: { targetNames?: string[] } }[]
  accessors: Accessor[]
  bufferViews: { [extra: string]: unknown; buffer: number; byteOffset: number; byteLength: number }[]
  buffers: { byteLength: number }[]
  materials: Record<string, unknown>[]
}

/** The egg with `edit` done to its description; `add` puts bytes into its data and tells their view. */
function edited(edit: (model: Model, add: (bytes: ArrayBufferLike | Buffer) => number, data: Buffer) => void, shapes: readonly GlbShape[] = ARKIT_SHAPES): Buffer {
  const whole = makeGlb(shapes)
  const length = whole.readUInt32LE(12)
  const model = JSON.parse(whole.subarray(20, 20 + length).toString()) as Model
  let data = whole.subarray(20 + length + 8)
  edit(
    model,
    (bytes) => {
      const content = Buffer.from(bytes as ArrayBuffer)
      const padded = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)])
      data = Buffer.concat([padded, content])
      model.buffers[0]!.byteLength = data.length
      return model.bufferViews.push({ buffer: 0, byteOffset: padded.length, byteLength: content.length }) - 1
    },
    data,
  )
  return glb(model, data)
}

const named = (names: readonly string[]): GlbShape[] => names.map((name, i) => ({ ...ARKIT_SHAPES[i % ARKIT_SHAPES.length]!, name }))

describe('Names of other programs', () => {
  it('reads visemes as Oculus, Ready Player Me and VRChat write them', async () => {
    for (const prefix of ['viseme_', 'Wolf3D_Head.viseme_', 'vrc.v_', 'Body.vrc.v_']) {
      const report = await inspect(makeGlb(named(['sil', 'PP', 'FF', 'TH', 'DD', 'kk', 'CH', 'SS', 'nn', 'RR', 'aa', 'E', 'ih', 'oh', 'ou'].map((name) => prefix + name))))
      expect(report.unknown, prefix).toEqual([])
      expect(report.channels, prefix).toEqual(expect.arrayContaining(['jawOpen', 'mouthFunnel', 'mouthPucker', 'mouthClose', 'tongueOut']))
    }
    expect((await inspect(makeGlb(named(['viseme_aa', 'viseme_I', 'viseme_O', 'viseme_U', 'mouthSmile', 'eyesClosed'])))).channels).toEqual(
      expect.arrayContaining(['eyeBlinkLeft', 'eyeBlinkRight', 'jawOpen', 'mouthFunnel', 'mouthPucker', 'mouthSmileLeft', 'mouthStretchLeft']),
    )
  })

  it('reads expressions of VRM 0.x and 1.0 whose shapes have no names at all', async () => {
    const expected = ['eyeBlinkLeft', 'eyeBlinkRight', 'jawOpen', 'mouthFunnel']
    const old = edited((model) => {
      delete model.meshes[0]!.extras
      const group = (presetName: string, index: number) => ({ name: presetName, presetName, binds: [{ mesh: 0, index, weight: 100 }] })
      model['extensions'] = { VRM: { blendShapeMaster: { blendShapeGroups: [group('a', 0), group('o', 1), group('blink_l', 2), group('blink_r', 3)] } } }
    })
    const now = edited((model) => {
      delete model.meshes[0]!.extras
      const bind = (index: number) => ({ morphTargetBinds: [{ node: 0, index, weight: 1 }] })
      model['extensions'] = { VRMC_vrm: { expressions: { preset: { aa: bind(0), oh: bind(1), blinkLeft: bind(2) }, custom: { EyeBlinkRight: bind(3) } } } }
    })
    for (const file of [old, now]) expect((await inspect(file)).channels).toEqual(expected)
  })
})

describe('Ways to store a model', () => {
  const plain = edited(() => undefined)
  const variants: [string, Buffer][] = [
    ['no names but on the primitive', edited((model) => {
      model.meshes[0]!.primitives[0]!['extras'] = model.meshes[0]!.extras
      delete model.meshes[0]!.extras
    })],
    ['indices of 16 bits', edited((model, add, data) => {
      const { byteOffset, byteLength } = model.bufferViews[1]!
      const wide = new Uint32Array(new Uint8Array(data.subarray(byteOffset, byteOffset + byteLength)).buffer)
      model.accessors[1] = { ...model.accessors[1]!, componentType: 5123, bufferView: add(Uint16Array.from(wide).buffer) }
    })],
    ['quantised positions and shapes', edited((model, add, data) => {
      model['extensionsRequired'] = ['KHR_mesh_quantization']
      model.accessors.forEach((accessor, i) => {
        if (i === 1) return
        const { byteOffset, byteLength } = model.bufferViews[accessor.bufferView!]!
        const floats = new Float32Array(new Uint8Array(data.subarray(byteOffset, byteOffset + byteLength)).buffer)
        model.accessors[i] = { ...accessor, componentType: 5122, normalized: true, bufferView: add(Int16Array.from(floats, (value) => Math.round(value * 32767)).buffer) }
      })
    })],
    ['sparse shapes', edited((model, add, data) => {
      for (const { POSITION } of model.meshes[0]!.primitives[0]!.targets) {
        const accessor = model.accessors[POSITION!]!
        const { byteOffset, byteLength } = model.bufferViews[accessor.bufferView!]!
        const floats = new Float32Array(new Uint8Array(data.subarray(byteOffset, byteOffset + byteLength)).buffer)
        const moved = Array.from({ length: accessor.count }, (_, v) => v).filter((v) => floats.subarray(3 * v, 3 * v + 3).some((value) => value !== 0))
        const values = Float32Array.from(moved.flatMap((v) => [...floats.subarray(3 * v, 3 * v + 3)]))
        delete accessor.bufferView
        accessor.sparse = { count: moved.length, indices: { bufferView: add(Uint16Array.from(moved).buffer), componentType: 5123 }, values: { bufferView: add(values.buffer) } }
      }
    })],
    ['its picture inside an address', edited((model) => {
      const png = Buffer.alloc(40)
      png.write('\x89PNG', 'latin1')
      png.writeUInt32BE(1, 16)
      png.writeUInt32BE(1, 20)
      model['images'] = [{ uri: `data:image/png;base64,${png.toString('base64')}` }]
      model['textures'] = [{ source: 0 }]
      model.materials[0] = { pbrMetallicRoughness: { baseColorTexture: { index: 0 } } }
    })],
  ]
  it.each(variants)('%s', async (_, file) => {
    expect(await inspect(file)).toEqual(await inspect(plain))
  })

  it('moves teeth with the face where both have all the shapes', async () => {
    const two = edited((model) => {
      model.meshes.push(structuredClone(model.meshes[0]!))
      model.nodes.push({ name: 'Teeth', mesh: 1 })
      Object.assign(model, { scenes: [{ nodes: [0, 1] }] })
    })
    const [one, both] = [await inspect(plain), await inspect(two)]
    expect(both).toEqual({ ...one, triangles: 2 * one.triangles! })
  })
})

describe('Several meshes, each with some of the shapes', () => {
  const [jaw, funnel] = ARKIT_SHAPES as [GlbShape, GlbShape]
  const named = (shape: GlbShape, name: string): GlbShape => ({ ...shape, name })
  const still = (name: string): GlbShape => ({ ...jaw, name, reach: 1e-6 })
  /** Vertices that a coefficient moves, and how far at most, cm. */
  async function moved(content: Buffer, name: string): Promise<{ count: number; cm: number }> {
    await writeFile(join(folder, 'm.glb'), content)
    const morph = (await readAvatar(join(folder, 'm.glb'))).file.morphs.find((one) => one.name === name)
    return { count: morph?.count ?? 0, cm: 32767 * (morph?.scale ?? 0) }
  }

  it('move together, whichever vocabulary each of them has', async () => {
    const alone = await moved(makeGlb(ARKIT_SHAPES), 'jawOpen')
    for (const name of ['viseme_aa', 'mouthOpen', 'Fcl_MTH_A']) {
      const both = await moved(makeGlbOf([{ name: 'Face', shapes: ARKIT_SHAPES }, { name: 'Beard', shapes: [named(jaw, name)] }]), 'jawOpen')
      expect(both.count, name).toBe(2 * alone.count)
    }
    const report = await inspect(makeGlbOf([{ name: 'Face', shapes: [jaw] }, { name: 'Teeth', shapes: [named(funnel, 'viseme_U')] }, { name: 'Tongue', shapes: [named(funnel, 'tongueOut')] }]))
    expect(report).toMatchObject({ channels: ['jawOpen', 'mouthPucker', 'tongueOut'], unknown: [] })
    expect(report.missing).toHaveLength(49)
  })

  it('do not move twice where a mesh has two names for one movement', async () => {
    const alone = await moved(makeGlb(ARKIT_SHAPES), 'jawOpen')
    const both = await moved(makeGlb([...ARKIT_SHAPES, named(jaw, 'viseme_aa')]), 'jawOpen')
    expect(both).toEqual(alone)
  })

  it('stay still where their own shape does, unless that is so in all of them', async () => {
    const alone = await moved(makeGlb(ARKIT_SHAPES), 'jawOpen')
    const brows = { name: 'Brows', shapes: [still('jawOpen'), named(jaw, 'viseme_aa')] }
    expect(await moved(makeGlbOf([{ name: 'Face', shapes: ARKIT_SHAPES }, brows]), 'jawOpen')).toEqual(alone)
    const empty = await moved(makeGlb([still('jawOpen'), named(jaw, 'viseme_aa')]), 'jawOpen')
    expect(empty.cm).toBeGreaterThan(2)
    await expect(inspect(makeGlb([still('jawOpen'), named(funnel, 'viseme_O')]))).rejects.toThrow(/opens its mouth/)
  })

  it('have eyes that look by themselves: nothing of that is missing', async () => {
    const eye = (side: string) => ({ name: `Eye_${side}`, shapes: [named(funnel, `eyeLookUp_${side}`)] })
    const one = await inspect(makeGlbOf([{ name: 'Face', shapes: ARKIT_SHAPES }, eye('L')]))
    expect(one.channels.filter((name) => name.startsWith('eyeLook'))).toEqual(['eyeLookDownLeft', 'eyeLookInLeft', 'eyeLookOutLeft', 'eyeLookUpLeft'])
    const both = await inspect(makeGlbOf([{ name: 'Face', shapes: ARKIT_SHAPES }, eye('L'), eye('R')]))
    expect(both.eyes).toBe(true)
    expect(both.missing.filter((name) => name.startsWith('eyeLook'))).toEqual([])
  })
})

describe('What cannot be read is refused with what to do', () => {
  const ktx = Buffer.from([0xab, 0x4b, 0x54, 0x58, 0x20, 0x32, 0x30, 0xbb, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0])
  const cases: [string, Buffer, RegExp][] = [
    ...['KHR_draco_mesh_compression', 'EXT_meshopt_compression', 'KHR_meshopt_compression'].map((name): [string, Buffer, RegExp] => [
      name,
      edited((model) => void (model['extensionsRequired'] = [name])),
      /packed with.*export it without/,
    ]),
    ['Draco that is not named as required', edited((model) => {
      model.meshes[0]!.primitives[0]!['extensions'] = { KHR_draco_mesh_compression: { bufferView: 0, attributes: { POSITION: 0 } } }
      delete model.accessors[0]!.bufferView
    }), /packed with Draco/],
    ['meshopt that is not named as required', edited((model) => {
      model.buffers.push({ byteLength: 9300 })
      Object.assign(model.bufferViews[0]!, { buffer: 1, extensions: { EXT_meshopt_compression: { buffer: 0, byteLength: 100, byteStride: 12, count: 825, mode: 'ATTRIBUTES' } } })
    }), /packed with meshopt/],
    ['data in another file', edited((model) => Object.assign(model.buffers[0]!, { uri: 'head.bin' })), /in other files; export it as one \.glb/],
    ['a picture in another file', edited((model) => void (model['images'] = [{ uri: 'https://example.org/skin.png' }])), /in other files/],
    ['a KTX2 texture', edited((model, add) => {
      model['images'] = [{ bufferView: add(ktx), mimeType: 'image/ktx2' }]
      model['textures'] = [{ source: 0 }]
      model.materials[0] = { pbrMetallicRoughness: { baseColorTexture: { index: 0 } } }
    }), /KTX2 textures; export it with PNG or JPEG/],
    ['300 materials', edited((model) => void (model.materials = Array.from({ length: 300 }, () => ({})))), /more than 255 materials/],
    ['vertices infinitely far away', edited((model) => void (model.nodes[0]!['scale'] = [1e300, 1e300, 1e300])), /infinitely far/],
    ['parts that contain each other', edited((model) => void (model.nodes[0]!['children'] = [0])), /contain each other/],
    ['a hundred thousand parts', edited((model) => void (model.meshes[0]!.primitives = Array.from({ length: 100_000 }, () => ({ ...model.meshes[0]!.primitives[0]!, targets: [] })))), /more than/],
    ['more shapes than a face can have', edited((model) => {
      const { POSITION } = model.meshes[0]!.primitives[0]!.targets[0]!
      model.meshes[0]!.primitives[0]!.targets = Array.from({ length: 80_000 }, () => ({ POSITION: POSITION! }))
      model.meshes[0]!.extras = { targetNames: Array.from({ length: 80_000 }, () => 'jawOpen') }
    }), /too many shapes/],
  ]
  it.each(cases)('%s', async (_, file, message) => {
    await expect(inspect(file)).rejects.toMatchObject({ code: 'persona_invalid', message: expect.stringMatching(message) as string })
  })

  it('a chain of twenty thousand bones is gone through once', async () => {
    const chain = edited((model) => {
      for (let i = 1; i < 19_999; i++) model.nodes.push({ name: 'Eye_L', children: i === 19_998 ? [] : [i + 1] })
      model.nodes[0]!['children'] = [1]
    })
    expect((await inspect(chain)).channels).toContain('jawOpen')
  })
})

describe('The zip of a LAM avatar is refused with what to do', () => {
  const skin = makeGlb(ARKIT_SHAPES)
  const properties = ['x', 'y', 'z', 'nx', 'ny', 'nz', 'f_dc_0', 'f_dc_1', 'f_dc_2', 'opacity', 'scale_0', 'scale_1', 'scale_2', 'rot_0', 'rot_1', 'rot_2', 'rot_3']
  const ply = (count: number, bytes = 68 * count, format = 'binary_little_endian'): Buffer =>
    Buffer.concat([Buffer.from(['ply', `format ${format} 1.0`, `element vertex ${count}`, ...properties.map((name) => `property float ${name}`), 'end_header\n'].join('\n')), Buffer.alloc(bytes)])
  const zip = (offset: Buffer | string, name = 'x/offset.ply'): Buffer => rawZip([{ name: 'x/skin.glb', content: skin }, { name, content: offset }])
  it.each([
    ['without its splats', rawZip([{ name: 'x/skin.glb', content: skin }]), /no LAM avatar/],
    ['with splats for other vertices', zip(ply(7)), /7 splats for 825 vertices/],
    ['with splats that were cut off', zip(ply(825, 1000)), /offset\.ply that was cut off/],
    ['with more splats than there can be', zip(ply(4_000_000_000, 0)), /offset\.ply that was cut off/],
    ['with no splats', zip(ply(0)), /offset\.ply that was cut off/],
    ['with splats in words', zip(ply(825, 68 * 825, 'ascii')), /of another kind/],
    ['with numbers that are none', zip(Buffer.concat([ply(825, 0), Buffer.alloc(68 * 825, 0xff)])), /numbers that are none/],
    ['that leads out of its folder by backslashes', zip(ply(825), '..\\offset.ply'), /archive/],
    ['with an absolute path', zip(ply(825), '/etc/offset.ply'), /archive/],
  ] as const)('%s', async (_, file, message) => {
    await expect(inspect(file, 'a.zip')).rejects.toMatchObject({ code: 'persona_invalid', message: expect.stringMatching(message) as string })
  })

  it('one whose directory is cut off at any place, never with a crash', async () => {
    const whole = zip(ply(825))
    for (let at = whole.length - 1; at > 4; at -= 4001) await expect(inspect(whole.subarray(0, at), 'a.zip'), `${at} bytes`).rejects.toMatchObject({ code: 'persona_invalid' })
  })
})
