import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { HistoryTurn, PersonaService } from '../persona-service.ts'

const pairSchema = z.object({ first: z.string(), then: z.string(), documents: z.array(z.string()).min(1) })
const followUpsSchema = z.object({ dev: z.array(pairSchema), test: z.array(pairSchema) })

/** Asks the second question of each pair after the first; a pair is right where its first citation is from one of its documents. */
export async function evaluateFollowUps(service: PersonaService, split: 'dev' | 'test'): Promise<{ right: number; asked: number; wrong: { question: string; answer: string; documents: string[] }[] }> {
  const pairs = followUpsSchema.parse(JSON.parse(await readFile(join(import.meta.dirname, 'follow-ups.json'), 'utf8')))[split]
  const wrong: { question: string; answer: string; documents: string[] }[] = []
  for (const { first, then, documents } of pairs) {
    const { answer } = await ask(service, first, [])
    const second = await ask(service, then, [{ question: first, answer }])
    if (!documents.includes(second.documents[0] ?? '')) wrong.push({ question: `${first} ${then}`, ...second })
  }
  return { right: pairs.length - wrong.length, asked: pairs.length, wrong }
}

async function ask(service: PersonaService, question: string, history: readonly HistoryTurn[]): Promise<{ answer: string; documents: string[] }> {
  for await (const event of service.answer({ question, history })) {
    if (event.type === 'done') return { answer: event.answer, documents: event.citations.map(({ documentId }) => documentId) }
  }
  throw new Error('An answer ends with a done event.')
}
