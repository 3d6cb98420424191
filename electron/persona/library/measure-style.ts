import type { PersonaDocument, PersonaStyle } from '../../contract/persona.ts'
import { HEDGES } from '../manner.ts'
import { segmentSentences } from '../segment.ts'
import { isStopWord, words } from '../terms.ts'

const FAVOURITES = 12
const OPENINGS = 6
const FEWEST_USES = 4
const FEWEST_DOCUMENTS = 3
/** How many times as often as in the reference a favourite occurs. */
const FAR_MORE = 3
/** Words added to the reference so that what it lacks isn't infinitely rare in it. */
const PRIOR = 0.5
/** An exclamation, an aside in brackets, laughter noted. */
const LIGHT = /!|\((?!\d)[^)]{12,}\)|\b(?:laughs|laughter|joke|joking|kidding)\b/i
const HEDGES_KEPT = 5

/**
 * How a person puts things, counted over what they wrote.
 * @param others documents by other people, to tell what is this person's own
 */
export function measureStyle(documents: readonly PersonaDocument[], others: readonly PersonaDocument[]): PersonaStyle {
  const sentences = documents.map((document) => sentencesOf(document))
  const lengths = sentences.flat().map((sentence) => words(sentence).length).filter((length) => length > 0)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  return {
    formatVersion: 1,
    meanSentenceWords: lengths.length === 0 ? 0 : Math.round((total / lengths.length) * 10) / 10,
    favouriteWords: favourites(documents, others),
    openings: openings(sentences),
    hedges: hedges(documents),
    humour: lengths.length === 0 ? 0 : Math.round((sentences.flat().filter((sentence) => LIGHT.test(sentence)).length / lengths.length) * 1000) / 1000,
  }
}

function sentencesOf({ text }: PersonaDocument): string[] {
  return segmentSentences(text).map(({ startChar, endChar }) => text.slice(startChar, endChar))
}

/** Words of manner, not of topic: in at least a third of the documents, and far more often than with others. */
function favourites(documents: readonly PersonaDocument[], others: readonly PersonaDocument[]): string[] {
  const own = countWords(documents)
  const reference = countWords(others)
  const enough = Math.max(FEWEST_DOCUMENTS, documents.length / 3)
  return [...own.uses]
    .filter(([word, uses]) => uses >= FEWEST_USES && word.length > 3 && !isStopWord(word) && !/\d/.test(word) && !own.names.has(word) && (own.documents.get(word) ?? 0) >= enough)
    .map(([word, uses]) => ({ word, ratio: uses / own.total / (((reference.uses.get(word) ?? 0) + PRIOR) / (reference.total + PRIOR)) }))
    .filter(({ ratio }) => ratio >= FAR_MORE)
    .sort((a, b) => b.ratio - a.ratio)
    .slice(0, FAVOURITES)
    .map(({ word }) => word)
}

function countWords(documents: readonly PersonaDocument[]): { uses: Map<string, number>; documents: Map<string, number>; names: Set<string>; total: number } {
  const counts = { uses: new Map<string, number>(), documents: new Map<string, number>(), names: new Set<string>(), total: 0 }
  const small = new Set<string>()
  for (const { text } of documents) {
    for (const word of text.match(/\p{Ll}[\p{L}’']*/gu) ?? []) small.add(word.replace(/['’]/g, ''))
    const all = words(text)
    for (const word of all) counts.uses.set(word, (counts.uses.get(word) ?? 0) + 1)
    for (const word of new Set(all)) counts.documents.set(word, (counts.documents.get(word) ?? 0) + 1)
    counts.total += all.length
  }
  for (const word of counts.uses.keys()) if (!small.has(word)) counts.names.add(word)
  return counts
}

/** First words of sentences that return, in more than one document. */
function openings(sentences: readonly string[][]): string[] {
  const uses = new Map<string, { count: number; documents: Set<number> }>()
  sentences.forEach((document, index) => {
    for (const sentence of document) {
      const first = sentence.split(/\s+/).slice(0, 2)
      if (first.length < 2) continue
      const opening = first.join(' ').replace(/[,;:.!?]+$/, '')
      const entry = uses.get(opening) ?? { count: 0, documents: new Set() }
      entry.count += 1
      entry.documents.add(index)
      uses.set(opening, entry)
    }
  })
  return [...uses]
    .filter(([, { count, documents }]) => count >= FEWEST_DOCUMENTS && documents.size >= 2)
    .sort((a, b) => b[1].count - a[1].count)
    .slice(0, OPENINGS)
    .map(([opening]) => opening)
}

/** Those of the usual ways to soften a statement that return, in more than one document. */
function hedges(documents: readonly PersonaDocument[]): string[] {
  return HEDGES.map((hedge) => {
    const counts = documents.map(({ text }) => text.replaceAll('’', "'").match(new RegExp(`(?<![\\p{L}])${hedge}(?![\\p{L}])`, 'giu'))?.length ?? 0)
    return { hedge, uses: counts.reduce((sum, count) => sum + count, 0), documents: counts.filter((count) => count > 0).length }
  })
    .filter(({ uses, documents }) => uses >= FEWEST_DOCUMENTS && documents >= 2)
    .sort((a, b) => b.uses - a.uses)
    .slice(0, HEDGES_KEPT)
    .map(({ hedge }) => hedge)
}
