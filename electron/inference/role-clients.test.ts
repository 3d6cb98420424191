import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expiredCertificate, validCertificate } from '../animation/providers/testing/certificate.ts'
import { settingsSchema, type Settings } from '../contract/settings.ts'
import { endpointResolver } from './endpoints.ts'
import { createRoleClients, type RoleClients } from './role-clients.ts'

/** Other people's servers, as they come: broken, lying, slow. */

let server: Server
let port: number
let clients: RoleClients
let answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void
let connections: number

beforeEach(async () => {
  connections = 0
  server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => answer(request, response, Buffer.concat(parts)))
  })
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
  clients = createRoleClients({
    resolve: () => Promise.resolve({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'key', model: 'a-model', embedded: false }),
    timeouts: { language: 300, speech: 300, transcription: 300, embedding: 300 },
  })
})

afterEach(() => {
  clients.dispose()
  server.closeAllConnections()
  server.close()
})

const sse = (response: ServerResponse): ServerResponse => response.writeHead(200, { 'content-type': 'text/event-stream' })
const chunk = (content: string | null, finish: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`

async function chat(signal?: AbortSignal): Promise<string> {
  let text = ''
  for await (const delta of clients.chat.stream([{ role: 'user', content: 'hello' }], { signal })) text += delta
  return text
}

async function speak(): Promise<{ pcm: number[]; rate: number }> {
  const pcm: number[] = []
  let rate = 0
  for await (const part of clients.synthesizer.synthesize('hello')) {
    pcm.push(...part.pcm)
    rate = part.sampleRateHz
  }
  return { pcm, rate }
}

describe('a language server', () => {
  it('is asked for the model with the key, and streamed', async () => {
    answer = (request, response, body) => {
      expect(request.url).toBe('/v1/chat/completions')
      expect(request.headers.authorization).toBe('Bearer key')
      expect(JSON.parse(body.toString())).toEqual({ model: 'a-model', stream: true, messages: [{ role: 'user', content: 'hello' }] })
      sse(response).end(chunk('Hel') + chunk(null) + chunk('lo.') + chunk('', 'stop') + 'data: [DONE]\n\n')
    }
    expect(await chat()).toBe('Hello.')
  })

  it.each([
    [401, 'unauthorized', /refused the key; enter a valid one in Settings/],
    [404, 'not_found', /model «a-model»; check both in Settings/],
    [429, 'overloaded', /too much to do/],
    [400, 'provider_failed', /status 400/],
    [500, 'provider_failed', /status 500/],
    [504, 'timeout', /too long/],
  ])('that answers %i is explained as %s', async (status, code, sentence) => {
    answer = (_request, response) => response.writeHead(status, { 'content-type': 'application/json' }).end('{"error":{"message":"secret words"}}')
    const error = await chat().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'UnderstudyError', code, kind: 'expected', message: expect.stringMatching(sentence) as unknown })
    expect((error as Error).message).toContain(`127.0.0.1:${port}`)
    expect((error as Error).message).not.toContain('secret')
  })

  const lies: [string, (response: ServerResponse) => void, string][] = [
    ['sends a web page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'), 'provider_failed'],
    ['does not stream', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":[]}'), 'provider_failed'],
    ['ends without an end', (response) => sse(response).end(chunk('Hel')), 'provider_failed'],
    ['says nothing', (response) => sse(response).end(chunk('', 'stop') + 'data: [DONE]\n\n'), 'provider_failed'],
    ['sends rubbish', (response) => sse(response).end('data: {"choices":[{"delta\n\n'), 'provider_failed'],
    ['reports an error under way', (response) => sse(response).end(chunk('Hel') + 'data: {"error":{"message":"oops"}}\n\n'), 'provider_failed'],
    ['breaks the connection', (response) => void (sse(response).write(chunk('Hel')), setImmediate(() => response.destroy())), 'provider_failed'],
    ['hangs up at once', (response) => void response.destroy(), 'unavailable'],
    ['falls silent', (response) => void sse(response).write(chunk('Hel')), 'timeout'],
    ['never answers', () => undefined, 'timeout'],
  ]
  it.each(lies)('that %s fails with a sentence', async (_name, act, code) => {
    answer = (_request, response) => act(response)
    await expect(chat()).rejects.toMatchObject({ name: 'UnderstudyError', code, kind: 'expected', message: expect.stringMatching(/^The language server at .*\.$/) as unknown })
  })

  it('that nobody runs is said to be out of reach', async () => {
    server.close()
    await expect(chat()).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('can’t be reached') as unknown })
    expect(await clients.testEndpoint('language')).toMatchObject({ ok: false, detail: expect.stringContaining('can’t be reached') as unknown })
  })

  it('is let go when the caller aborts, or reads no further', async () => {
    let closed = 0
    answer = (_request, response) => {
      response.on('close', () => closed++)
      sse(response).write(chunk('Hel'))
    }
    const abort = new AbortController()
    const reading = chat(abort.signal)
    await once(server, 'request')
    abort.abort()
    await expect(reading).rejects.toMatchObject({ code: 'cancelled', kind: 'cancelled' })
    for await (const _ of clients.chat.stream([{ role: 'user', content: 'hello' }])) break
    await expect.poll(() => closed).toBe(2)
  })

  it('pays no handshake for a call after the first', async () => {
    answer = (_request, response) => sse(response).end(chunk('Hi', 'stop') + 'data: [DONE]\n\n')
    for (let n = 0; n < 8; n++) await chat()
    // The second call may come while the first connection is still being put back.
    expect(connections).toBeLessThanOrEqual(2)
  })
})

it('opens what a turn needs before it needs it: a voice pays no handshake while the words still come', async () => {
  answer = (request, response) => {
    if (request.url === '/v1/models') response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}')
    else if (request.url === '/v1/chat/completions') sse(response).write(chunk('Hel'))
    else response.writeHead(200, { 'content-type': 'audio/pcm' }).end(Uint8Array.of(1, 0x40))
  }
  await clients.warm()
  const opened = connections
  const words = clients.chat.stream([{ role: 'user', content: 'hello' }])[Symbol.asyncIterator]()
  await words.next()
  await speak()
  expect(connections).toBe(opened)
  await words.return?.()
})

it('lets go at once of a server that is still starting', async () => {
  const waiting = createRoleClients({ resolve: () => new Promise(() => undefined) })
  const abort = new AbortController()
  const calls = [waiting.transcriber.transcribe(new Float32Array(1_600), { signal: abort.signal }), waiting.animation.open({ sampleRate: 16_000 }, { signal: abort.signal })]
  abort.abort()
  for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'cancelled' })
  waiting.dispose()
})

it('ends what runs when it is disposed of', async () => {
  answer = (_request, response) => sse(response).write(chunk('Hel'))
  const reading = chat()
  await once(server, 'request')
  clients.dispose()
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
  await expect(chat()).rejects.toMatchObject({ code: 'cancelled' })
})

describe('a speech server', () => {
  it('may cut samples in two anywhere', async () => {
    answer = async (_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/pcm' })
      for (const byte of [1, 0, 2, 0x40, 0xff, 0xff]) {
        response.write(Uint8Array.of(byte))
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      response.end()
    }
    expect(await speak()).toEqual({ pcm: [1, 0x4002, -1], rate: 24_000 })
  })

  it('is asked in its own voice; only our engine, which it is while offline, is asked in the persona’s', async () => {
    const asked: unknown[] = []
    answer = (_request, response, body) => {
      asked.push((JSON.parse(body.toString()) as { voice: string }).voice)
      response.writeHead(200, { 'content-type': 'audio/pcm' }).end(Uint8Array.of(1, 0x40))
    }
    for (const embedded of [false, true]) {
      const own = createRoleClients({ resolve: () => Promise.resolve({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'key', model: 'm', voice: 'theirs', embedded }) })
      for await (const _ of own.synthesizer.synthesize('hello', { voice: 'ours' })) void _
      own.dispose()
    }
    expect(asked).toEqual(['theirs', 'ours'])
  })

  it('may say its rate', async () => {
    answer = (_request, response) => response.writeHead(200, { 'content-type': 'audio/pcm', 'x-sample-rate': '48000' }).end(Uint8Array.of(1, 0x40))
    expect((await speak()).rate).toBe(48_000)
  })

  const lies: [string, (response: ServerResponse) => void, string][] = [
    ['sends an MP3', (response) => response.writeHead(200, { 'content-type': 'audio/mpeg' }).end('ID3rest'), 'provider_failed'],
    ['sends a WAV as samples', (response) => response.writeHead(200, { 'content-type': 'application/octet-stream' }).end('RIFFrest'), 'provider_failed'],
    ['sends an error as sound', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"error":1}'), 'provider_failed'],
    ['sends nothing', (response) => response.writeHead(200, { 'content-type': 'audio/pcm' }).end(), 'provider_failed'],
    ['ends in half a sample', (response) => response.writeHead(200, { 'content-type': 'audio/pcm' }).end(Uint8Array.of(1, 0, 2)), 'provider_failed'],
    ['sends less than it announced', (response) => void (response.writeHead(200, { 'content-type': 'audio/pcm', 'content-length': 100 }).write(Uint8Array.of(1, 0)), setImmediate(() => response.destroy())), 'provider_failed'],
  ]
  it.each(lies)('that %s fails with a sentence', async (_name, act, code) => {
    answer = (_request, response) => act(response)
    await expect(speak()).rejects.toMatchObject({ name: 'UnderstudyError', code, message: expect.stringMatching(/^The speech server at .*\.$/) as unknown })
  })
})

describe('a transcription server', () => {
  it('gets a WAV of known length and no draft', async () => {
    answer = (request, response, body) => {
      expect(Number(request.headers['content-length'])).toBe(body.length)
      expect(body.includes('RIFF')).toBe(true)
      expect(body.includes('a draft')).toBe(false)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"text":" Hello. "}')
    }
    expect(await clients.transcriber.transcribe(new Float32Array(1_600), { draft: 'a draft' })).toEqual({ text: 'Hello.' })
  })

  it.each(['<html></html>', '{}', '{"text":null}', 'null'])('that answers %s fails', async (body) => {
    answer = (_request, response) => response.writeHead(200, { 'content-type': body.startsWith('<') ? 'text/html' : 'application/json' }).end(body)
    await expect(clients.transcriber.transcribe(new Float32Array(1_600))).rejects.toMatchObject({ code: 'provider_failed' })
  })
})

describe('an embedding server', () => {
  it.each(['{"data":[]}', '{}', '{"data":[{"embedding":[]}]}', '{"data":[{"embedding":["x"]}]}'])('that answers %s fails', async (body) => {
    answer = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    await expect(clients.embedder.embed(['a'])).rejects.toMatchObject({ code: 'provider_failed' })
  })
})

describe('a server with OpenAI’s API over TLS', () => {
  const roles = ['language', 'transcription', 'speech'] as const
  const detailOf = async (role: (typeof roles)[number], baseURL: string, apiKey = 'key'): Promise<string> => {
    const tried = createRoleClients({ resolve: () => Promise.resolve({ baseURL, apiKey, model: 'a-model', embedded: false }) })
    try {
      const { ok, detail } = await tried.testEndpoint(role)
      expect(ok).toBe(false)
      return detail
    } finally {
      tried.dispose()
    }
  }
  const certified = async (certificate: { key: string; cert: string }, see: (url: string) => Promise<void>): Promise<void> => {
    const secure = createSecureServer(certificate, () => expect.unreachable('it was asked all the same'))
    secure.listen(0, '127.0.0.1')
    await once(secure, 'listening')
    await see(`https://127.0.0.1:${(secure.address() as AddressInfo).port}/v1`)
    secure.close()
  }

  it.each(roles)('is explained for %s: an expired certificate, one of nobody, no TLS, no such host, no key', async (role) => {
    await certified(expiredCertificate(), async (url) => expect(await detailOf(role, url)).toMatch(/certificate of The .* has expired; ask whoever runs it to renew it/))
    await certified(validCertificate(), async (url) => expect(await detailOf(role, url)).toMatch(/signed by nobody whom this computer trusts; install/))
    expect(await detailOf(role, `https://127.0.0.1:${port}/v1`)).toMatch(/does not speak TLS; write http:/)
    expect(await detailOf(role, 'https://no-such-host.invalid/v1')).toMatch(/is unknown; check its address in Settings/)
    answer = (_request, response) => response.writeHead(401, { 'content-type': 'application/json' }).end('{}')
    expect(await detailOf(role, `http://127.0.0.1:${port}/v1`, '')).toMatch(/asks for a key; enter one for it in Settings/)
    expect(await detailOf(role, `http://127.0.0.1:${port}/v1`)).toMatch(/refused the key; enter a valid one in Settings/)
  })
})

