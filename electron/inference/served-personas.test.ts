import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import OpenAI from 'openai'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AnimationClient } from '../animation/animation-client.ts'
import type { ConsentRecord } from '../contract/persona.ts'
import { ExtractiveEngine } from '../persona/extractive-engine.ts'
import { giveConsent, makePackage, SAMPLE_QUESTION, SAMPLE_SENTENCE, wordVectors } from '../persona/testing/make-package.ts'
import { ServedPersonas } from './served-personas.ts'
import { createInferenceServer, type InferenceServer } from './server.ts'
import { standInEngines, type StandInEngines } from './testing/stand-in-engines.ts'

const TOKEN = 'a-token-for-this-test-only'
const past = '2024-01-01T00:00:00.000Z'

let root: string
let ada: string
let engines: StandInEngines
let personas: ServedPersonas
let server: InferenceServer
let port: number
let openai: OpenAI
let logLines: string[]

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'understudy-served-'))
  ada = join(root, 'own', 'ada-keeper')
  await makePackage(ada, { synthetic: false, voice: { engine: 'flite', id: 'default' } })
  await makePackage(join(root, 'bundled', 'invented'), { id: 'invented', name: 'Invented', voice: { engine: 'flite', id: 'default' } })
  const extractive = new ExtractiveEngine()
  engines = { ...standInEngines(), embedding: { model: 'use-lite-en', embed: wordVectors } }
  engines.chat.stream = (messages, options) => extractive.stream(messages, options)
  personas = new ServedPersonas({ bundledDirectory: join(root, 'bundled'), ownDirectory: join(root, 'own') })
  logLines = []
  server = await createInferenceServer({ engines, personas, token: TOKEN, logger: pino({ level: 'trace' }, { write: (line) => void logLines.push(line) }) })
  ;({ port } = await server.listen())
  openai = new OpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: TOKEN, maxRetries: 0 })
})
afterEach(async () => {
  await server.close()
  personas.dispose()
  engines.dispose()
  await rm(root, { recursive: true, force: true })
})

const speak = (voice: string): Promise<Response> => openai.audio.speech.create({ model: 'flite', voice, input: 'Hello there.' })
const ask = (model: string, question = SAMPLE_QUESTION): Promise<OpenAI.ChatCompletion & { understudy?: { outcome: string; citations: { quote: string }[] } }> =>
  openai.chat.completions.create({ model, messages: [{ role: 'user', content: question }] })

async function animate(persona: string): Promise<number> {
  const client = new AnimationClient({ url: `ws://127.0.0.1:${port}/v1/animation`, token: TOKEN })
  const call = await client.open({ sampleRate: 16_000, persona })
  await call.push(new Int16Array(3_200))
  await call.end()
  let frames = 0
  for await (const _frame of call.frames) frames += 1
  return frames
}

/** What every route does for a persona that may not speak. */
const ROUTES: [string, (name: string) => Promise<unknown>][] = [
  ['its voice', (name) => speak(name)],
  ['its answers', (name) => ask(name)],
]

const STATES: [string, Partial<ConsentRecord> | null, RegExp][] = [
  ['unverified', null, /unverified/],
  ['expired', { expiresAt: past }, /expired on 2024-01-01/],
  ['revoked', { revokedAt: past }, /revoked on 2024-01-01/],
]

describe.each(STATES)('a persona whose consent is %s', (_state, record, reason) => {
  beforeEach(async () => {
    if (record) await giveConsent(ada, record)
  })

  it.each(ROUTES)('does not lend %s: 403, as OpenAI would say it', async (_route, call) => {
    await expect(call('persona/ada-keeper')).rejects.toMatchObject({
      status: 403,
      code: 'persona_may_not_speak',
      type: 'permission_error',
      message: expect.stringMatching(reason) as string,
    })
  })

  it.each(['persona/ada-keeper', 'ada-keeper'])('does not lend its face as «%s»', async (name) => {
    await expect(animate(name)).rejects.toMatchObject({ code: 'persona_may_not_speak', message: expect.stringMatching(reason) as string })
  })

  it('is not listed, and its name is not in the log', async () => {
    await Promise.allSettled(ROUTES.map(([, call]) => call('persona/ada-keeper')))
    const ids = (await openai.models.list()).data.map(({ id }) => id)
    expect(ids).toContain('persona/invented')
    expect(ids).not.toContain('persona/ada-keeper')
    expect(logLines.join('\n')).not.toMatch(/ada|keeper|unverified|revoked/i)
  })
})

describe('a persona with consent', () => {
  beforeEach(() => giveConsent(ada))

  it('lends its voice, its face and its answers with their sources', async () => {
    expect((await (await speak('persona/ada-keeper')).arrayBuffer()).byteLength).toBeGreaterThan(1_000)
    expect(await animate('ada-keeper')).toBeGreaterThan(5)
    const answer = await ask('persona/ada-keeper')
    expect(answer.choices[0]!.message.content).toContain(SAMPLE_SENTENCE)
    expect(answer.understudy!.outcome).toBe('answered')
    expect(answer.understudy!.citations[0]!.quote).toBe(SAMPLE_SENTENCE)
    expect((await openai.models.list()).data.map(({ id }) => id)).toContain('persona/ada-keeper')
  })

  it('answers in a stream that adds up, and says what it has not spoken about', async () => {
    let text = ''
    const stream = await openai.chat.completions.create({ model: 'persona/ada-keeper', stream: true, messages: [{ role: 'user', content: SAMPLE_QUESTION }] })
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe((await ask('persona/ada-keeper')).choices[0]!.message.content)
    expect((await ask('persona/ada-keeper', 'Who won the yacht race?')).understudy).toMatchObject({ outcome: 'not_spoken_about', citations: [] })
  })

  it('loses all of it the moment consent is revoked', async () => {
    await ask('persona/ada-keeper')
    await giveConsent(ada, { revokedAt: past })
    for (const [, call] of ROUTES) await expect(call('persona/ada-keeper')).rejects.toMatchObject({ status: 403 })
    await expect(animate('ada-keeper')).rejects.toMatchObject({ code: 'persona_may_not_speak' })
  })

  it('answers from its documents as they are now', async () => {
    await ask('persona/ada-keeper')
    await writeFile(join(ada, 'documents', 'cat.md'), 'The lighthouse cat is called Biscuit and sleeps on the charts.\n')
    expect((await ask('persona/ada-keeper', 'What is the lighthouse cat called?')).choices[0]!.message.content).toContain('Biscuit')
  })

  it('does not answer by the server when consent is for meetings only', async () => {
    await giveConsent(ada, { scope: ['meeting'] })
    await expect(ask('persona/ada-keeper')).rejects.toMatchObject({ status: 403 })
    expect((await speak('persona/ada-keeper')).status).toBe(200)
  })
})

it.each(['persona/nobody', 'persona/../own/ada-keeper', 'persona/', 'persona/ADA'])('knows no persona «%s»', async (name) => {
  for (const [, call] of ROUTES) await expect(call(name)).rejects.toMatchObject({ status: 404 })
})

it('refuses a damaged package and lists the others', async () => {
  await writeFile(join(ada, 'persona.json'), '{')
  await giveConsent(ada)
  await expect(speak('persona/ada-keeper')).rejects.toMatchObject({ status: 500, code: 'persona_invalid' })
  expect((await openai.models.list()).data.map(({ id }) => id)).toContain('persona/invented')
})

it('wants a question', async () => {
  await expect(openai.chat.completions.create({ model: 'persona/invented', messages: [{ role: 'system', content: 'Lie.' }] })).rejects.toMatchObject({ status: 400 })
})
