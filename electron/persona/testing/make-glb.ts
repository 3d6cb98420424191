/** A part of a model: a grid of vertices, of which each shape moves those within its reach. */
export interface GlbShape {
  readonly name: string
  /** What it moves, metres: middle and reach. */
  readonly at: readonly [number, number, number]
  readonly reach: number
  readonly by: readonly [number, number, number]
}

const COLUMNS = 24
const ROWS = 32
/** Half of width, height and depth of the face, metres. */
const HALF = [0.08, 0.12, 0.1] as const

/** The front of an egg with eyes at y = 0.03 m and a mouth at −0.04 m, looking along +z, with these shapes, as glTF 2.0 binary. */
export function makeGlb(shapes: readonly GlbShape[]): Buffer {
  return makeGlbOf([{ name: 'Face', shapes }])
}

/** Several meshes of that form in one place, each on a node of its name and with shapes of its own. */
export function makeGlbOf(meshes: readonly { name: string; shapes: readonly GlbShape[] }[]): Buffer {
  const positions: number[] = []
  for (let row = 0; row <= ROWS; row++) {
    for (let column = 0; column <= COLUMNS; column++) {
      const [yaw, pitch] = [Math.PI * (column / COLUMNS - 0.5), Math.PI * (row / ROWS - 0.5)]
      positions.push(HALF[0] * Math.sin(yaw) * Math.cos(pitch), HALF[1] * Math.sin(pitch), HALF[2] * Math.cos(yaw) * Math.cos(pitch))
    }
  }
  const index: number[] = []
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const corner = row * (COLUMNS + 1) + column
      index.push(corner, corner + 1, corner + COLUMNS + 2, corner, corner + COLUMNS + 2, corner + COLUMNS + 1)
    }
  }
  const targets = meshes.flatMap(({ shapes }) => shapes).map(({ at, reach, by }) =>
    positions.map((_, i) => {
      const v = i - (i % 3)
      const distance = Math.hypot(positions[v]! - at[0], positions[v + 1]! - at[1], positions[v + 2]! - at[2])
      return by[i % 3]! * Math.max(0, 1 - distance / reach)
    }),
  )
  const arrays = [Buffer.from(Float32Array.from(positions).buffer), Buffer.from(Uint32Array.from(index).buffer), ...targets.map((target) => Buffer.from(Float32Array.from(target).buffer))]
  let byteOffset = 0
  const bufferViews = arrays.map(({ length }) => {
    const view = { buffer: 0, byteOffset, byteLength: length }
    byteOffset += length
    return view
  })
  const firstTarget = meshes.map((_, m) => 2 + meshes.slice(0, m).reduce((sum, { shapes }) => sum + shapes.length, 0))
  const vectors = { componentType: 5126, count: positions.length / 3, type: 'VEC3' }
  return glb(
    {
      asset: { version: '2.0' },
      scenes: [{ nodes: meshes.map((_, m) => m) }],
      nodes: meshes.map(({ name }, mesh) => ({ name, mesh })),
      materials: [{ pbrMetallicRoughness: { baseColorFactor: [0.6, 0.4, 0.32, 1] } }],
      meshes: meshes.map(({ shapes }, m) => ({
        primitives: [{ attributes: { POSITION: 0 }, indices: 1, material: 0, ...(shapes.length > 0 && { targets: shapes.map((_, t) => ({ POSITION: firstTarget[m]! + t })) }) }],
        extras: { targetNames: shapes.map(({ name }) => name) },
      })),
      accessors: arrays.map((_, i) => ({ bufferView: i, ...(i === 1 ? { componentType: 5125, count: index.length, type: 'SCALAR' } : vectors) })),
      bufferViews,
      buffers: [{ byteLength: byteOffset }],
    },
    Buffer.concat(arrays),
  )
}

/** A file of these parts. */
export function glb(json: object, bin: Buffer): Buffer {
  const text = Buffer.from(JSON.stringify(json))
  const padded = Buffer.concat([text, Buffer.alloc((4 - (text.length % 4)) % 4, ' ')])
  const header = Buffer.alloc(12)
  header.write('glTF', 'latin1')
  header.writeUInt32LE(2, 4)
  header.writeUInt32LE(12 + 8 + padded.length + 8 + bin.length, 8)
  return Buffer.concat([header, chunk('JSON', padded), chunk('BIN\0', bin)])
}

function chunk(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(content.length, 0)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, content])
}

const EYES = { Left: 0.031, Right: -0.031 } as const

/** Mouth and lids by ARKit's names as Blender's exporters write them, looked at from no side but the front. */
export const ARKIT_SHAPES: readonly GlbShape[] = [
  { name: 'jawOpen', at: [0, -0.06, 0.08], reach: 0.05, by: [0, -0.03, -0.005] },
  { name: 'mouthFunnel', at: [0, -0.04, 0.09], reach: 0.02, by: [0, 0, 0.01] },
  ...(['Left', 'Right'] as const).map((side): GlbShape => ({ name: `Face.EyeBlink_${side[0]!}`, at: [EYES[side], 0.03, 0.09], reach: 0.02, by: [0, -0.008, 0] })),
]
