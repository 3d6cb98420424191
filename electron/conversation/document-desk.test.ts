import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DocumentFeedback } from '../contract/feedback.ts'
import { ExtractiveEngine } from '../persona/extractive-engine.ts'
import { PersonaService } from '../persona/persona-service.ts'
import { makePackage, SAMPLE_SENTENCE, wordVectors } from '../persona/testing/make-package.ts'
import { DocumentDesk } from './document-desk.ts'
import { fakeConversation } from './test-fakes.ts'

let directory: string
let persona: PersonaService
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'understudy-desk-'))
  await makePackage(directory)
  persona = await PersonaService.open({ directory, embed: wordVectors, chat: new ExtractiveEngine() })
})
afterEach(async () => {
  persona.dispose()
  await rm(directory, { recursive: true, force: true })
})

function setUp() {
  const talk = fakeConversation('', [])
  const states: DocumentFeedback[] = []
  const desk = new DocumentDesk({ persona: () => persona, conversation: talk.conversation, argues: () => false, changed: (feedback) => states.push(feedback) })
  const give = (name: string, text: string): Promise<void> => desk.give({ name, bytes: new TextEncoder().encode(text) })
  return { ...talk, states, desk, give }
}

it('speaks about a document part by part as one turn, with its sources, and keeps it as Markdown', async () => {
  const { desk, give, done, states, conversation } = setUp()
  const turn = done()
  await give('plan.md', '# Plan\n\n## The door\nWe paint the lighthouse door red every second April.\n\n## The garden\nTulips grow by the gate.\n')
  const { question, answer, citations, outcome } = await turn
  expect(question).toContain('«Plan»')
  expect(outcome).toBe('answered')
  expect(answer).toContain('On «The door»: I agree with')
  expect(answer).toContain("On «The garden»: I haven't spoken about this.")
  expect(citations.map(({ quote }) => quote)).toContain(SAMPLE_SENTENCE)
  expect(states.map(({ parts }) => parts.length)).toEqual([0, 1, 2, 2])
  expect(states.at(-1)).toMatchObject({ state: 'done', total: 2 })
  const path = join(directory, 'feedback.md')
  await desk.export(path)
  expect(await readFile(path, 'utf8')).toContain(SAMPLE_SENTENCE)
  await conversation.dispose()
})

it('says why a document cannot be read, begins nothing, and has nothing to export', async () => {
  const { desk, give, states, conversation } = setUp()
  await expect(give('plan.pdf', 'no PDF')).rejects.toMatchObject({ code: 'bad_request' })
  await expect(desk.export(join(directory, 'x.md'))).rejects.toMatchObject({ code: 'not_found' })
  expect(states).toEqual([])
  expect(conversation.state).toBe('idle')
  await conversation.dispose()
})

it('keeps what it came to when it is stopped', async () => {
  const { give, states, conversation, done } = setUp()
  const turn = done()
  const text = Array.from({ length: 40 }, (_, k) => `## Part ${k}\nThe lamp number ${k} burns oil in the night.`).join('\n\n')
  const stopped = conversation.onEvent(() => {
    if (states.length > 2) void conversation.stop()
  })
  await give('long.md', text)
  expect((await turn).outcome).toBe('stopped')
  stopped()
  expect(states.at(-1)!.parts.length).toBeGreaterThan(0)
  await conversation.dispose()
})
