import { once } from 'node:events'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import OpenAI, { type APIError, toFile } from 'openai'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { AnimationClient } from '../animation/animation-client.ts'
import { decodeWav, encodeWav } from '../audio/wav.ts'
import { healthSchema } from '../contract/inference.ts'
import { EMBEDDED_MODELS } from './endpoints.ts'
import { requireSafeBinding } from './guard.ts'
import { createInferenceServer, type InferenceServer } from './server.ts'
import { standInEngines, type StandInEngines } from './testing/stand-in-engines.ts'

const TOKEN = 'a-token-for-this-test-only'
const WAV = encodeWav(new Int16Array(1_600).fill(500), 16_000)

let engines: StandInEngines
let server: InferenceServer
let port: number
let openai: OpenAI
let logLines: string[]

beforeEach(async () => {
  engines = standInEngines()
  logLines = []
  server = await createInferenceServer({
    engines,
    token: TOKEN,
    logger: pino({ level: 'trace' }, { write: (line) => void logLines.push(line) }),
    limits: { maxAudioBytes: 64 * 1024, maxJsonBytes: 16 * 1024, speech: { running: 2, waiting: 1 }, maxAnimationStreams: 2 },
  })
  ;({ port } = await server.listen())
  openai = new OpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: TOKEN, maxRetries: 0 })
})

afterEach(async () => {
  await server.close()
  engines.dispose()
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** A bare request: `fetch` forbids to set Host and Origin. */
function send(method: string, path: string, headers: Record<string, string> = {}, body?: string | Uint8Array): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    request.on('error', reject)
    request.end(body)
  })
}

const authorized = { authorization: `Bearer ${TOKEN}` }

function errorOf(answer: Answer): { message: string; type: string; code: string } {
  return (JSON.parse(answer.body) as { error: { message: string; type: string; code: string } }).error
}

