function lattice(seed: number, index: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 15), 0x27d4eb2f)
  h = Math.imul(h ^ (h >>> 13), 0x165667b1)
  return ((h ^ (h >>> 16)) >>> 0) / 2147483648 - 1
}

/** Smooth value noise in −1…1, a pure function of (seed, t): the same at any frame rate. One lattice point per unit. */
export function noise(seed: number, t: number): number {
  const index = Math.floor(t)
  const f = t - index
  const s = f * f * f * (f * (6 * f - 15) + 10)
  const a = lattice(seed, index)
  return a + (lattice(seed, index + 1) - a) * s
}

/** Two octaves of `noise`: drift with a little restlessness on it. */
export function drift(seed: number, t: number): number {
  return 0.75 * noise(seed, t) + 0.25 * noise(seed + 101, 2.7 * t)
}
