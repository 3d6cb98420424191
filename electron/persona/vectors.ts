/** Scales to unit length, in place; a zero vector stays one. */
export function normalise(vector: Float32Array): Float32Array {
  let sum = 0
  for (const value of vector) sum += value * value
  if (sum === 0) return vector
  const scale = 1 / Math.sqrt(sum)
  for (let i = 0; i < vector.length; i += 1) vector[i]! *= scale
  return vector
}

/** Unit vectors in 8 bits a component: a quarter of the size, cosines within 0.005. */
export class QuantisedVectors {
  constructor(
    readonly dimensions: number,
    readonly data: Int8Array,
  ) {}

  static from(vectors: readonly Float32Array[]): QuantisedVectors {
    const dimensions = vectors[0]?.length ?? 0
    const data = new Int8Array(vectors.length * dimensions)
    vectors.forEach((vector, row) => {
      for (let i = 0; i < dimensions; i += 1) data[row * dimensions + i] = Math.round((vector[i] ?? 0) * SCALE)
    })
    return new QuantisedVectors(dimensions, data)
  }

  get length(): number {
    return this.dimensions === 0 ? 0 : this.data.length / this.dimensions
  }

  /** Cosine of a unit vector with row `row`. */
  cosine(query: Float32Array, row: number): number {
    const { data, dimensions } = this
    const offset = row * dimensions
    let sum = 0
    for (let i = 0; i < dimensions; i += 1) sum += query[i]! * data[offset + i]!
    return sum / SCALE
  }

  /** Row `row` as a vector that others are held against. */
  unit(row: number): Float32Array {
    return Float32Array.from(this.row(row), (component) => component / SCALE)
  }

  row(row: number): Int8Array {
    return this.data.subarray(row * this.dimensions, (row + 1) * this.dimensions)
  }
}

/** Components of these vectors stay well below 1, but the margin of a full range costs nothing. */
const SCALE = 127
