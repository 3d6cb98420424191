/** The value in the middle; 0 of none. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5)
}

/** The value that the share `at` of all lies below; 0 of none. */
export function quantile(values: ArrayLike<number>, at: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.round(at * (sorted.length - 1))] ?? 0
}
