import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Correction } from '../../contract/review.ts'

/** A corrected question, with questions that ask the same and questions that ask another thing in much the same words. */
export const paraphraseSetSchema = z.array(z.object({ question: z.string(), paraphrases: z.array(z.string()).length(5), nearMisses: z.array(z.string()).length(5) }))
export type ParaphraseSet = z.infer<typeof paraphraseSetSchema>

export const PARAPHRASE_SPLITS = ['dev', 'unseen', 'test'] as const
export type ParaphraseSplit = (typeof PARAPHRASE_SPLITS)[number]

export type ParaphraseEvaluation = {
  /** Share of the paraphrases that are recognised. */
  recall: number
  /** Share of the near misses that are taken for the question. */
  falseAlarms: number
  /** Share of the corrections with at least four of five paraphrases and no near miss. */
  complete: number
  /** Share of all other questions of the set that are taken for a correction's. */
  strangers: number
  missed: string[]
  taken: string[]
}

export async function loadParaphraseSet(split: ParaphraseSplit): Promise<ParaphraseSet> {
  return paraphraseSetSchema.parse(JSON.parse(await readFile(join(import.meta.dirname, `corrections-${split}.json`), 'utf8')))
}

/** Each correction of a set is there alone, and is asked everything in the set. */
export async function evaluateParaphrases(
  set: ParaphraseSet,
  match: (question: string, corrections: readonly Correction[]) => Promise<Correction | null>,
): Promise<ParaphraseEvaluation> {
  const missed: string[] = []
  const taken: string[] = []
  let complete = 0
  let strangers = 0
  for (const entry of set) {
    const correction: Correction = { id: entry.question, question: entry.question, text: '…', turnId: null, createdAt: '' }
    const matches = async (question: string): Promise<boolean> => (await match(question, [correction])) !== null
    const counts = { recognised: 0, taken: 0 }
    for (const question of entry.paraphrases) {
      if (await matches(question)) counts.recognised += 1
      else missed.push(`${entry.question} | ${question}`)
    }
    for (const question of entry.nearMisses) {
      if (!(await matches(question))) continue
      counts.taken += 1
      taken.push(`${entry.question} | ${question}`)
    }
    if (counts.recognised >= 4 && counts.taken === 0) complete += 1
    for (const other of set) for (const question of other === entry ? [] : [...other.paraphrases, ...other.nearMisses]) if (await matches(question)) strangers += 1
  }
  const asked = set.length * 5
  return { recall: 1 - missed.length / asked, falseAlarms: taken.length / asked, complete: complete / set.length, strangers: strangers / (asked * 2 * (set.length - 1)), missed, taken }
}