describe('endpointResolver', () => {
  const supervisor = { endpoint: () => Promise.resolve({ baseURL: 'http://127.0.0.1:1/v1', token: 't' }) }

  it('points each role on its own where the settings say, the rest at the embedded server', async () => {
    const settings = settingsSchema.parse({
      endpoints: { language: { kind: 'custom', baseUrl: 'https://llm.example/v1/', model: 'm' }, speech: { kind: 'custom', model: 'm' } },
    })
    const resolve = endpointResolver({ supervisor, settings: () => settings, key: ({ slot, origin }) => Promise.resolve(`key of ${slot} for ${origin}`) })
    expect(await resolve('language')).toEqual({ baseURL: 'https://llm.example/v1', apiKey: 'key of language for https://llm.example', model: 'm', embedded: false })
    expect(await resolve('transcription')).toMatchObject({ baseURL: 'http://127.0.0.1:1/v1', apiKey: 't', embedded: true })
    expect(await resolve('embedding')).toMatchObject({ embedded: true })
    await expect(resolve('speech')).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining('Settings') as unknown })
  })

  it('takes no key along to another host', async () => {
    let baseUrl = 'https://llm.example/v1'
    const settings = (): Settings => settingsSchema.parse({ endpoints: { language: { kind: 'custom', baseUrl, model: 'm' } } })
    const resolve = endpointResolver({ supervisor, settings, key: ({ origin }) => Promise.resolve(origin === 'https://llm.example' ? 'sk' : null) })
    expect((await resolve('language')).apiKey).toBe('sk')
    for (baseUrl of ['https://llm.example.com/v1', 'http://llm.example/v1', 'https://llm.example:8443/v1']) expect((await resolve('language')).apiKey).toBe('')
  })

  it('serves every role by our own engines while offline, whatever the settings say', async () => {
    const far = { kind: 'custom', baseUrl: 'https://far.example/v1', model: 'm' }
    const settings = settingsSchema.parse({ endpoints: { language: far, transcription: far, speech: far, animation: far } })
    let offline = false
    const resolve = endpointResolver({ supervisor, settings: () => settings, key: () => Promise.resolve(null), offline: () => offline })
    const roles = ['language', 'transcription', 'speech', 'animation', 'embedding'] as const
    expect(await Promise.all(roles.map(async (role) => (await resolve(role)).embedded))).toEqual([false, false, false, false, true])
    offline = true
    expect(await Promise.all(roles.map(async (role) => (await resolve(role)).baseURL))).toEqual(roles.map(() => 'http://127.0.0.1:1/v1'))
  })
})
