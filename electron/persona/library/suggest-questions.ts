import type { PersonaDocument } from '../../contract/persona.ts'
import { COVERAGE_FLOOR } from '../ranking.ts'
import type { Retriever } from '../retriever.ts'

const WANTED = 8
const LONGEST = 160

/**
 * Questions a newcomer may start with, each of which the persona does answer: those that its documents say they answer, then
 * about what they are headed by. Every one is looked up before it is offered.
 * @param kept questions it had before, which stay where they still have an answer
 */
export async function suggestQuestions(documents: readonly PersonaDocument[], retriever: Retriever, kept: readonly string[], signal?: AbortSignal): Promise<string[]> {
  const chosen: string[] = []
  const perDocument = new Map<string, number>()
  for (const { question, documentId } of [...kept.map((question) => ({ question, documentId: null })), ...candidates(documents)]) {
    if (chosen.length >= WANTED) break
    if (chosen.includes(question) || question.length > LONGEST) continue
    // One of each document first: a newcomer wants to see how far the persona's words reach.
    if (documentId !== null && (perDocument.get(documentId) ?? 0) >= Math.ceil(WANTED / documents.length)) continue
    const { coverage, passages } = await retriever.retrieve(question, { limit: 3, ...(signal ? { signal } : {}) })
    const answered = coverage >= COVERAGE_FLOOR && (documentId === null ? passages.length > 0 : passages.some((passage) => passage.documentId === documentId))
    if (!answered) continue
    chosen.push(question)
    if (documentId !== null) perDocument.set(documentId, (perDocument.get(documentId) ?? 0) + 1)
  }
  return chosen
}

function candidates(documents: readonly PersonaDocument[]): { question: string; documentId: string }[] {
  const asked = documents.flatMap(({ id, asked }) => asked.map((question) => ({ question, documentId: id })))
  const about = documents.flatMap(({ id, topics, title }) => [...topics, title].map((topic) => ({ question: aboutQuestion(topic), documentId: id })))
  return [...asked, ...about].filter(({ question }) => question.split(' ').length >= 3)
}

/** «What it costs» → «What have you said about what it costs?» */
function aboutQuestion(topic: string): string {
  if (topic.endsWith('?')) return topic
  const first = topic.split(' ')[0] ?? ''
  // Names and abbreviations keep their capitals.
  const isPlain = /^\p{Lu}\p{Ll}*$/u.test(first) && topic.slice(first.length) === topic.slice(first.length).toLowerCase()
  return `What have you said about ${isPlain ? topic.charAt(0).toLowerCase() + topic.slice(1) : topic}?`
}
