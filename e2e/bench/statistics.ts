export interface Measurement {
  id: string
  unit: string
  p50: number
  p95: number
  n: number
  /** The goal of the product, in words. */
  target: string
  /** What was measured on, where it isn't obvious. */
  on?: string
}

/** Nearest-rank quantiles; `values` in any order. */
export function summarise(id: string, unit: string, values: readonly number[], target: string, on?: string): Measurement {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (q: number): number => round(sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN)
  return { id, unit, p50: at(0.5), p95: at(0.95), n: sorted.length, target, ...(on ? { on } : {}) }
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
