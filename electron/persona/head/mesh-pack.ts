import type { AvatarMaterial, MeshAvatarFile } from '../../contract/avatar.ts'
import type { BakedMesh } from './baked.ts'
import { coefficientShapes } from './coefficient-shapes.ts'
import { followByHeight, frameFace, lowestSeen, placed, turn, type FaceFrame } from './face-frame.ts'
import { AVATAR_BIN, BinWriter, channelsOf, MOST_UNKNOWN, packNormals, type AvatarPack } from './pack.ts'
import { requireSpeakable } from './speakable-shapes.ts'

/** A baked model in our format: sized and turned, without what the picture never shows. @throws `persona_invalid` */
export function packMesh(baked: BakedMesh): AvatarPack {
  requireSpeakable(baked)
  const frame = frameFace(baked)
  const mesh = seenPart(inOurUnits(baked, frame), lowestSeen(frame.camera))
  const shapes = coefficientShapes(mesh.bindings, mesh.positions, mesh.eye, frame)
  const bin = new BinWriter()
  const images = baked.images.map((image, i) => ({ ...image, name: `picture-${i + 1}.${image.type}` }))
  const { materials, parts } = mergedMaterials(mesh, (image) => (image === null ? null : images[image]!.name))
  const file: MeshAvatarFile = {
    kind: 'mesh',
    version: 1,
    bin: AVATAR_BIN,
    vertices: mesh.positions.length / 3,
    pivot: frame.pivot,
    eyes: frame.eyes,
    camera: frame.camera,
    light: frame.light,
    attributes: {
      position: bin.add(mesh.positions),
      normal: bin.add(packNormals(mesh.normals)),
      uv: bin.add(mesh.uvs),
      color: bin.add(mesh.colors),
      follow: bin.add(Uint8Array.from(mesh.follow!, (value) => Math.round(255 * value))),
      eye: bin.add(mesh.eye),
    },
    index: { offset: bin.add(parts.index), count: parts.index.length },
    parts: parts.list,
    materials,
    morphs: shapes.map((shape) => bin.addShape(shape)),
  }
  const used = new Set(materials.map(({ image }) => image))
  return {
    file,
    bin: bin.bytes(),
    images: images.filter(({ name }) => used.has(name)),
    report: {
      kind: 'gltf',
      ...channelsOf(file.morphs, mesh.eye),
      unknown: baked.unknownShapes.slice(0, MOST_UNKNOWN),
      triangles: parts.index.length / 3,
      splats: null,
      eyes: mesh.eye.some((mark) => mark !== 0),
    },
  }
}

export function inOurUnits(mesh: BakedMesh, frame: FaceFrame): BakedMesh {
  const positions = new Float32Array(mesh.positions.length)
  const normals = new Float32Array(mesh.normals.length)
  for (let at = 0; at < positions.length; at += 3) {
    positions.set(placed(mesh.positions.subarray(at, at + 3), frame), at)
    normals.set(turn([mesh.normals[at]!, mesh.normals[at + 1]!, mesh.normals[at + 2]!], frame.quarters), at)
  }
  const follow = mesh.follow ?? Float32Array.from({ length: positions.length / 3 }, (_, v) => followByHeight(positions[3 * v + 1]!))
  return { ...mesh, positions, normals, follow }
}

/** Leaves out triangles below `lowest` cm, and the vertices that nothing uses then. */
function seenPart(mesh: BakedMesh, lowest: number): BakedMesh {
  const renamed = new Int32Array(mesh.positions.length / 3).fill(-1)
  const kept: number[] = []
  const index: number[] = []
  const parts = mesh.parts.flatMap(({ material, indexStart, indexCount }) => {
    const start = index.length
    for (let i = indexStart; i < indexStart + indexCount; i += 3) {
      const corners = [mesh.index[i]!, mesh.index[i + 1]!, mesh.index[i + 2]!]
      if (corners.every((v) => mesh.positions[3 * v + 1]! < lowest)) continue
      for (const v of corners) {
        if (renamed[v] === -1) renamed[v] = kept.push(v) - 1
        index.push(renamed[v]!)
      }
    }
    return index.length > start ? [{ material, indexStart: start, indexCount: index.length - start }] : []
  })
  const pick = <T extends Float32Array | Uint8Array>(from: T, width: number, to: T): T => {
    kept.forEach((v, i) => to.set(from.subarray(width * v, width * v + width), width * i))
    return to
  }
  const n = kept.length
  return {
    ...mesh,
    positions: pick(mesh.positions, 3, new Float32Array(3 * n)),
    normals: pick(mesh.normals, 3, new Float32Array(3 * n)),
    uvs: pick(mesh.uvs, 2, new Float32Array(2 * n)),
    colors: pick(mesh.colors, 4, new Uint8Array(4 * n)),
    follow: pick(mesh.follow!, 1, new Float32Array(n)),
    eye: pick(mesh.eye, 1, new Uint8Array(n)),
    index: Uint32Array.from(index),
    parts,
    bindings: mesh.bindings.map((binding) => {
      const { shape } = binding
      const seen = [...shape.indices.keys()].filter((i) => renamed[shape.indices[i]!]! >= 0)
      return {
        ...binding,
        shape: {
          ...shape,
          indices: Uint32Array.from(seen, (i) => renamed[shape.indices[i]!]!),
          deltas: Float32Array.from(seen.flatMap((i) => [...shape.deltas.subarray(3 * i, 3 * i + 3)])),
        },
      }
    }),
  }
}

const DRAWN_IN_ORDER: readonly AvatarMaterial['alpha'][] = ['opaque', 'mask', 'blend']

/** Parts of the same look become one, so that each costs one call; what lets through comes last. */
function mergedMaterials(mesh: BakedMesh, nameOf: (image: number | null) => string | null) {
  const groups = new Map<string, { material: AvatarMaterial; triangles: Uint32Array[] }>()
  for (const { material: number, indexStart, indexCount } of mesh.parts) {
    const { image, ...rest } = mesh.materials[number]!
    const material = { ...rest, image: nameOf(image) }
    const key = JSON.stringify(material)
    const group = groups.get(key) ?? { material, triangles: [] }
    group.triangles.push(mesh.index.subarray(indexStart, indexStart + indexCount))
    groups.set(key, group)
  }
  const ordered = [...groups.values()].sort((a, b) => DRAWN_IN_ORDER.indexOf(a.material.alpha) - DRAWN_IN_ORDER.indexOf(b.material.alpha))
  const index = new Uint32Array(mesh.index.length)
  let indexStart = 0
  const list = ordered.map(({ triangles }, material) => {
    const start = indexStart
    for (const part of triangles) {
      index.set(part, indexStart)
      indexStart += part.length
    }
    return { material, indexStart: start, indexCount: indexStart - start }
  })
  return { materials: ordered.map(({ material }) => material), parts: { index, list } }
}
