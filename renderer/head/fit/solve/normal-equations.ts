/**
 * Sums of a linear least-squares problem, built row by row: H = Σ w·Jᵀ·J and g = Σ w·Jᵀ·r, of which only the upper
 * triangle of H is kept. A row names the few unknowns it depends on.
 */
export class NormalEquations {
  private readonly h: Float64Array
  private readonly g: Float64Array

  constructor(readonly size: number) {
    this.h = new Float64Array(size * size)
    this.g = new Float64Array(size)
  }

  /** A residual r which changes by `jacobian[i]` per unit of unknown `unknowns[i]` (ascending). */
  add(unknowns: Int32Array, jacobian: Float64Array, residual: number, weight: number): void {
    const { h, g, size } = this
    for (let i = 0; i < unknowns.length; i++) {
      const scaled = weight * jacobian[i]!
      if (scaled === 0) continue
      const row = unknowns[i]! * size
      g[unknowns[i]!]! += scaled * residual
      for (let j = i; j < unknowns.length; j++) h[row + unknowns[j]!]! += scaled * jacobian[j]!
    }
  }

  /** Pulls an unknown, now at `value`, towards `target`. */
  prior(unknown: number, value: number, target: number, weight: number): void {
    this.h[unknown * this.size + unknown]! += weight
    this.g[unknown]! += weight * (value - target)
  }

  /**
   * The step that lessens the residuals most and leaves every value within its bounds: unknowns which would leave them
   * are held at the bound and the rest is solved again.
   */
  step(values: ArrayLike<number>, least: ArrayLike<number>, most: ArrayLike<number>): Float64Array {
    const { size } = this
    const step = new Float64Array(size)
    const held = new Uint8Array(size)
    for (let pass = 0; pass < 6; pass++) {
      const free: number[] = []
      for (let i = 0; i < size; i++) if (!held[i]) free.push(i)
      const solved = this.solve(free, step, held)
      let again = false
      free.forEach((i, k) => {
        step[i] = solved[k]!
        const to = values[i]! + step[i]!
        if (to >= least[i]! && to <= most[i]!) return
        step[i] = (to < least[i]! ? least[i]! : most[i]!) - values[i]!
        held[i] = 1
        again = true
      })
      if (!again) break
    }
    return step
  }

  /** Cholesky over the free unknowns, the held ones moved to where they are held. */
  private solve(free: number[], step: Float64Array, held: Uint8Array): Float64Array {
    const { h, g, size } = this
    const at = (i: number, j: number): number => (i <= j ? h[i * size + j]! : h[j * size + i]!)
    const n = free.length
    const l = new Float64Array(n * n)
    const b = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      const row = free[i]!
      let value = -g[row]!
      for (let j = 0; j < size; j++) if (held[j] && step[j] !== 0) value -= at(row, j) * step[j]!
      b[i] = value
      for (let j = 0; j <= i; j++) {
        let sum = at(row, free[j]!)
        if (i === j) sum += 1e-9 * (sum + 1)
        for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!
        l[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / l[j * n + j]!
      }
    }
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) b[i]! -= l[i * n + k]! * b[k]!
      b[i]! /= l[i * n + i]!
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) b[i]! -= l[k * n + i]! * b[k]!
      b[i]! /= l[i * n + i]!
    }
    return b
  }
}
