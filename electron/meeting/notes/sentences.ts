import type { MeetingSource, TranscriptSegment } from '../../contract/meeting.ts'

/** What one side said in one go, as the notes read it. */
export interface Sentence {
  source: MeetingSource
  /** As it was heard. */
  text: string
  /** Lower case, without punctuation but for apostrophes and a closing question mark. */
  plain: string
  isQuestion: boolean
  startMs: number
  endMs: number
  segmentIds: string[]
}

/** A sentence goes on in the next segment when that comes within this time. */
const GOES_ON_WITHIN_MS = 1_500
const ABBREVIATION = /\b(?:mr|mrs|ms|dr|prof|st|vs|e\.g|i\.e|approx|no|inc|ltd)$/i
const OPENS_QUESTION =
  /^(?:(?:and|but|so|okay|then|well|um|uh) )*(?:(?:what|which|who|whose|where|when|why|how)(?: \w+){0,3}? (?:is|are|was|were|do|does|did|can|could|will|would|should|shall|has|have|had|pays?|owns?|books?|tells?|takes?|approves?|decides?|writes?|makes?|knows?)\b|(?:do|does|did|can|could|will|would|should|shall|are|is|was|were|have|has) (?:i|you|we|they|he|she|it|there|that|this|the|your|our|anybody|anyone|somebody|someone)\b)/
/** «When we met», «what we need is», «how it works» say something. */
const NO_QUESTION = /^(?:(?:and|but|so|okay|then|well) )*(?:(?:when|where|what|how|who|which|why)(?:ever)? (?:i|you|we|they|he|she|it|the|that|this|our|your|my)\b|what (?:is|was) (?:good|bad|important|nice|more|clear)\b)/

/** Sentences of both sides in the order of their beginnings; what the persona said is no part of it. */
export function sentencesOf(segments: readonly TranscriptSegment[]): Sentence[] {
  const sentences: Sentence[] = []
  const open = new Map<MeetingSource, Sentence>()
  for (const { id, source, startMs, endMs, text } of segments) {
    if (source === 'persona') continue
    const parts = split(text)
    let at = 0
    for (const [index, part] of parts.entries()) {
      const from = startMs + ((endMs - startMs) * at) / Math.max(1, text.length)
      at += part.length + 1
      const to = startMs + ((endMs - startMs) * at) / Math.max(1, text.length)
      const before = open.get(source)
      if (index === 0 && before && startMs - before.endMs <= GOES_ON_WITHIN_MS) {
        Object.assign(before, sentence(source, `${before.text} ${part}`, before.startMs, to, [...before.segmentIds, id]))
        if (isClosed(part)) open.delete(source)
        continue
      }
      const next = sentence(source, part, from, to, [id])
      sentences.push(next)
      if (isClosed(part)) open.delete(source)
      else open.set(source, next)
    }
  }
  return sentences
}

function sentence(source: MeetingSource, text: string, startMs: number, endMs: number, segmentIds: string[]): Sentence {
  const plain = plainWords(text)
  const asked = text.trimEnd().endsWith('?')
  return { source, text, plain, isQuestion: asked || (OPENS_QUESTION.test(plain) && !NO_QUESTION.test(plain)), startMs: Math.round(startMs), endMs: Math.round(endMs), segmentIds }
}

/** «…later, who is going to …»: transcribers put a comma where the speaker began to ask. */
const ASKS_AFTER_COMMA = /,\s+(?=(?:(?:and|but|so) )?(?:who|what|when|where|why|how|which)(?: \w+){0,2} (?:is|are|was|were|do|does|did|will|can|could|should|would|has|have) )/gi
const ASKS_INDIRECTLY = /\b(?:know|knows|wonder|tell|tells|ask|asked|decide|see|sure|clear|find out|remember|say|depends|question is|matter|like|about|on|of)$/i

/** At marks that end a sentence; a transcriber may go on in lower case after them. */
function split(text: string): string[] {
  return splitAtMarks(text).flatMap((part) => {
    const commas = [...part.matchAll(ASKS_AFTER_COMMA)].filter((match) => !ASKS_INDIRECTLY.test(part.slice(0, match.index)) && part.slice(0, match.index).split(' ').length >= 3)
    const comma = commas.at(-1)
    return comma ? [`${part.slice(0, comma.index)}.`, part.slice(comma.index + comma[0].length)] : [part]
  })
}

function splitAtMarks(text: string): string[] {
  const parts: string[] = []
  let from = 0
  for (const match of text.matchAll(/[.?!…]+["»”)]?(?=\s|$)/g)) {
    const end = match.index + match[0].length
    const part = text.slice(from, end).trim()
    if (ABBREVIATION.test(text.slice(from, match.index))) continue
    if (/\p{L}|\p{N}/u.test(part)) parts.push(part)
    from = end
  }
  const rest = text.slice(from).trim()
  if (/\p{L}|\p{N}/u.test(rest)) parts.push(rest)
  return parts
}

const isClosed = (text: string): boolean => /[.?!…]["»”)]?$/.test(text)

export function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/[^\p{L}\p{N}'%$€£]+/gu, ' ')
    .trim()
}
