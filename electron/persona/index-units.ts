import type { PersonaDocument } from '../contract/persona.ts'
import type { Corpus } from './corpus.ts'
import { segmentSentences, type SentenceSpan } from './segment.ts'

export type IndexedSentence = SentenceSpan & { documentId: string; text: string }

/** A few sentences of one section; `firstSentence` and `lastSentence` (inclusive) index {@link IndexUnits.sentences}. */
export type IndexedPassage = {
  documentId: string
  heading: string
  startChar: number
  endChar: number
  text: string
  firstSentence: number
  lastSentence: number
  /** Index of the section's first sentence. */
  firstInSection: number
}

/** What a document or a section of it is about, in few words. */
export type IndexedLabel = { documentId: string; kind: 'title' | 'topic' | 'asked' | 'heading'; text: string }

/** What retrieval ranks, in a stable order. */
export type IndexUnits = { sentences: IndexedSentence[]; passages: IndexedPassage[]; labels: IndexedLabel[] }

const PASSAGE_SENTENCES = 4
const PASSAGE_STEP = 2

export function buildIndexUnits(corpus: Corpus): IndexUnits {
  const units: IndexUnits = { sentences: [], passages: [], labels: [] }
  for (const document of corpus.documents) addDocument(units, document)
  return units
}

function addDocument(units: IndexUnits, document: PersonaDocument): void {
  const documentId = document.id
  const first = units.sentences.length
  for (const span of segmentSentences(document.text)) {
    units.sentences.push({ ...span, documentId, text: document.text.slice(span.startChar, span.endChar) })
  }
  const own = units.sentences.slice(first)
  units.labels.push({ documentId, kind: 'title', text: document.title })
  for (const topic of document.topics) units.labels.push({ documentId, kind: 'topic', text: topic })
  for (const question of document.asked) units.labels.push({ documentId, kind: 'asked', text: question })
  for (const heading of new Set(own.map((sentence) => sentence.heading))) {
    if (heading) units.labels.push({ documentId, kind: 'heading', text: heading })
    const section = own.filter((sentence) => sentence.heading === heading)
    const offset = first + own.indexOf(section[0]!)
    for (const [from, to] of windows(section.length)) {
      const startChar = section[from]!.startChar
      const endChar = section[to]!.endChar
      units.passages.push({
        documentId, heading, startChar, endChar,
        text: document.text.slice(startChar, endChar),
        firstSentence: offset + from,
        lastSentence: offset + to,
        firstInSection: offset,
      })
    }
  }
}

/** Overlapping windows over `count` sentences; the last is never a mere tail. */
function windows(count: number): [number, number][] {
  const spans: [number, number][] = []
  for (let from = 0; ; from += PASSAGE_STEP) {
    const to = from + PASSAGE_SENTENCES - 1
    if (to >= count - 1) {
      spans.push([Math.max(0, count - PASSAGE_SENTENCES), count - 1])
      return spans
    }
    spans.push([from, to])
  }
}

/** The texts whose vectors the index holds: sentences, then passages under their heading, then labels. */
export function vectorTexts({ sentences, passages, labels }: IndexUnits): string[] {
  return [
    ...sentences.map((sentence) => sentence.text),
    ...passages.map((passage) => (passage.heading ? `${passage.heading}. ${passage.text}` : passage.text)),
    ...labels.map((label) => label.text),
  ]
}
