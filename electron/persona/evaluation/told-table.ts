import { join } from 'node:path'
import { SentenceEmbedder } from '../embedder.ts'
import { ExtractiveEngine } from '../extractive-engine.ts'
import { PersonaService } from '../persona-service.ts'
import { evaluateTold, loadToldSet } from './told.ts'

/** `tsx electron/persona/evaluation/told-table.ts dev|test`: whether the embedded engine says what was asked for, and how shortly. */
const split = process.argv[2] === 'test' ? 'test' : 'dev'
const embedder = await SentenceEmbedder.load()
const persona = await PersonaService.open({
  directory: join(import.meta.dirname, '../../../resources/personas/iris-valdane'),
  embed: (texts) => embedder.embed(texts),
  chat: new ExtractiveEngine(),
})
const { asked, answered, told, opens, announces, meanWords, meanSentences, untold } = await evaluateTold(persona, await loadToldSet(split))
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
console.log(`${split}: ${answered} of ${asked} answered; holds the sentence ${percent(told)}, begins with it ${percent(opens)}, begins with an announcement ${percent(announces)}; ${meanWords.toFixed(1)} words in ${meanSentences.toFixed(2)} sentences`)
// The held-out questions are looked at no closer than this.
if (split === 'dev') for (const question of untold) console.log(`  not told: ${question}`)
persona.dispose()
embedder.dispose()
