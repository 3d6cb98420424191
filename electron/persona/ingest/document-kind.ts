import { documentKindSchema } from '../../contract/persona.ts'
import type { z } from 'zod'

export type DocumentKind = z.infer<typeof documentKindSchema>

const SIGNS: readonly [DocumentKind, RegExp][] = [
  ['interview', /\binterviews?\b/i],
  ['answer', /\b(?:q ?& ?a|q and a|faqs?|answers?|ama|ask me anything|staff questions|questions and answers)\b/i],
  ['talk', /\b(?:talks?|speech|speeches|keynote|presentation|remarks|address|lecture|transcripts?|podcast|webinar|town ?hall|all[ -]hands)\b/i],
  ['letter', /\bletters?\b/i],
  ['memo', /\b(?:memos?|memorand\w+|e-?mails?|announcement|policy|update)\b/i],
]

/** As the words of a path or a title say, the nearest to the end first. */
export function kindFromWords(text: string): DocumentKind | undefined {
  return SIGNS.find(([, sign]) => sign.test(text))?.[0]
}

export function kindFromField(value: unknown): DocumentKind | undefined {
  const exact = documentKindSchema.safeParse(typeof value === 'string' ? value.trim().toLowerCase() : value)
  return exact.success ? exact.data : typeof value === 'string' ? kindFromWords(value) : undefined
}
