import { AVATAR_LIMITS } from '../../../contract/avatar.ts'
import type { BakedMesh, Binding } from '../baked.ts'
import { Accessors } from './accessors.ts'
import { damaged, unreadable, type GltfFile } from './container.ts'
import { readMaterials } from './materials.ts'
import { blend, IDENTITY, transform, type Mat4 } from './matrices.ts'
import { GltfScene } from './scene.ts'
import type { GltfPrimitive } from './schema.ts'
import { ShapeNames } from './shape-names.ts'
import { Skeleton } from './skeleton.ts'

const TRIANGLES = 4
/** More pieces, or more numbers in shapes of known names, are no head: reading them would take minutes. */
const MOST_PIECES = 4000
const MOST_SHAPE_VERTICES = 60_000_000
/** Of the size of a model: deltas below move nothing that could be seen. */
const LEAST_SHARE = 1e-6

interface Piece {
  readonly mesh: number
  readonly node: number
  readonly primitive: GltfPrimitive
  readonly vertices: number
  readonly first: number
}

/** Puts every visible part of a glTF file into one mesh, in the pose it was saved in. @throws `persona_invalid` */
export function bakeGltf(file: GltfFile): BakedMesh {
  const accessors = new Accessors(file)
  const scene = new GltfScene(file, accessors)
  const skeleton = new Skeleton(scene)
  const names = new ShapeNames(file.json)
  const { materials, images } = readMaterials(file.json, accessors)
  const pieces = collect(file, scene, accessors)
  if (pieces.length > MOST_PIECES) throw damaged(`has more than ${MOST_PIECES} parts; put them together and export it again`)
  const vertices = pieces.reduce((sum, piece) => sum + piece.vertices, 0)
  if (vertices === 0) throw damaged('has nothing in it that can be seen; export the head with its mesh')
  if (vertices > AVATAR_LIMITS.vertices) throw damaged(`has more than ${AVATAR_LIMITS.vertices} vertices; reduce it and export it again`)

  const positions = new Float32Array(3 * vertices)
  const normals = new Float32Array(3 * vertices)
  const uvs = new Float32Array(2 * vertices)
  const colors = new Uint8Array(4 * vertices).fill(255)
  const follow = new Float32Array(vertices)
  const eye = new Uint8Array(vertices)
  const bindings: Binding[] = []
  const byMaterial = new Map<number, number[]>()

  let shapeVertices = 0
  for (const piece of pieces) {
    const { primitive, first } = piece
    const rest = accessors.read(primitive.attributes['POSITION']!, 'VEC3')
    const placing = new Placing(file, scene, accessors, skeleton, piece)
    const given = primitive.attributes['NORMAL'] === undefined ? null : vectors(accessors, primitive.attributes['NORMAL'], piece.vertices)
    for (let v = 0; v < piece.vertices; v++) {
      const matrix = placing.matrix(v)
      transform(matrix, rest[3 * v]!, rest[3 * v + 1]!, rest[3 * v + 2]!, 1, positions, 3 * (first + v))
      if (given) transform(matrix, given[3 * v]!, given[3 * v + 1]!, given[3 * v + 2]!, 0, normals, 3 * (first + v))
      follow[first + v] = placing.follow(v)
      eye[first + v] = placing.eye(v)
    }
    const material = primitive.material !== undefined && materials[primitive.material] ? primitive.material : materials.length - 1
    paint(accessors, primitive, materials[material]!, first, piece.vertices, uvs, colors)
    const index = triangles(accessors, primitive, piece.vertices)
    const list = byMaterial.get(material) ?? []
    for (const v of index) list.push(first + v)
    byMaterial.set(material, list)
    if (list.length > 3 * AVATAR_LIMITS.triangles) throw damaged(`has more than ${AVATAR_LIMITS.triangles} triangles; reduce it and export it again`)
    if (!given) smoothNormals(positions, index, first, normals)
    shapeVertices += piece.vertices * piece.primitive.targets.filter((_, t) => names.drives(piece.mesh, t).length > 0).length
    if (shapeVertices > MOST_SHAPE_VERTICES) throw damaged('has too many shapes for its size; keep those of the face, reduce it and export it again')
    for (const binding of shapes(accessors, piece, placing, names)) bindings.push(binding)
  }

  const index = new Uint32Array([...byMaterial.values()].reduce((sum, list) => sum + list.length, 0))
  let indexStart = 0
  const parts = [...byMaterial].map(([material, list]) => {
    index.set(list, indexStart)
    const part = { material, indexStart, indexCount: list.length }
    indexStart += list.length
    return part
  })
  if (!positions.every(Number.isFinite)) throw damaged('has vertices that are infinitely far away; export it again')
  if (names.targets === 0) throw damaged('has no face shapes, so it could not speak; export it with its blend shapes (morph targets)')
  return {
    positions, normals, uvs, colors, eye, index, parts, images, bindings,
    materials: materials.map(({ material }) => material),
    follow: skeleton.hasHead ? follow : null,
    unknownShapes: [...names.unknown],
    bones: skeleton.bones,
    facesBack: file.json.extensions.VRM !== undefined,
  }
}

