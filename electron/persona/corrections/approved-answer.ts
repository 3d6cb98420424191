import type { PersonaDocument } from '../../contract/persona.ts'
import type { Correction } from '../../contract/review.ts'
import type { Citation } from '../../contract/turn.ts'

const ID_PREFIX = 'approved:'
const TITLE = 'Approved answer'

/** An approved answer as a document that can be cited and looked up. */
export function approvedDocument({ id, text, createdAt }: Correction): PersonaDocument {
  return { id: `${ID_PREFIX}${id}`, title: TITLE, kind: 'answer', date: createdAt.slice(0, 10), topics: [], asked: [], text }
}

/** Id of the correction that such a document was made from. */
export function correctionIdOf(documentId: string): string | undefined {
  return documentId.startsWith(ID_PREFIX) ? documentId.slice(ID_PREFIX.length) : undefined
}

/**
 * What is said of it and the citations for that: the whole answer as one quotation, or each sentence its own where
 * others of it are quarantined by now.
 */
export function citeApproved(
  correction: Correction,
  said: readonly string[],
  isWhole: boolean,
): { citations: Citation[]; sentences: { text: string; markers: number[] }[] } {
  const { id: documentId, title: document, date, text } = approvedDocument(correction)
  const citations: Citation[] = []
  const cite = (startChar: number, endChar: number): number[] => {
    const marker = citations.length + 1
    citations.push({ marker, documentId, document, date, quote: text.slice(startChar, endChar), startChar, endChar })
    return [marker]
  }
  const whole = isWhole ? cite(0, text.length) : null
  let from = 0
  const sentences = said.map((sentence) => {
    if (whole) return { text: sentence, markers: whole }
    const at = text.indexOf(sentence, from)
    if (at < 0) return { text: sentence, markers: [] }
    from = at + sentence.length
    return { text: sentence, markers: cite(at, from) }
  })
  return { citations, sentences }
}
