/** A stretch of a text, and whether the other text lacks it. */
export interface DiffPart {
  text: string
  changed: boolean
}

/** Longer texts are compared by their first words only; the rest counts as changed. */
const MAX_WORDS = 1_500

/**
 * Two texts word by word: the longest common run of words is kept, everything else is marked.
 * Joined, the parts of each side are that side's text with its white space made plain.
 */
export function wordDiff(before: string, after: string): { before: DiffPart[]; after: DiffPart[] } {
  const a = words(before)
  const b = words(after)
  const kept = common(a.slice(0, MAX_WORDS), b.slice(0, MAX_WORDS))
  return {
    before: parts(a, new Set(kept.map(([i]) => i))),
    after: parts(b, new Set(kept.map(([, j]) => j))),
  }
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean)
}

/** Pairs of places of the longest common subsequence, in order. */
function common(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1
  // lengths[i * width + j]: longest common subsequence of a from i and b from j.
  const lengths = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j
      lengths[at] = a[i] === b[j] ? lengths[at + width + 1]! + 1 : Math.max(lengths[at + width]!, lengths[at + 1]!)
    }
  }
  const pairs: [number, number][] = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++])
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++
    else j++
  }
  return pairs
}

function parts(all: readonly string[], kept: ReadonlySet<number>): DiffPart[] {
  const joined: DiffPart[] = []
  all.forEach((word, k) => {
    const changed = !kept.has(k)
    const text = k < all.length - 1 ? `${word} ` : word
    const last = joined.at(-1)
    if (last?.changed === changed) last.text += text
    else joined.push({ text, changed })
  })
  return joined
}
