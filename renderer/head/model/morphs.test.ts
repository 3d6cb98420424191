import { describe, expect, it } from 'vitest'
import { Random } from '../life/random.ts'
import { MorphAccumulator, type SparseMorph } from './morphs.ts'

function mesh(random: Random, vertices: number, shapes: number) {
  const rest = Float32Array.from({ length: 3 * vertices }, () => random.between(-10, 10))
  const normals = Float32Array.from({ length: 3 * vertices }, () => random.between(-1, 1))
  const morphs: SparseMorph[] = Array.from({ length: shapes }, () => {
    const indices = Uint16Array.from(Array.from({ length: vertices }, (_, v) => v).filter(() => random.chance(0.3)))
    const deltas = Float32Array.from({ length: 3 * indices.length }, () => random.normal())
    return { indices, deltas, normalDeltas: deltas.map((delta) => 0.1 * delta) }
  })
  return { rest, normals, morphs }
}

/** Σ over every shape and vertex, without sparseness and without skipping. */
function dense(rest: Float32Array, morphs: readonly SparseMorph[], weights: Float32Array, deltas: 'deltas' | 'normalDeltas') {
  const result = Array.from(rest)
  morphs.forEach((morph, k) => {
    morph.indices.forEach((v, i) => {
      for (let c = 0; c < 3; c++) result[3 * v + c]! += weights[k]! * morph[deltas][3 * i + c]!
    })
  })
  return result
}

describe('MorphAccumulator', () => {
  const { rest, normals, morphs } = mesh(new Random(11), 60, 52)

  it('equals the dense sum', () => {
    const random = new Random(12)
    const accumulator = new MorphAccumulator(rest, normals, morphs)
    for (let round = 0; round < 3; round++) {
      const weights = Float32Array.from(morphs, () => (random.chance(0.3) ? random.next() : 0))
      accumulator.apply(weights)
      dense(rest, morphs, weights, 'deltas').forEach((value, i) => expect(accumulator.positions[i]).toBeCloseTo(value, 4))
      dense(normals, morphs, weights, 'normalDeltas').forEach((value, i) => expect(accumulator.normals[i]).toBeCloseTo(value, 4))
    }
  })

  it('comes back to rest exactly', () => {
    const accumulator = new MorphAccumulator(rest, normals, morphs)
    accumulator.apply(new Float32Array(52).fill(0.5))
    expect(accumulator.apply(new Float32Array(52))).toBe(true)
    expect(accumulator.positions).toEqual(rest)
  })

  it('says when there is nothing to upload', () => {
    const accumulator = new MorphAccumulator(rest, normals, morphs)
    const weights = new Float32Array(52).fill(0.2)
    expect(accumulator.apply(weights)).toBe(true)
    expect(accumulator.apply(weights)).toBe(false)
    weights[3] = 0.21
    expect(accumulator.apply(weights)).toBe(true)
  })
})
