import { COEFFICIENT_COUNT, COEFFICIENT_NAMES } from '../../contract/coefficients.ts'

/**
 * Takes a provider's values to our 52 coefficients, by name. Understood are camelCase, PascalCase and snake_case, `_L` and
 * `_R` for left and right, a split `browInnerUp` or `cheekPuff`, whose halves are averaged, and a name without a side,
 * which moves both. What we have no coefficient for (tongue shapes, eye rolls) is left out, what the provider does not name stays 0.
 */
export class CoefficientMap {
  /** Names that mean nothing to us. */
  readonly unknown: readonly string[]
  /** Coefficients that the provider drives. */
  readonly driven: number
  private readonly sources: (readonly number[])[]

  /** @param names in the order of the provider's values */
  constructor(private readonly names: readonly string[]) {
    const sources: number[][] = COEFFICIENT_NAMES.map(() => [])
    const unknown: string[] = []
    names.forEach((name, position) => {
      const indices = canonicalIndices(name)
      if (indices.length === 0) unknown.push(name)
      for (const index of indices) sources[index]!.push(position)
    })
    this.sources = sources
    this.unknown = unknown
    this.driven = sources.filter((positions) => positions.length > 0).length
  }

  /** Values that one frame has to have. */
  get length(): number {
    return this.names.length
  }

  /** @param values as many as there are names, not yet clamped */
  apply(values: ArrayLike<number>): Float32Array {
    const coefficients = new Float32Array(COEFFICIENT_COUNT)
    this.sources.forEach((positions, index) => {
      for (const position of positions) coefficients[index]! += values[position]! / positions.length
    })
    return coefficients
  }
}

const plain = (name: string): string => name.replace(/[^a-z0-9]/gi, '').toLowerCase()

const BY_PLAIN_NAME = new Map(COEFFICIENT_NAMES.map((name, index) => [plain(name), index]))

function canonicalIndices(name: string): number[] {
  const spelledOut = name.replace(/_L$/i, 'Left').replace(/_R$/i, 'Right')
  const whole = spelledOut.replace(/(Left|Right)$/i, '')
  for (const candidates of [[spelledOut], [whole], [`${spelledOut}Left`, `${spelledOut}Right`]]) {
    const indices = candidates.flatMap((candidate) => BY_PLAIN_NAME.get(plain(candidate)) ?? [])
    if (indices.length > 0) return indices
  }
  return []
}
