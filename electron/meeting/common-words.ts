import { editDistance } from './edit-distance.ts'

/** Length of the longest common subsequence; words that differ by a letter or two count as the same. */
export function commonWords(one: readonly string[], other: readonly string[]): number {
  let row = new Array<number>(other.length + 1).fill(0)
  for (const word of one) {
    const next = [0]
    for (const [j, second] of other.entries()) next.push(isLike(word, second) ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!))
    row = next
  }
  return row[other.length]!
}

function isLike(one: string, other: string): boolean {
  if (one === other) return true
  const shorter = Math.min(one.length, other.length)
  return shorter >= 4 && editDistance(one, other) <= (shorter >= 7 ? 2 : 1)
}
