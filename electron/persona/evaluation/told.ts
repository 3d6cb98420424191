import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { announces } from '../announcing.ts'
import type { PersonaService } from '../persona-service.ts'

/** `told`: words of the documents, any of which answers the question. */
export const toldSetSchema = z.array(z.object({ question: z.string(), told: z.array(z.string()).min(1) }))
export type ToldSet = z.infer<typeof toldSetSchema>

/** Shares are of the questions that it answered at all. */
export type Told = {
  asked: number
  answered: number
  /** Holds one of the wanted sentences. */
  told: number
  /** Begins with it. */
  opens: number
  /** Begins with a sentence that only leads up to one. */
  announces: number
  meanWords: number
  meanSentences: number
  untold: string[]
}

export async function loadToldSet(split: 'dev' | 'test'): Promise<ToldSet> {
  return toldSetSchema.parse(JSON.parse(await readFile(join(import.meta.dirname, `told-${split}.json`), 'utf8')))
}

/** Whether an answer says what was asked for, how soon, and in how many words. */
export async function evaluateTold(service: PersonaService, set: ToldSet): Promise<Told> {
  const counted = { told: 0, opens: 0, announces: 0, words: 0, sentences: 0 }
  const untold: string[] = []
  let answered = 0
  for (const { question, told } of set) {
    const sentences = await answerTo(service, question)
    if (!sentences) continue
    answered += 1
    const holds = (text: string): boolean => told.some((words) => text.toLowerCase().includes(words.toLowerCase()))
    const answer = sentences.join(' ')
    if (holds(answer)) counted.told += 1
    else untold.push(question)
    if (holds(sentences[0]!)) counted.opens += 1
    if (announces(sentences[0]!)) counted.announces += 1
    counted.words += answer.split(/\s+/).length
    counted.sentences += sentences.length
  }
  return {
    asked: set.length,
    answered,
    told: counted.told / answered,
    opens: counted.opens / answered,
    announces: counted.announces / answered,
    meanWords: counted.words / answered,
    meanSentences: counted.sentences / answered,
    untold,
  }
}

async function answerTo(service: PersonaService, question: string): Promise<string[] | null> {
  const sentences: string[] = []
  for await (const event of service.answer({ question })) {
    if (event.type === 'sentence') sentences.push(event.text)
    if (event.type === 'done') return event.outcome === 'answered' ? sentences : null
  }
  return null
}
