import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { HoldCapture } from '../audio/hold-capture.ts'
import type { ErrorShape } from '../contract/errors.ts'
import { settingsSchema, type Settings } from '../contract/settings.ts'
import type { TurnRecord } from '../contract/turn.ts'
import { spawnInferenceNode } from '../inference/spawn-node.ts'
import { ScriptedServer, SERVER_FAULTS, SERVER_MOODS, type ScriptedRole } from '../inference/testing/scripted-server.ts'
import { Conversation } from './conversation.ts'
import { FilePlayback } from './file-playback.ts'
import { forgetful } from './hold-once.ts'
import { systemClock } from './ports.ts'
import { openServices, rolesOf, type Services } from './services.ts'
import { FakeCapture, held } from './test-fakes.ts'

/**
 * Whole turns of a real conversation, with the real engines in their process, against a server that behaves badly in one role. Each
 * ends in an answer, given by our own engines where the server failed and told so once, or in one sentence that says what to do.
 */

const QUESTION = 'What happened on Silent Sunday?'
const START_MS = 120_000
const TURN_MS = 60_000
/** Longer than this process is ever held up, although the machine that tests may be busy. */
const PATIENCE_MS = 1_000
/** What happened, then what to do. */
const SENTENCE = /^The (?:language|speech|transcription) server(?: at 127\.0\.0\.1:\d+)? [^.]*[;,] [^.]*(?:Settings|try again|ask it differently)[^.]*\.$/

let server: ScriptedServer
let services: Services
let dataDirectory: string
let capture: FakeCapture
let playback: FilePlayback
let conversation: Conversation
let notices: ErrorShape[]
const custom = (): Settings['endpoints']['speech'] => ({ kind: 'custom', baseUrl: server.url, model: 'a-model' })
const settings = settingsSchema.parse({})

beforeAll(async () => {
  server = await ScriptedServer.start()
  server.hears = QUESTION
  dataDirectory = await mkdtemp(join(tmpdir(), 'understudy-hostile-'))
  services = await openServices({
    spawn: spawnInferenceNode,
    resourcesDir: fileURLToPath(new URL('../../resources/', import.meta.url)),
    modelsDir: fileURLToPath(new URL('../../models/', import.meta.url)),
    dataDirectory,
    settings: () => settings,
    key: () => Promise.resolve('a-key'),
    timeouts: { language: PATIENCE_MS, transcription: PATIENCE_MS, speech: PATIENCE_MS },
  })
  await services.ready()
}, START_MS)

afterAll(async () => {
  await services?.dispose()
  await server?.close()
  await rm(dataDirectory, { recursive: true, force: true })
})

beforeEach(() => {
  for (const role of ['language', 'transcription', 'speech'] as const) server.be(role, 'good')
  settings.endpoints = { ...settings.endpoints, language: custom(), speech: custom(), transcription: custom() }
  capture = new FakeCapture()
  playback = new FilePlayback(systemClock)
  notices = []
  conversation = new Conversation({ ...rolesOf(services), playback, memory: forgetful, clock: systemClock, capture: capture as unknown as HoldCapture, mayGuess: () => false, acknowledgements: () => services.persona.acknowledgements })
  conversation.onEvent((event) => {
    if (event.type === 'notice') notices.push(event.notice)
  })
})
afterEach(() => conversation.dispose())

function turn(begin: () => unknown): Promise<TurnRecord> {
  return new Promise((resolve) => {
    const off = conversation.onEvent((event) => {
      if (event.type !== 'done') return
      off()
      resolve(event.turn)
    })
    begin()
  })
}

const asked = (): Promise<TurnRecord> => turn(() => conversation.ask(QUESTION))

function spoken(): Promise<TurnRecord> {
  capture.now = held('0-1000', { samples: new Float32Array(16_000) })
  return turn(() => {
    conversation.press()
    void conversation.release()
  })
}

/** In one sentence, and without a word of what the server said. */
function expectOneSentence(message: string | undefined): void {
  expect(notices.map((notice) => notice.message)).toEqual([message])
  expect(message).toMatch(SENTENCE)
  expect(message).not.toContain('secret')
}

function expectAnswered(record: TurnRecord): void {
  expect(record.outcome).toBe('answered')
  expect(record.citations.length).toBeGreaterThan(0)
  expect(record.sentences.length).toBeGreaterThan(0)
  expect(playback.pcm.length).toBeGreaterThan(0)
  expect(playback.frameList.length).toBeGreaterThan(0)
}

const faultsOf = (role: ScriptedRole): [string, (typeof SERVER_FAULTS)[ScriptedRole][string]][] => Object.entries(SERVER_FAULTS[role])

