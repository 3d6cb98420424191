import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { expiredCertificate, validCertificate } from '../../animation/providers/testing/certificate.ts'
import { ACTIONABLE, PATIENT_MS } from '../../animation/providers/testing/conformance.ts'
import { UnderstudyError, type ErrorCode } from '../../contract/errors.ts'
import { RealtimeClient, type ChosenRealtime } from './realtime-client.ts'
import type { RealtimeAnswer } from './realtime-answer.ts'
import type { RealtimeQuestion } from './realtime-session.ts'
import { REALTIME_RATE_HZ } from './session-setup.ts'
import { startRealtimeServer } from './testing/realtime-server.ts'
import type { RealtimeConformanceServer, RealtimeFault, RealtimeServerOptions } from './testing/realtime-faults.ts'
import { toySpeech } from './testing/toy-speech.ts'

const KEY = 'a-key-of-some-length'
const TEXT = 'We paint the door red every second April. The paint comes from the harbour shop.'
const SECONDS = toySpeech(TEXT).length / REALTIME_RATE_HZ
const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

async function serve(options: RealtimeServerOptions = {}): Promise<RealtimeConformanceServer> {
  const server = await startRealtimeServer({ key: KEY, answer: () => TEXT, ...options })
  opened.push(server)
  return server
}

function clientOf(baseUrl: string, chosen: Partial<ChosenRealtime> = {}, silenceTimeoutMs = 2_000): RealtimeClient {
  const client = new RealtimeClient({ resolve: () => Promise.resolve({ baseUrl, apiKey: KEY, voice: 'marin', ...chosen }), silenceTimeoutMs })
  opened.push({ close: () => client.dispose() })
  return client
}

const spoken = (words = 'When do we paint the door?', more: Partial<RealtimeQuestion> = {}): RealtimeQuestion => ({
  question: new Int16Array(REALTIME_RATE_HZ * 1.6),
  words,
  instructions: 'Answer as Ada.',
  history: [],
  ...more,
})

interface Heard {
  words: string
  seconds: number
  tokens: number
  error: UnderstudyError | null
}

async function listen(answer: RealtimeAnswer | Promise<RealtimeAnswer>): Promise<Heard> {
  const heard: Heard = { words: '', seconds: 0, tokens: 0, error: null }
  try {
    for await (const part of (await answer).parts) {
      if (part.type === 'words') heard.words += part.text
      if (part.type === 'sound') heard.seconds += part.pcm.length / REALTIME_RATE_HZ
      if (part.type === 'metered') heard.tokens += part.use.inputTokens + part.use.outputTokens
    }
  } catch (error) {
    heard.error = UnderstudyError.from(error)
  }
  return heard
}