function collect(file: GltfFile, scene: GltfScene, accessors: Accessors): Piece[] {
  const pieces: Piece[] = []
  let first = 0
  for (const node of scene.world.keys()) {
    const mesh = file.json.nodes[node]!.mesh
    if (mesh === undefined) continue
    for (const primitive of file.json.meshes[mesh]?.primitives ?? []) {
      const position = primitive.attributes['POSITION']
      if (primitive.mode !== TRIANGLES || position === undefined) continue
      if (primitive.extensions?.['KHR_draco_mesh_compression'] !== undefined && file.json.accessors[position]?.bufferView === undefined) throw unreadable('KHR_draco_mesh_compression')
      const vertices = accessors.count(position)
      pieces.push({ mesh, node, primitive, vertices, first })
      first += vertices
      if (first > AVATAR_LIMITS.vertices || pieces.length > MOST_PIECES) return pieces
    }
  }
  return pieces
}

/** Where the vertices of one piece are put: by their bones, or as a whole. */
class Placing {
  private readonly whole: Mat4
  private readonly skin: { matrices: Mat4[]; joints: ArrayLike<number>; weights: ArrayLike<number>; follow: number[]; eye: number[] } | null
  private readonly pieceFollow: number
  private readonly pieceEye: number

  constructor(file: GltfFile, scene: GltfScene, accessors: Accessors, skeleton: Skeleton, piece: Piece) {
    const node = file.json.nodes[piece.node]!
    const { attributes } = piece.primitive
    this.whole = scene.world.get(piece.node) ?? IDENTITY
    this.pieceFollow = skeleton.follow(piece.node)
    this.pieceEye = skeleton.eye(piece.node)
    if (node.skin === undefined || attributes['JOINTS_0'] === undefined || attributes['WEIGHTS_0'] === undefined) {
      this.skin = null
      return
    }
    const joints = file.json.skins[node.skin]?.joints ?? []
    this.skin = {
      matrices: scene.jointMatrices(node.skin),
      joints: accessors.read(attributes['JOINTS_0'], 'VEC4'),
      weights: accessors.read(attributes['WEIGHTS_0'], 'VEC4'),
      follow: joints.map((joint) => skeleton.follow(joint)),
      eye: joints.map((joint) => skeleton.eye(joint)),
    }
    if (this.skin.joints.length < 4 * piece.vertices || this.skin.weights.length < 4 * piece.vertices) throw damaged('is damaged (bones of too few vertices); export it again')
  }

  matrix(v: number): Mat4 {
    if (!this.skin) return this.whole
    const { matrices } = this.skin
    const used = this.influences(v).filter(({ joint }) => matrices[joint])
    const sum = used.reduce((total, { weight }) => total + weight, 0)
    if (sum === 0) return this.whole
    return blend(used.map(({ joint }) => matrices[joint]!), used.map(({ weight }) => weight / sum))
  }

  follow(v: number): number {
    const { skin } = this
    if (!skin) return this.pieceFollow
    return Math.min(1, this.influences(v).reduce((sum, { joint, weight }) => sum + weight * (skin.follow[joint] ?? 0), 0))
  }

  eye(v: number): number {
    const { skin } = this
    if (!skin) return this.pieceEye
    const eyeball = this.influences(v).find(({ joint, weight }) => weight > 0.5 && skin.eye[joint])
    return eyeball ? skin.eye[eyeball.joint]! : 0
  }

