import { damaged } from '../gltf/container.ts'

const PROPERTIES = ['x', 'y', 'z', 'nx', 'ny', 'nz', 'f_dc_0', 'f_dc_1', 'f_dc_2', 'opacity', 'scale_0', 'scale_1', 'scale_2', 'rot_0', 'rot_1', 'rot_2', 'rot_3'] as const
const LONGEST_HEADER = 4096
/** A splat with a standard deviation beyond this covers the picture: no part of a head, in metres. */
const LARGEST_M = 0.02

/** Gaussians of a LAM avatar, one a vertex of its mesh. */
export interface Splats {
  readonly count: number
  /** From the vertex, metres (3 · count). */
  readonly offsets: Float32Array
  /** Colour and opacity (4 · count). */
  readonly colors: Uint8Array
  /** xx, xy, xz, yy, yz, zz in m² (6 · count). */
  readonly covariances: Float32Array
}

/** @throws `persona_invalid` */
export function readSplats(bytes: Uint8Array): Splats {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, LONGEST_HEADER))
  const end = head.indexOf('end_header\n')
  if (!head.startsWith('ply\n') || end < 0) throw damaged('has an offset.ply that is none; export the avatar again')
  const lines = head.slice(0, end).split('\n')
  const count = Number(/^element vertex (\d+)$/m.exec(head)?.[1])
  const properties = lines.flatMap((line) => /^property (\w+) (\w+)$/.exec(line)?.slice(1) ?? [])
  const expected = PROPERTIES.flatMap((name) => ['float', name])
  if (!lines.includes('format binary_little_endian 1.0') || properties.join() !== expected.join()) {
    throw damaged('has an offset.ply of another kind; export the avatar again with LAM')
  }
  const width = PROPERTIES.length
  const start = end + 'end_header\n'.length
  if (!(count > 0) || bytes.length < start + 4 * width * count) throw damaged('has an offset.ply that was cut off; export or download the avatar again')
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, 4 * width * count)
  const offsets = new Float32Array(3 * count)
  const colors = new Uint8Array(4 * count)
  const covariances = new Float32Array(6 * count)
  const at = (splat: number, property: number): number => view.getFloat32(4 * (splat * width + property), true)
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) {
      offsets[3 * i + c] = finite(at(i, c))
      colors[4 * i + c] = Math.round(255 * Math.min(Math.max(finite(at(i, 6 + c)), 0), 1))
    }
    colors[4 * i + 3] = Math.round(255 / (1 + Math.exp(-finite(at(i, 9)))))
    const sizes = [10, 11, 12].map((property) => Math.min(Math.exp(finite(at(i, property))), LARGEST_M)) as [number, number, number]
    const rotation = [13, 14, 15, 16].map((property) => finite(at(i, property))) as [number, number, number, number]
    covariances.set(covariance(sizes, rotation), 6 * i)
  }
  return { count, offsets, colors, covariances }
}

/** R · S² · Rᵀ of a rotation (w, x, y, z) and standard deviations. */
function covariance([sx, sy, sz]: [number, number, number], [rw, rx, ry, rz]: [number, number, number, number]): number[] {
  const length = Math.hypot(rw, rx, ry, rz) || 1
  const [w, x, y, z] = [rw / length, rx / length, ry / length, rz / length]
  const rows = [
    [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
  ] as [number, number, number][]
  const squares = [sx * sx, sy * sy, sz * sz]
  const entry = (a: number, b: number): number => squares.reduce((sum, square, k) => sum + square * rows[a]![k]! * rows[b]![k]!, 0)
  return [entry(0, 0), entry(0, 1), entry(0, 2), entry(1, 1), entry(1, 2), entry(2, 2)]
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw damaged('has numbers that are none in its offset.ply; export the avatar again')
  return value
}