describe('a question to a Realtime server', { timeout: PATIENT_MS }, () => {
  it.each(['current', 'former', 'both'] as const)('is heard whole and answered in words and sound, with the %s names', async (generation) => {
    const server = await serve({ generation })
    const { words, seconds, tokens, error } = await listen(clientOf(server.url).ask(spoken(), 'You are Ada.'))
    expect([error, words.trim(), tokens]).toEqual([null, TEXT, 150])
    expect(seconds).toBeCloseTo(SECONDS, 3)
    expect([server.questions, server.instructions, server.complaints]).toEqual([[1.6], ['Answer as Ada.'], []])
  })

  it('sets up a session whose server turns out to be of the other generation', async () => {
    for (const generation of ['current', 'former'] as const) {
      const server = await serve({ generation, mislabelled: true })
      expect(await listen(clientOf(server.url).ask(spoken(), ''))).toMatchObject({ error: null })
      expect(server.complaints).toEqual([])
    }
  })

  it('goes on in one session, which is told what others answered meanwhile', async () => {
    const server = await serve()
    const client = clientOf(server.url)
    await listen(client.ask(spoken('One?'), 'Ada'))
    await listen(client.ask(spoken('Three?', { question: 'Three?', history: [{ question: 'One?', answer: TEXT }, { question: 'Two?', answer: 'Elsewhere.' }] }), 'Ada'))
    expect(server.told).toEqual(['user: Two?', 'assistant: Elsewhere.', 'user: Three?'])
    expect(server.questions).toEqual([1.6, 'Three?'])
    expect(server.sockets).toEqual({ open: 1, ever: 1 })
    await listen(client.ask(spoken('Anew?'), 'Ada'))
    expect(server.sockets.ever).toBe(2)
    expect(server.complaints).toEqual([])
  })

  it('stops when it is told to, says how much was heard, and is ready for the next', async () => {
    const server = await serve({ paceMs: 20 })
    const client = clientOf(server.url)
    const answer = await client.ask(spoken(), 'Ada')
    for await (const part of answer.parts) if (part.type === 'sound') break
    answer.stop()
    answer.truncate(120.4)
    const next = await listen(client.ask(spoken('And then?', { history: [{ question: spoken().words, answer: 'We paint' }] }), 'Ada'))
    expect(next).toMatchObject({ error: null, words: expect.stringContaining(TEXT) as string })
    expect(next.seconds).toBeCloseTo(SECONDS, 3)
    expect([server.cancelled, server.truncated, server.sockets, server.complaints]).toEqual([1, [120], { open: 1, ever: 1 }, []])
  })

  const outcomes: Record<RealtimeFault, ErrorCode | null> = {
    noSession: 'timeout',
    silent: 'timeout',
    keepsAlive: 'timeout',
    late: null,
    cutOff: 'provider_failed',
    errorEvent: 'provider_failed',
    rateLimited: 'overloaded',
    sessionExpired: 'unavailable',
    twoAnswers: null,
    endlessWords: 'provider_failed',
    otherRate: 'provider_failed',
    malformed: 'provider_failed',
    badSound: 'provider_failed',
    wrongOrder: null,
    hugeDelta: 'provider_failed',
    halfSamples: null,
    noWords: null,
    noSound: null,
  }
  it.each(Object.entries(outcomes) as [RealtimeFault, ErrorCode | null][])('meets «%s», and leaves no socket behind', async (fault, code) => {
    const server = await serve({ fault })
    const client = clientOf(server.url, {}, 1_000)
    const { words, seconds, error } = await listen(client.ask(spoken(), 'Ada'))
    expect(error?.code ?? null).toBe(code)
    if (error) expect(error.message).toMatch(ACTIONABLE)
    if (error) expect(error.message).not.toContain('secret')
    if (!code) expect(words.trim()).toBe(fault === 'noWords' ? '' : TEXT)
    if (!code) expect(seconds).toBeCloseTo(fault === 'noSound' ? 0 : SECONDS, 3)
    client.dispose()
    await expect.poll(() => server.sockets.open).toBe(0)
  })

  it('says what to do about keys, addresses, limits and certificates', async () => {
    const failure = async (...where: Parameters<typeof clientOf>): Promise<UnderstudyError> => (await listen(clientOf(...where).ask(spoken(), ''))).error ?? expect.unreachable('it did not fail')
    const server = await serve()
    expect(await failure(server.url, { apiKey: 'another' })).toMatchObject({ code: 'unauthorized', message: expect.stringMatching(/refused the key; enter a valid one/) as string })
    expect(await failure(server.url.replace('/v1/', '/v9/'))).toMatchObject({ code: 'not_found' })
    expect(await failure((await serve({ status: 429 })).url)).toMatchObject({ code: 'overloaded' })
    expect(await failure((await serve({ status: 503 })).url)).toMatchObject({ code: 'provider_failed', retryable: true })
    expect(await failure('ws://127.0.0.1:9')).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/can’t be reached; check its address/) as string })
    expect(await failure(server.url, { apiKey: '' })).toMatchObject({ code: 'unauthorized', message: expect.stringMatching(/asks for a key; enter one for it/) as string })
    expect(await failure((await serve({ model: 'gpt-realtime' })).url, { model: 'another' })).toMatchObject({ code: 'not_found', message: expect.stringMatching(/this address or model/) as string })
    for (const generation of ['current', 'former'] as const) {
      expect(await failure((await serve({ generation, voices: ['cedar'] })).url)).toMatchObject({ code: 'not_found', message: expect.stringMatching(/has no such voice; check it/) as string })
    }
    expect(await failure('wss://no-such-host.invalid')).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/is unknown; check its address/) as string })
    expect(await failure((await serve({ tls: expiredCertificate() })).url)).toMatchObject({ message: expect.stringMatching(/has expired/) as string })
    const certificate = validCertificate()
    const own = await serve({ tls: certificate })
    expect(await failure(own.url)).toMatchObject({ message: expect.stringMatching(/signed by nobody whom this computer trusts/) as string })
    expect(await listen(clientOf(own.url, { rootCertificates: certificate.cert }).ask(spoken(), ''))).toMatchObject({ error: null })
  })

  it.each([
    ['a page', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'],
    ['a page elsewhere', 'HTTP/1.1 301 Moved\r\nLocation: /\r\nContent-Length: 0\r\n\r\n'],
    ['another protocol', '220 mail.example ESMTP\r\n'],
    ['a socket of nobody’s', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n'],
  ])('says that there is something else at the address: %s', async (_what, answer) => {
    const other = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end(answer))
    })
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    opened.push({ close: () => other.close() })
    const where = `127.0.0.1:${(other.address() as AddressInfo).port}`
    const { error } = await listen(clientOf(`ws://${where}`).ask(spoken(), ''))
    expect(error?.message).toBe(`The Realtime server at ${where} doesn’t speak the Realtime protocol at this address; check its address and model in Settings.`)
    expect((await listen(clientOf(`wss://${where}`).ask(spoken(), ''))).error?.message).toMatch(/does not speak TLS; write ws:\/\/ instead of wss:\/\/|can’t be reached/)
  })

  it.each([
    [1008, /closed the connection before a session was there; check/],
    [3000, /refused the key/],
    [4404, /this address or model/],
  ])('understands a socket that is closed at once with %d', async (code, words) => {
    const other = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    other.on('connection', (socket) => socket.close(code))
    await once(other, 'listening')
    opened.push({ close: () => other.close() })
    const { error } = await listen(clientOf(`ws://127.0.0.1:${(other.address() as AddressInfo).port}`).ask(spoken(), ''))
    expect(error?.message).toMatch(words)
    expect(error?.message).toMatch(ACTIONABLE)
  })

  it('goes on in another session when the hour of one is over, and nothing of the conversation is lost', async () => {
    const server = await serve({ expiresInS: 60 })
    const client = clientOf(server.url)
    await listen(client.ask(spoken('One?'), 'Ada'))
    expect(await listen(client.ask(spoken('Two?', { history: [{ question: 'One?', answer: TEXT }] }), 'Ada'))).toMatchObject({ error: null })
    expect(server.told).toEqual(['user: One?', `assistant: ${TEXT}`])
    await expect.poll(() => server.sockets.open).toBe(1)
    expect(server.complaints).toEqual([])
  })

  it('waits once for a server that is not there, and tries it anew with the next question', async () => {
    const server = await serve({ status: 503 })
    const client = clientOf(server.url)
    await client.warm('Ada')
    await expect.poll(() => server.turnedAway).toBe(1)
    for (const turnedAway of [1, 2]) {
      expect((await listen(client.ask(spoken(), 'Ada'))).error?.code).toBe('provider_failed')
      expect(server.turnedAway).toBe(turnedAway)
    }
  })

  it('closes its line when nobody is to be asked', async () => {
    const server = await serve()
    const client = clientOf(server.url)
    await listen(client.ask(spoken(), 'Ada'))
    client.rest()
    await expect.poll(() => server.sockets.open).toBe(0)
    expect(await listen(client.ask(spoken(), 'Ada'))).toMatchObject({ error: null })
  })

  it('is tried without asking anything', async () => {
    const server = await serve()
    expect(await clientOf(server.url).test()).toMatch(/^The Realtime server at 127\.0\.0\.1:\d+$/)
    expect(server.questions).toEqual([])
    await expect.poll(() => server.sockets.open).toBe(0)
  })
})
