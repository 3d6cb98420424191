import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { PersonaService } from '../persona-service.ts'

export const evaluationSetSchema = z.object({
  /** `documents`: any of them is a right source. */
  answered: z.array(z.object({ question: z.string(), documents: z.array(z.string()).min(1) })),
  notSpokenAbout: z.array(z.string()),
  guarded: z.array(z.object({ question: z.string(), intent: z.string() })),
})
export type EvaluationSet = z.infer<typeof evaluationSetSchema>

export type Evaluation = {
  /** Share of the answerable questions whose first citation is from a right document. */
  rightDocument: number
  /** Share of the answerable questions to which it said that it hasn't spoken about that. */
  wronglyRefused: number
  /** Share of the near misses that it answered nevertheless. */
  wronglyAnswered: number
  wrong: { question: string; answer: string; documents: string[] }[]
}

export async function loadEvaluationSet(split: 'dev' | 'test'): Promise<EvaluationSet> {
  return evaluationSetSchema.parse(JSON.parse(await readFile(join(import.meta.dirname, `${split}.json`), 'utf8')))
}

/** Asks everything of a set, guarded questions aside. */
export async function evaluate(service: PersonaService, set: EvaluationSet): Promise<Evaluation> {
  const wrong: Evaluation['wrong'] = []
  let right = 0
  let refused = 0
  for (const { question, documents } of set.answered) {
    const answer = await ask(service, question)
    if (documents.includes(answer.documents[0] ?? '')) right += 1
    else wrong.push({ question, ...answer })
    if (answer.documents.length === 0) refused += 1
  }
  let answered = 0
  for (const question of set.notSpokenAbout) {
    const answer = await ask(service, question)
    if (answer.documents.length === 0) continue
    answered += 1
    wrong.push({ question, ...answer })
  }
  const asked = set.answered.length
  return { rightDocument: right / asked, wronglyRefused: refused / asked, wronglyAnswered: answered / set.notSpokenAbout.length, wrong }
}

async function ask(service: PersonaService, question: string): Promise<{ answer: string; documents: string[] }> {
  for await (const event of service.answer({ question })) {
    if (event.type === 'done') return { answer: event.answer, documents: event.citations.map((citation) => citation.documentId) }
  }
  throw new Error('An answer ends with a done event.')
}
