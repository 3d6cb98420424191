import type { PersonaDocument } from '../../contract/persona.ts'

const MAX_NAMES = 40
const FEWEST_USES = 3

/** Names which a persona's documents use again and again: speech recognition, which never saw them, mishears these. */
export function findNames(documents: readonly PersonaDocument[], own: readonly string[]): string[] {
  const uses = new Map<string, number>()
  const small = new Set<string>()
  for (const { text } of documents) {
    for (const word of text.match(/(?<![\p{L}])\p{Ll}[\p{L}’'-]+/gu) ?? []) small.add(word)
    // In the middle of a sentence, where a capital letter is no accident.
    for (const name of text.match(/(?<=\p{Ll},? )\p{Lu}\p{Ll}{3,}(?: \p{Lu}\p{Ll}{2,})?/gu) ?? []) uses.set(name, (uses.get(name) ?? 0) + 1)
  }
  const common = /^(?:January|February|March|April|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|English|French|German|European|American|British)\b/
  const found = [...uses]
    .filter(([name, count]) => count >= FEWEST_USES && !common.test(name) && !name.split(' ').every((word) => small.has(word.toLowerCase())))
    .sort((a, b) => b[1] - a[1])
    .map(([name]) => name)
  return [...new Set([...own.flatMap((name) => [name, ...name.split(' ')]).filter((name) => name.length > 2), ...found])].slice(0, MAX_NAMES)
}
