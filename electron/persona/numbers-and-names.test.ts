import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { answerModeSchema } from '../contract/persona.ts'
import { claimsOf } from './claims.ts'
import { PersonaService } from './persona-service.ts'
import { makePackage, wordVectors } from './testing/make-package.ts'

const SENTENCES = [
  'In 2019 we sold 14 boats to Harriet Vale for 3,500 pounds.',
  'The crew of Tom Ashby rowed 26 miles to Lisbon in nine hours.',
  'Every boat since May 2021 carries 2.5 tonnes and a lamp from Porto.',
]
const QUESTION = 'How many boats did we sell, and where did the crew row?'
const OTHERS = { numbers: ['7', '15', '1,204', '2018', 'eleven', '8.25', 'forty'], names: ['Bartholomew', 'Oslo', 'Jupiter', 'Miriam'], joints: [', but ', ' and ', ', which means ', ' – so '] }

let directory: string
let persona: PersonaService
let says = ''

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'understudy-claims-'))
  await makePackage(directory)
  await writeFile(join(directory, 'documents', 'boats.md'), `---\ntitle: Boats\nkind: memo\ndate: 2022-02-01\n---\n${SENTENCES.join(' ')}\n`)
  const chat = {
    async *stream() {
      for (const word of says.split(/(?<= )/)) yield await Promise.resolve(word)
    },
  }
  persona = await PersonaService.open({ directory, embed: wordVectors, chat })
})
afterAll(async () => {
  persona.dispose()
  await rm(directory, { recursive: true, force: true })
})

/** Park and Miller's minimal standard generator, 0…1. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}

it.each(answerModeSchema.options)('a model that alters numbers and names is never heard to, however it puts them: %s', async (mode) => {
  const random = randomFrom(31 + mode.length)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const altered = (sentence: string): string =>
    sentence
      .replace(/\b(?:\d[\d,.]*\d|\d|nine)\b/g, (number) => (random() < 0.2 ? pick(OTHERS.numbers) : number))
      .replace(/\b(?:Harriet Vale|Tom Ashby|Lisbon|Porto)\b/g, (name) => (random() < 0.15 ? pick(OTHERS.names) : name))
  const held = claimsOf(`${QUESTION} ${SENTENCES.join(' ')} February 2022`)
  let heard = 0
  for (let k = 0; k < 120; k += 1) {
    says = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const one = altered(pick(SENTENCES))
      const joined = random() < 0.4 ? `${one.slice(0, -1)}${pick(OTHERS.joints)}${altered(pick(SENTENCES)).replace(/^\p{L}/u, (letter) => letter.toLowerCase())}` : one
      return `${joined} [${1 + Math.floor(random() * 2)}]`
    }).join(' ')
    for await (const event of persona.answer({ question: QUESTION, mode })) {
      if (event.type !== 'done') continue
      const { numbers, names } = claimsOf(event.answer.replaceAll('Ada Keeper', ''))
      expect([...numbers].filter((number) => !held.numbers.has(number)), says).toEqual([])
      expect([...names].filter((name) => OTHERS.names.includes(name)), says).toEqual([])
      if (event.outcome === 'answered') heard += 1
    }
  }
  expect(heard).toBeGreaterThan(20)
})