describe('the openai package as the client', () => {
  it('lists the models that the routes take', async () => {
    const ids: string[] = []
    for await (const model of openai.models.list()) ids.push(model.id)
    expect(ids.sort()).toEqual(Object.values(EMBEDDED_MODELS).sort())
  })

  it('chats, streamed and in one piece', async () => {
    const request = { model: EMBEDDED_MODELS.language, messages: [{ role: 'user' as const, content: 'one two three' }] }
    const deltas: string[] = []
    let finish: string | null = null
    for await (const chunk of await openai.chat.completions.create({ ...request, stream: true })) {
      const choice = chunk.choices[0]!
      if (choice.delta.content) deltas.push(choice.delta.content)
      finish = choice.finish_reason ?? finish
    }
    expect(deltas).toEqual(['one ', 'two ', 'three'])
    expect(finish).toBe('stop')
    const whole = await openai.chat.completions.create(request)
    expect(whole.choices[0]!.message.content).toBe('one two three')
  })

  it('ends a chat stream with [DONE]', async () => {
    const body = JSON.stringify({ model: EMBEDDED_MODELS.language, messages: [{ role: 'user', content: 'hi' }], stream: true })
    const answer = await send('POST', '/v1/chat/completions', { ...authorized, 'content-type': 'application/json' }, body)
    expect(answer.headers['content-type']).toContain('text/event-stream')
    expect(answer.body.trimEnd().endsWith('data: [DONE]')).toBe(true)
  })

  it('transcribes to json, text and verbose_json, and uses the prompt as a draft', async () => {
    const form = { model: EMBEDDED_MODELS.transcription, prompt: 'a draft' }
    const file = (): ReturnType<typeof toFile> => toFile(WAV, 'a.wav')
    const json = await openai.audio.transcriptions.create({ ...form, file: await file() })
    expect(json.text).toBe('heard 1600 samples and a draft')
    const text = await openai.audio.transcriptions.create({ ...form, file: await file(), response_format: 'text' })
    expect(text).toBe('heard 1600 samples and a draft\n')
    const verbose = await openai.audio.transcriptions.create({ ...form, file: await file(), response_format: 'verbose_json' })
    expect(verbose).toMatchObject({ duration: 0.1, text: 'heard 1600 samples and a draft' })
  })

  it('streams a transcript whose deltas add up to it', async () => {
    const stream = await openai.audio.transcriptions.create({ model: EMBEDDED_MODELS.transcription, file: await toFile(WAV, 'a.wav'), stream: true })
    let deltas = ''
    let done = ''
    for await (const event of stream) {
      if (event.type === 'transcript.text.delta') deltas += event.delta
      if (event.type === 'transcript.text.done') done = event.text
    }
    expect(done).toBe('heard 1600 samples')
    expect(deltas).toBe(done)
  })

  it('speaks as pcm at 24 kHz, at the native rate when asked, as wav, and as events', async () => {
    const request = { model: EMBEDDED_MODELS.speech, voice: 'default', input: 'hello' }
    const pcm = await openai.audio.speech.create({ ...request, response_format: 'pcm' })
    expect(pcm.headers.get('x-sample-rate')).toBe('24000')
    expect(new Int16Array(await pcm.arrayBuffer())[0]).toBe(240)
    const native = await openai.audio.speech.create({ ...request, response_format: 'pcm' }, { headers: { 'x-sample-rate': 'native' } })
    expect(native.headers.get('x-sample-rate')).toBe('16000')
    const samples = new Int16Array(await native.arrayBuffer())
    expect([samples.length, samples[0], samples.at(-1)]).toEqual([4_000, 160, 164])
    const wav = decodeWav(new Uint8Array(await (await openai.audio.speech.create({ ...request, response_format: 'wav' })).arrayBuffer()))
    expect([wav.sampleRateHz, wav.samples.length]).toEqual([24_000, 4_000])
    const events = await (await openai.audio.speech.create({ ...request, response_format: 'pcm', stream_format: 'sse' })).text()
    const parsed = events.trim().split('\n\n').map((line) => JSON.parse(line.slice('data: '.length)) as { type: string; audio?: string })
    expect(parsed.at(-1)!.type).toBe('speech.audio.done')
    expect(Buffer.concat(parsed.slice(0, -1).map((event) => Buffer.from(event.audio!, 'base64'))).length).toBe(8_000)
    const timed = await (await openai.audio.speech.create({ ...request, response_format: 'pcm', stream_format: 'sse' }, { headers: { 'x-phones': '1' } })).text()
    expect(timed).toMatch(/^data: {"type":"speech.phones","phones":\[{"symbol":"ah","startS":0,"endS":0.1}]}\n\ndata: {"type":"speech.audio.delta"/)
  })

  it('sends sound as it is made', async () => {
    let open!: () => void
    engines.gate = new Promise((resolve) => (open = resolve))
    const response = await openai.audio.speech.create({ model: EMBEDDED_MODELS.speech, voice: 'default', input: 'hello', response_format: 'pcm' })
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    const first = await reader.read()
    expect(first.value!.length).toBe(1_600)
    open()
    let rest = 0
    for (let part = await reader.read(); !part.done; part = await reader.read()) rest += part.value.length
    expect(rest).toBe(6_400)
  })

  it('embeds as floats and as base64', async () => {
    const request = { model: EMBEDDED_MODELS.embedding, input: ['ab', 'abc'] }
    const floats = await openai.embeddings.create({ ...request, encoding_format: 'float' })
    const packed = await openai.embeddings.create(request)
    expect(floats.data.map((item) => item.embedding)).toEqual([[2, 0.5, -1], [3, 0.5, -1]])
    expect(packed.data.map((item) => Array.from(item.embedding))).toEqual(floats.data.map((item) => item.embedding))
  })

  it('animates two streams after each other, with gapless frames', async () => {
    const client = new AnimationClient({ url: `ws://127.0.0.1:${port}/v1/animation`, token: TOKEN })
    for (let round = 0; round < 2; round++) {
      const call = await client.open({ sampleRate: 16_000 })
      await call.push(new Int16Array(16_000).map((_, n) => 8_000 * Math.sin(n / 9)))
      await call.end()
      const indices: number[] = []
      for await (const frame of call.frames) indices.push(frame.index)
      expect(indices.length).toBeGreaterThanOrEqual(60)
      expect(indices).toEqual(indices.map((_, n) => n))
    }
  })
})

describe('who may call', () => {
  it('wants the token on every route but /health', async () => {
    expect(healthSchema.parse(JSON.parse((await send('GET', '/health')).body)).status).toBe('ready')
    const wrong: Record<string, string>[] = [{}, { authorization: 'Bearer wrong' }, { authorization: TOKEN }]
    for (const headers of wrong) {
      for (const path of ['/v1/models', '/nowhere']) {
        const answer = await send('GET', path, headers)
        expect(answer.status).toBe(401)
        expect(errorOf(answer)).toMatchObject({ type: 'authentication_error', code: 'unauthorized' })
      }
    }
    expect((await send('GET', '/v1/models', authorized)).status).toBe(200)
  })

  it('refuses foreign hosts and origins, with or without the token', async () => {
    const foreign: Record<string, string>[] = [{ host: 'evil.example' }, { host: `evil.example:${port}` }, { host: '127.0.0.1.evil.example' }, { origin: 'https://evil.example' }, { origin: 'null' }]
    for (const headers of foreign) {
      expect((await send('GET', '/v1/models', { ...authorized, ...headers })).status).toBe(403)
      expect((await send('GET', '/health', headers)).status).toBe(403)
    }
    for (const host of [`localhost:${port}`, `[::1]:${port}`]) expect((await send('GET', '/v1/models', { ...authorized, host })).status).toBe(200)
  })

  it('guards the animation socket in the same way', async () => {
    const url = `ws://127.0.0.1:${port}/v1/animation`
    const statusOf = async (target: string, headers: Record<string, string>): Promise<number | undefined> => {
      const socket = new WebSocket(target, { headers })
      socket.on('error', () => undefined)
      const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }]
      socket.terminate()
      return response.statusCode
    }
    expect(await statusOf(url, {})).toBe(401)
    expect(await statusOf(url, { ...authorized, origin: 'https://evil.example' })).toBe(403)
    expect(await statusOf(`ws://127.0.0.1:${port}/v1/other`, authorized)).toBe(404)
    const held = [new WebSocket(url, { headers: authorized }), new WebSocket(url, { headers: authorized })]
    await Promise.all(held.map((socket) => once(socket, 'open')))
    expect(await statusOf(url, authorized)).toBe(429)
    for (const socket of held) socket.terminate()
  })

  it('binds beyond loopback only with a token that somebody chose', () => {
    expect(() => requireSafeBinding('127.0.0.1', undefined)).not.toThrow()
    for (const token of [undefined, '', 'short']) expect(() => requireSafeBinding('0.0.0.0', token)).toThrow(/token of at least 16/)
    expect(() => requireSafeBinding('0.0.0.0', 'long-enough-to-be-one')).not.toThrow()
  })
})

