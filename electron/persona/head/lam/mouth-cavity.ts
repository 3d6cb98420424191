import type { CoefficientShape } from '../coefficient-shapes.ts'

/** Splats as they are packed: cm, six numbers of covariance each, RGBA. */
export interface PackedSplats {
  readonly positions: Float32Array
  readonly covariances: Float32Array
  readonly colors: Uint8Array
  readonly follow: Uint8Array
}

const DARK = [30, 13, 13, 255] as const
/** How far behind the lips, and half axes of a splat, cm. */
const BEHIND_CM = 0.7
const TALL_CM = 0.42
const DEEP_CM = 0.15
/** Shares of the lower lip's way that the splats take as the jaw opens. */
const ROWS = [0.1, 0.4, 0.7] as const

interface Lip {
  readonly at: readonly [number, number, number]
  /** Standard deviation to the sides. */
  readonly wide: number
  readonly weights: ReadonlyMap<number, number>
}

/**
 * A LAM avatar has neither teeth nor a palate: through its open lips one would see the back of its neck, in daylight.
 * Adds dark splats behind the lips which open with the jaw. What has no shapes of single lips is left as it is.
 */
export function withMouthCavity(splats: PackedSplats, shapes: readonly CoefficientShape[]): { splats: PackedSplats; shapes: CoefficientShape[] } {
  const upper = lip(splats.positions, shapes, ['mouthUpperUpLeft', 'mouthUpperUpRight'])
  const lower = lip(splats.positions, shapes, ['mouthLowerDownLeft', 'mouthLowerDownRight'])
  const jaw = shapes.find(({ name }) => name === 'jawOpen')
  if (!upper || !lower || !jaw) return { splats, shapes: [...shapes] }
  const first = splats.positions.length / 3
  const count = ROWS.length
  const way = opened(jaw, lower)
  const positions = grown(splats.positions, 3 * count)
  const covariances = grown(splats.covariances, 6 * count)
  const colors = new Uint8Array(splats.colors.length + 4 * count)
  colors.set(splats.colors)
  const follow = new Uint8Array(first + count).fill(255)
  follow.set(splats.follow)
  const wide = 0.75 * Math.min(upper.wide, lower.wide)
  ROWS.forEach((_, row) => {
    const v = first + row
    positions.set([(upper.at[0] + lower.at[0]) / 2, (upper.at[1] + lower.at[1]) / 2, Math.min(upper.at[2], lower.at[2]) - BEHIND_CM], 3 * v)
    covariances.set([wide ** 2, 0, 0, TALL_CM ** 2, 0, DEEP_CM ** 2], 6 * v)
    colors.set(DARK, 4 * v)
  })
  const opening: CoefficientShape = {
    name: jaw.name,
    indices: Uint32Array.from([...jaw.indices, ...ROWS.map((_, row) => first + row)]),
    deltas: Float32Array.from([...jaw.deltas, ...ROWS.flatMap((share) => way.map((value) => share * value))]),
  }
  return { splats: { positions, covariances, colors, follow }, shapes: shapes.map((shape) => (shape === jaw ? opening : shape)) }
}

/** Where the shapes of a lip move most. */
function lip(positions: Float32Array, shapes: readonly CoefficientShape[], names: readonly string[]): Lip | null {
  const weights = new Map<number, number>()
  for (const { indices, deltas } of shapes.filter(({ name }) => names.includes(name))) {
    indices.forEach((v, i) => weights.set(v, (weights.get(v) ?? 0) + Math.hypot(deltas[3 * i]!, deltas[3 * i + 1]!, deltas[3 * i + 2]!) ** 4))
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return null
  const mean = (value: (v: number) => number): number => [...weights].reduce((sum, [v, weight]) => sum + weight * value(v), 0) / total
  const at = [0, 1, 2].map((axis) => mean((v) => positions[3 * v + axis]!)) as [number, number, number]
  return { at, wide: Math.sqrt(mean((v) => (positions[3 * v]! - at[0]) ** 2)), weights }
}

/** Where the open jaw takes a lip. */
function opened({ indices, deltas }: CoefficientShape, { weights }: Lip): number[] {
  const sum = [0, 0, 0]
  let total = 0
  indices.forEach((v, i) => {
    const weight = weights.get(v) ?? 0
    total += weight
    for (let c = 0; c < 3; c++) sum[c]! += weight * deltas[3 * i + c]!
  })
  return sum.map((value) => (total > 0 ? value / total : 0))
}

function grown(values: Float32Array, by: number): Float32Array {
  const out = new Float32Array(values.length + by)
  out.set(values)
  return out
}
