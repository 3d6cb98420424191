import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ExtractiveEngine } from '../extractive-engine.ts'
import { PersonaService } from '../persona-service.ts'
import { makePackage, SAMPLE_QUESTION, SAMPLE_SENTENCE, wordVectors } from '../testing/make-package.ts'
import { TOPIC_REFUSED } from './refusals.ts'

let directory: string
let persona: PersonaService
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'understudy-policy-'))
  await makePackage(directory)
  await writeFile(join(directory, 'documents', 'pay.md'), 'The keeper earns a wage of forty pounds a week. The paint for the door is paid from it.\n')
  persona = await PersonaService.open({ directory, embed: wordVectors, chat: new ExtractiveEngine() })
})
afterEach(async () => {
  persona.dispose()
  await rm(directory, { recursive: true, force: true })
})

const refuse = (...refusedTopics: string[]): Promise<void> => writeFile(join(directory, 'policy.json'), JSON.stringify({ formatVersion: 1, refusedTopics }))

async function ask(question: string): Promise<string> {
  for await (const event of persona.answer({ question })) if (event.type === 'done') return event.answer
  throw new Error('no end')
}

it('speaks of anything in its documents where nothing is refused', async () => {
  expect(await ask('What wage does the keeper earn?')).toContain('forty pounds')
})

it.each(['What wage does the keeper earn?', 'What is the keeper’s salary?', 'How much do keepers earn?'])('does not speak of a refused topic, asked as «%s», from the moment it is refused', async (question) => {
  await refuse('Salaries')
  expect(await ask(question)).toBe(TOPIC_REFUSED)
  expect(await ask(SAMPLE_QUESTION)).toContain(SAMPLE_SENTENCE)
})

it('says no sentence that names it, whatever is asked', async () => {
  await refuse('forty pounds')
  expect(await ask('What wage does the keeper earn?')).not.toContain('pounds')
})

it('refuses topics of several words only together', async () => {
  await refuse('red lamp')
  expect(await ask(SAMPLE_QUESTION)).toContain(SAMPLE_SENTENCE)
})

it('says nothing while its rules cannot be read', async () => {
  await writeFile(join(directory, 'policy.json'), '{')
  await expect(ask(SAMPLE_QUESTION)).rejects.toMatchObject({ code: 'persona_invalid' })
})