describe('what cannot be served', () => {
  const json = { ...authorized, 'content-type': 'application/json' }
  const chat = (fields: object): string => JSON.stringify({ model: EMBEDDED_MODELS.language, messages: [{ role: 'user', content: 'hi' }], ...fields })

  it('answers rubbish with 400 and a sentence', async () => {
    for (const body of ['{', '[]', '""', 'null', '', chat({ messages: [] }), chat({ messages: 'hi' }), chat({ stream: 'maybe' }), '{"__proto__":{}}']) {
      const answer = await send('POST', '/v1/chat/completions', json, body)
      expect([body, answer.status]).toEqual([body, 400])
      expect(errorOf(answer)).toMatchObject({ type: 'invalid_request_error', code: 'bad_request' })
      expect(errorOf(answer).message).toMatch(/\.$/)
    }
    const plain = await send('POST', '/v1/chat/completions', { ...authorized, 'content-type': 'text/plain' }, 'hi')
    expect(plain.status).toBe(400)
  })

  it('says which recordings it cannot read', async () => {
    const form = { model: EMBEDDED_MODELS.transcription }
    for (const bytes of [new Uint8Array(0), new Uint8Array(100), WAV.subarray(0, 30)]) {
      const refused = openai.audio.transcriptions.create({ ...form, file: await toFile(bytes, 'a.wav') })
      await expect(refused).rejects.toMatchObject({ status: 400, code: 'audio_invalid' })
    }
    expect((await send('POST', '/v1/audio/transcriptions', json, '{}')).status).toBe(400)
    const noFile = new FormData()
    noFile.set('model', form.model)
    const answer = await fetch(`http://127.0.0.1:${port}/v1/audio/transcriptions`, { method: 'POST', headers: authorized, body: noFile })
    expect(answer.status).toBe(400)
  })

  it('refuses what is too big with 413', async () => {
    expect((await send('POST', '/v1/chat/completions', json, chat({ filler: 'x'.repeat(20_000) }))).status).toBe(413)
    const long = await toFile(encodeWav(new Int16Array(50_000), 16_000), 'a.wav')
    await expect(openai.audio.transcriptions.create({ model: EMBEDDED_MODELS.transcription, file: long })).rejects.toMatchObject({ status: 413, code: 'too_large' })
  })

  it('answers 404 to unknown routes, models and voices', async () => {
    expect((await send('GET', '/v1/nothing', authorized)).status).toBe(404)
    expect((await send('GET', '/v1/chat/completions', authorized)).status).toBe(404)
    const speech = { model: EMBEDDED_MODELS.speech, input: 'hi', voice: 'default', response_format: 'pcm' as const }
    await expect(openai.audio.speech.create({ ...speech, model: 'other' })).rejects.toMatchObject({ status: 404 })
    await expect(openai.audio.speech.create({ ...speech, voice: 'nobody' })).rejects.toMatchObject({ status: 404, code: 'not_found' })
  })

  it('refuses with Retry-After what it has no place for, and serves it later', async () => {
    let open!: () => void
    engines.gate = new Promise((resolve) => (open = resolve))
    const speak = (): Promise<Response> => openai.audio.speech.create({ model: EMBEDDED_MODELS.speech, voice: 'default', input: 'hi', response_format: 'pcm' }) as Promise<Response>
    const running = await Promise.all([speak(), speak()])
    const waiting = speak()
    await vi.waitFor(async () => expect((JSON.parse((await send('GET', '/health')).body) as { streams: number }).streams).toBe(3))
    const refused = await speak().catch((error: unknown) => error as APIError)
    expect(refused).toMatchObject({ status: 429, code: 'overloaded' })
    expect((refused as APIError).headers?.get('retry-after')).toBe('1')
    open()
    for (const response of [...running, await waiting]) expect((await response.arrayBuffer()).byteLength).toBe(8_000)
    expect((await (await speak()).arrayBuffer()).byteLength).toBe(8_000)
  })
})