describe('a turn', { timeout: TURN_MS }, () => {
  it.each(SERVER_MOODS.flatMap((mood) => (['language', 'transcription', 'speech'] as const).map((role) => [role, mood] as const)))('is answered without a word about it where the %s server is %s', async (role, mood) => {
    server.be(role, mood)
    const record = await spoken()
    expect(notices).toEqual([])
    expect(record.question).toBe(QUESTION)
    expect(record.trace.providers ?? []).toEqual([])
    expectAnswered(record)
    const { captureMs, transcriptMs, retrievalMs, firstTokenMs, firstSentenceMs, firstAudioMs } = record.trace
    const stages = [captureMs, transcriptMs, retrievalMs, firstTokenMs, firstSentenceMs, firstAudioMs]
    expect(stages).toEqual(stages.map(() => expect.any(Number) as unknown))
    expect(stages).toEqual([...stages].sort((a, b) => a! - b!))
    expect(record.trace.firstFrameMs).toBeGreaterThanOrEqual(record.trace.firstCoefficientsMs!)
  })

  it.each(faultsOf('language'))('is answered by our own engine where the language server %s', async (_name, act) => {
    server.be('language', act)
    const record = await asked()
    expectAnswered(record)
    const given = record.trace.providers?.find(({ part }) => part === 'language')
    expect(given).toMatchObject({ name: new URL(server.url).host, fallback: { atMs: 0 } })
    expectOneSentence(given?.fallback?.message)
    expect(record.error?.message).toBe(given?.fallback?.message)
  })

  it.each(faultsOf('speech'))('is said by our own voice where the speech server %s', async (_name, act) => {
    server.be('speech', act)
    const record = await asked()
    expectAnswered(record)
    const given = record.trace.providers?.find(({ part }) => part === 'voice')
    expect(given?.fallback).toBeDefined()
    expectOneSentence(given?.fallback?.message)
  })

  it.each(faultsOf('transcription'))('ends in one sentence where the transcription server %s, and the next is answered', async (_name, act) => {
    server.be('transcription', act)
    const record = await spoken()
    expect(record).toMatchObject({ outcome: 'failed', question: '', answer: '' })
    expectOneSentence(record.error?.message)
    server.be('transcription', 'good')
    expectAnswered(await spoken())
  })

  it('keeps what was said where the language server breaks off after a sentence, and says so', async () => {
    server.be('language', (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const said = "I haven't spoken about that. And"
      response.write(`data: ${JSON.stringify({ choices: [{ delta: { content: said } }] })}\n\n`)
      setTimeout(() => response.destroy(), 50)
    })
    const record = await asked()
    expect(record).toMatchObject({ outcome: 'failed', answer: "I haven't spoken about that." })
    expectOneSentence(record.error?.message)
  })

  it('says that it is thinking while a language server thinks, and then what it came to', async () => {
    const delta = (value: object): string => `data: ${JSON.stringify({ choices: [{ delta: value }] })}\n\n`
    server.be('language', (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const thinking = setInterval(() => response.write(delta({ reasoning_content: 'hm ' })), 50)
      response.on('close', () => clearInterval(thinking))
      void expect.poll(() => server.requests.speech, { timeout: TURN_MS }).toBe(1).then(() => delay(300)).then(() => {
        clearInterval(thinking)
        response.end(`${delta({ content: "I haven't spoken about that." })}data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n`)
      })
    })
    const record = await spoken()
    expect(notices).toEqual([])
    expect(record.answer).toBe("I haven't spoken about that.")
    expect(record.trace.acknowledgedMs).toBeLessThan(record.trace.firstSentenceMs!)
    expect(server.requests.speech).toBe(2)
  })

  it('does not press a transcription server that has too much to do while the key is held', async () => {
    server.be('transcription', SERVER_FAULTS.transcription['isRateLimited']!)
    capture.now = held('0-1000', { samples: new Float32Array(16_000), trailingSilenceMs: 500 })
    conversation.press()
    await expect.poll(() => server.requests.transcription, { timeout: TURN_MS }).toBe(1)
    // Time for several more looks.
    await delay(500)
    expect(server.requests.transcription).toBe(1)
    expect(notices).toEqual([])
  })

  it('is not listened to without an end', async () => {
    server.be('language', (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const timer = setInterval(() => response.write(`data: ${JSON.stringify({ choices: [{ delta: { content: "I haven't spoken about that. ".repeat(20) } }] })}\n\n`), 2)
      response.on('close', () => clearInterval(timer))
    })
    const record = await asked()
    expect(record.answer.length).toBeLessThan(13_000)
    expect(notices).toEqual([])
  })
})

it('leaves no socket, timer or memory behind, however badly its servers behave', { timeout: 5 * TURN_MS }, async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const faults = (['language', 'speech', 'transcription'] as const).flatMap((role) => faultsOf(role).map(([, act]) => ({ role, act })))
  const all = async (): Promise<void> => {
    for (const { role, act } of faults) {
      for (const other of ['language', 'transcription', 'speech'] as const) server.be(other, other === role ? act : 'good')
      await (role === 'transcription' ? spoken() : asked())
      playback.frameList.length = 0
    }
    for (const role of ['language', 'transcription', 'speech'] as const) server.be(role, 'good')
    expect((await spoken()).outcome).toBe('answered')
  }
  const left = async (): Promise<{ sockets: number; timers: number; heapMiB: number }> => {
    // What was aborted closes in its own time.
    await expect.poll(() => server.openSockets, { timeout: TURN_MS }).toBeLessThanOrEqual(3)
    collect()
    const resources = process.getActiveResourcesInfo()
    return { sockets: server.openSockets, timers: resources.filter((kind) => kind === 'Timeout').length, heapMiB: process.memoryUsage().heapUsed / 2 ** 20 }
  }
  await all()
  const before = await left()
  await all()
  const after = await left()
  expect(after.timers).toBeLessThanOrEqual(before.timers + 2)
  expect(after.heapMiB).toBeLessThan(before.heapMiB + 16)
})
