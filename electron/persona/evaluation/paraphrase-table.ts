import { join } from 'node:path'
import { Corpus } from '../corpus.ts'
import { namesOf } from '../corrections/known-names.ts'
import { ParaphraseMatcher } from '../corrections/paraphrase-matcher.ts'
import { SentenceEmbedder } from '../embedder.ts'
import { evaluateParaphrases, loadParaphraseSet, PARAPHRASE_SPLITS } from './paraphrases.ts'

/**
 * Prints how well approved answers are found again: `npx tsx electron/persona/evaluation/paraphrase-table.ts [dev|unseen|test]`, with
 * `details` after it the questions that came out wrong, except of `test`, which nothing is tuned on. No waiting time counts.
 */
const NO_HURRY_MS = 600_000

const [wanted, details] = process.argv.slice(2)
const corpus = await Corpus.load(join(import.meta.dirname, '../../../resources/personas/iris-valdane'))
const embedder = await SentenceEmbedder.load()
for (const split of PARAPHRASE_SPLITS) {
  if (wanted !== undefined && wanted !== split) continue
  const set = await loadParaphraseSet(split)
  const matcher = new ParaphraseMatcher((texts) => embedder.embed(texts), namesOf(corpus), NO_HURRY_MS)
  const { recall, falseAlarms, complete, strangers, missed, taken } = await evaluateParaphrases(set, (question, corrections) => matcher.match(question, corrections))
  console.log(`${split}: ${set.length} corrections; found ${percent(recall)}, near misses taken ${percent(falseAlarms)}, at least four of five and no near miss ${percent(complete)} (${Math.round(complete * set.length)}), other questions taken ${percent(strangers)}`)
  if (details === 'details' && split !== 'test') for (const line of [...missed.map((pair) => `missed: ${pair}`), ...taken.map((pair) => `taken: ${pair}`)]) console.log(line)
}
embedder.dispose()

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