describe('clients that leave', () => {
  it('stops the engine when the connection closes in the middle of an answer', async () => {
    engines.gate = new Promise(() => undefined)
    const controller = new AbortController()
    const response = await openai.audio.speech.create(
      { model: EMBEDDED_MODELS.speech, voice: 'default', input: 'hi', response_format: 'pcm' },
      { signal: controller.signal },
    )
    await (response.body as ReadableStream<Uint8Array>).getReader().read()
    controller.abort()
    await vi.waitFor(() => expect(engines.abandoned).toEqual(['speech']))
    await vi.waitFor(async () => expect((JSON.parse((await send('GET', '/health')).body) as { streams: number }).streams).toBe(0))
  })

  it('survives half a request, and bytes that are no HTTP', async () => {
    for (const bytes of ['POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{', '\x16\x03\x01rubbish\r\n\r\n']) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(bytes)
      await once(socket, 'connect')
      socket.destroy()
    }
    expect((await send('GET', '/v1/models', authorized)).status).toBe(200)
  })
})

it('serves two streams at the same time', async () => {
  const speak = async (): Promise<number> =>
    (await (await openai.audio.speech.create({ model: EMBEDDED_MODELS.speech, voice: 'default', input: 'hi', response_format: 'pcm' })).arrayBuffer()).byteLength
  expect(await Promise.all([speak(), speak()])).toEqual([8_000, 8_000])
})

it('keeps what is said, asked and spoken out of its log', async () => {
  const canary = 'canary-4711'
  await openai.chat.completions.create({ model: EMBEDDED_MODELS.language, messages: [{ role: 'user', content: canary }] })
  await (await openai.audio.speech.create({ model: EMBEDDED_MODELS.speech, voice: 'default', input: canary, response_format: 'pcm' })).arrayBuffer()
  await openai.audio.transcriptions.create({ model: EMBEDDED_MODELS.transcription, prompt: canary, file: await toFile(WAV, `${canary}.wav`) })
  await openai.embeddings.create({ model: EMBEDDED_MODELS.embedding, input: canary })
  await send('GET', `/v1/models?q=${canary}`, authorized)
  await send('POST', '/v1/chat/completions', { ...authorized, 'content-type': 'application/json' }, `{"${canary}`)
  expect(logLines.length).toBeGreaterThan(4)
  expect(logLines.join('')).not.toContain(canary)
  expect(logLines.join('')).not.toContain(TOKEN)
})