  private influences(v: number): { joint: number; weight: number }[] {
    const { joints, weights } = this.skin!
    return [0, 1, 2, 3].map((k) => ({ joint: joints[4 * v + k]!, weight: weights[4 * v + k]! })).filter(({ weight }) => weight > 0)
  }
}

function shapes(accessors: Accessors, piece: Piece, placing: Placing, names: ShapeNames): Binding[] {
  return piece.primitive.targets.flatMap((target, t) => {
    const drives = names.drives(piece.mesh, t)
    if (drives.length === 0) return []
    const moved = target['POSITION'] === undefined ? [] : vectors(accessors, target['POSITION'], piece.vertices)
    let largest = 0
    for (const value of moved) largest = Math.max(largest, Math.abs(value))
    const indices: number[] = []
    const deltas: number[] = []
    const delta = new Float32Array(3)
    for (let v = 0; 3 * v < moved.length && v < piece.vertices; v++) {
      const [x, y, z] = [moved[3 * v]!, moved[3 * v + 1]!, moved[3 * v + 2]!]
      if (Math.abs(x) + Math.abs(y) + Math.abs(z) <= Math.max(largest * 1e-3, LEAST_SHARE)) continue
      transform(placing.matrix(v), x, y, z, 0, delta, 0)
      indices.push(piece.first + v)
      deltas.push(...delta)
    }
    const shape = { name: names.nameOf(piece.mesh, t), mesh: piece.mesh, indices: Uint32Array.from(indices), deltas: Float32Array.from(deltas) }
    return drives.map(({ coefficient, weight, side, rank }) => ({ coefficient, weight, side: side ?? null, rank, shape }))
  })
}

function vectors(accessors: Accessors, index: number, count: number): Float32Array | Float64Array {
  const values = accessors.read(index, 'VEC3')
  if (values.length < 3 * count) throw damaged('is damaged (numbers are missing); export it again')
  return values
}

function triangles(accessors: Accessors, { indices }: GltfPrimitive, vertices: number): Uint32Array {
  const list = indices === undefined ? Uint32Array.from({ length: vertices }, (_, i) => i) : Uint32Array.from(accessors.read(indices, 'SCALAR'))
  for (const v of list) if (v >= vertices) throw damaged('is damaged (a triangle without its vertex); export it again')
  return list.subarray(0, list.length - (list.length % 3))
}

function paint(
  accessors: Accessors, primitive: GltfPrimitive, { texCoord, offset, scale }: ReturnType<typeof readMaterials>['materials'][number],
  first: number, vertices: number, uvs: Float32Array, colors: Uint8Array,
): void {
  const uv = primitive.attributes[`TEXCOORD_${texCoord}`]
  if (uv !== undefined) {
    const values = accessors.read(uv, 'VEC2')
    for (let i = 0; i < Math.min(values.length, 2 * vertices); i++) uvs[2 * first + i] = values[i]! * scale[i % 2]! + offset[i % 2]!
  }
  const color = primitive.attributes['COLOR_0']
  if (color === undefined) return
  const width = accessors.width(color)
  const values = accessors.read(color, width === 4 ? 'VEC4' : 'VEC3')
  for (let v = 0; v < Math.min(values.length / width, vertices); v++) {
    for (let c = 0; c < width; c++) {
      const value = Math.min(Math.max(values[width * v + c]!, 0), 1)
      // Colours are linear in glTF, coverage is what it is.
      colors[4 * (first + v) + c] = Math.round(255 * (c < 3 ? value ** (1 / 2.2) : value))
    }
  }
}

function smoothNormals(positions: Float32Array, index: Uint32Array, first: number, normals: Float32Array): void {
  for (let i = 0; i < index.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => 3 * (first + index[i + k]!)) as [number, number, number]
    const [ux, uy, uz] = [0, 1, 2].map((k) => positions[b + k]! - positions[a + k]!) as [number, number, number]
    const [wx, wy, wz] = [0, 1, 2].map((k) => positions[c + k]! - positions[a + k]!) as [number, number, number]
    for (const v of [a, b, c]) {
      normals[v]! += uy * wz - uz * wy
      normals[v + 1]! += uz * wx - ux * wz
      normals[v + 2]! += ux * wy - uy * wx
    }
  }
}
