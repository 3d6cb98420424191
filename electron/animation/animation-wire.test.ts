import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { COEFFICIENT_NAMES } from '../contract/coefficients.ts'
import { AnimationClient } from './animation-client.ts'
import { AUDIO2FACE_MODEL, createAnimationEngine, type AnimationEngine } from './animation-engine.ts'
import { AnimationSession, type AnimationLimits } from './animation-session.ts'
import { serveAnimationSocket } from './animation-socket.ts'
import { encodeFrames } from './frame-codec.ts'

const modelPath = new URL(`../../models/${AUDIO2FACE_MODEL}`, import.meta.url).pathname

let engine: AnimationEngine
let servers: WebSocketServer[] = []

beforeAll(async () => {
  engine = await createAnimationEngine({ modelPath })
})
afterAll(() => engine.dispose())
afterEach(async () => {
  for (const server of servers) {
    for (const socket of server.clients) socket.terminate()
    server.close()
    await once(server, 'close')
  }
  servers = []
})

async function serve(onSocket: (socket: WebSocket) => void): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  servers.push(server)
  server.on('connection', onSocket)
  await once(server, 'listening')
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const serveEngine = (limits?: Partial<AnimationLimits>): Promise<string> =>
  serve((socket) => void serveAnimationSocket(socket, { engine, ...(limits ? { limits } : {}) }))

/** Formants of an open vowel: frequency and bandwidth in hertz. */
const FORMANTS = [[730, 90], [1_090, 110], [2_440, 170]] as const

/** «Ah, ah, ah» at 130 Hz: enough for a mouth to move. */
function babble(seconds: number, rateHz: number): Int16Array {
  const harmonics = Array.from({ length: 30 }, (_, k) => {
    const frequencyHz = 130 * (k + 1)
    const strength = FORMANTS.reduce((sum, [centreHz, widthHz]) => sum + 1 / (1 + ((frequencyHz - centreHz) / widthHz) ** 2), 0)
    return { frequencyHz, strength }
  })
  return Int16Array.from({ length: seconds * rateHz }, (_, n) => {
    const t = n / rateHz
    const voice = harmonics.reduce((sum, { frequencyHz, strength }) => sum + strength * Math.sin(2 * Math.PI * frequencyHz * t), 0)
    return 3_000 * Math.max(0, Math.sin(2 * Math.PI * 3 * t)) * voice
  })
}

async function raw(url: string, messages: (string | Uint8Array)[]): Promise<{ type: string; code?: string; message?: string }[]> {
  const socket = new WebSocket(url)
  const texts: { type: string; code?: string }[] = []
  socket.on('message', (data, isBinary) => {
    if (!isBinary) texts.push(JSON.parse(data.toString()))
  })
  await once(socket, 'open')
  for (const message of messages) socket.send(message)
  await once(socket, 'close')
  return texts
}

const start = JSON.stringify({ type: 'start', sampleRate: 16_000, fps: 30 })

describe('the animation stream over a socket', () => {
  it('brings every frame of the audio in order, and its statistics', async () => {
    const client = new AnimationClient({ url: await serveEngine() })
    const call = await client.open({ sampleRate: 24_000, fps: 50 })
    const pcm = babble(2, 24_000)
    for (let at = 0; at < pcm.length; at += 2_400) await call.push(pcm.subarray(at, at + 2_400))
    await call.end()
    const frames = []
    for await (const frame of call.frames) frames.push(frame)
    expect(frames.map((frame) => frame.timeS)).toEqual(Array.from({ length: 100 }, (_, index) => index / 50))
    const jaw = frames.map((frame) => frame.coefficients[COEFFICIENT_NAMES.indexOf('jawOpen')]!)
    expect(Math.max(...jaw) - Math.min(...jaw)).toBeGreaterThan(0.05)
    const { frames: count, stats } = await call.done
    expect(count).toBe(100)
    expect(stats.audioMs).toBe(2000)
    expect(stats.firstFrameMs).not.toBeNull()
  })

  it('goes over to the feeling that comes with a piece of sound', async () => {
    const client = new AnimationClient({ url: await serveEngine() })
    const call = await client.open({ sampleRate: 16_000, fps: 50 })
    await call.push(new Int16Array(16_000))
    await call.push(new Int16Array(16_000), [], { name: 'sadness', strength: 1 })
    await call.end()
    const frowns: number[] = []
    for await (const frame of call.frames) frowns.push(frame.coefficients[COEFFICIENT_NAMES.indexOf('mouthFrownLeft')]!)
    expect(Math.max(...frowns.slice(0, 45))).toBeLessThan(0.01)
    expect(frowns.at(-1)).toBeGreaterThan(0.6)
  })

  it('starts to answer before the audio has ended', async () => {
    const client = new AnimationClient({ url: await serveEngine() })
    const call = await client.open({ sampleRate: 16_000 })
    await call.push(babble(1, 16_000))
    const first = await call.frames[Symbol.asyncIterator]().next()
    expect(first.value.index).toBe(0)
    client.dispose()
  })

  it.each([
    ['text that is no JSON', ['hello']],
    ['an unknown message', [JSON.stringify({ type: 'dance' })]],
    ['audio before the start', [new Uint8Array(640)]],
    ['a sample rate that cannot be', [JSON.stringify({ type: 'start', sampleRate: 5 })]],
    ['a second start', [start, start]],
    ['half a sample', [start, new Uint8Array(641)]],
    ['audio after the end', [start, JSON.stringify({ type: 'end' }), new Uint8Array(640)]],
  ])('answers %s with an error and closes', async (_, messages) => {
    const answers = await raw(await serveEngine(), messages)
    expect(answers.at(-1)).toMatchObject({ type: 'error', code: 'bad_request', retryable: false })
  })

  it('refuses a chunk and a stream that are too long, and a client that says nothing', async () => {
    const url = await serveEngine({ maxChunkBytes: 3_200, maxAudioMs: 150, idleTimeoutMs: 50 })
    expect((await raw(url, [start, new Uint8Array(3_202)])).at(-1)).toMatchObject({ type: 'error', code: 'too_large' })
    expect((await raw(url, [start, new Uint8Array(3_200), new Uint8Array(3_200)])).at(-1)).toMatchObject({ type: 'error', code: 'too_large' })
    expect((await raw(url, [])).at(-1)).toMatchObject({ type: 'error', code: 'timeout', retryable: true })
    expect((await raw(url, [start])).at(-1)).toMatchObject({ type: 'error', code: 'timeout' })
  })

  it('gives up on a client that does not read its frames', async () => {
    const sent: string[] = []
    const closed = new Promise<number>((resolve) => {
      const session = new AnimationSession({
        engine,
        limits: { idleTimeoutMs: 30 },
        transport: {
          sendText: async (text) => void sent.push(text),
          sendBinary: () => new Promise(() => undefined),
          pauseReading: () => undefined,
          resumeReading: () => undefined,
          close: resolve,
        },
      })
      session.receive(start)
      session.receive(new Uint8Array(32_000))
    })
    expect(await closed).toBe(1008)
    expect(JSON.parse(sent.at(-1)!)).toMatchObject({ type: 'error', code: 'timeout' })
  })

  it('leaves the other streams alone when one client sends rubbish', async () => {
    const url = await serveEngine()
    const call = await new AnimationClient({ url }).open({ sampleRate: 16_000, fps: 30 })
    await call.push(babble(0.5, 16_000))
    await raw(url, ['rubbish'])
    await call.push(babble(0.5, 16_000))
    await call.end()
    expect((await call.done).frames).toBe(30)
  })

  it('answers an empty utterance with no frames', async () => {
    const call = await new AnimationClient({ url: await serveEngine() }).open({ sampleRate: 16_000 })
    await call.end()
    expect(await call.done).toMatchObject({ frames: 0, stats: { audioMs: 0, firstFrameMs: null } })
  })

  it('ends at once when it is cancelled', async () => {
    const controller = new AbortController()
    const call = await new AnimationClient({ url: await serveEngine() }).open({ sampleRate: 16_000 }, { signal: controller.signal })
    await call.push(babble(3, 16_000))
    controller.abort()
    await expect(call.done).rejects.toMatchObject({ code: 'cancelled', kind: 'cancelled' })
    await expect(call.push(babble(1, 16_000))).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('the animation client', () => {
  const ready = JSON.stringify({ type: 'ready', version: 1, fps: 60, channels: COEFFICIENT_NAMES })
  const frame = (index: number, timeS = index / 60): Uint8Array =>
    encodeFrames([{ index, timeS, coefficients: new Float32Array(52).fill(1.5), headRotation: [0, 0, 0], gaze: [0, 0] }])
  const done = (frames: number): string =>
    JSON.stringify({ type: 'done', frames, stats: { audioMs: 0, firstFrameMs: 0, realTimeFactor: 0, clamped: 0 } })

  async function against(messages: (string | Uint8Array)[], hangUp = false): Promise<unknown> {
    const url = await serve((socket) => {
      for (const message of messages) socket.send(message)
      if (hangUp) socket.close()
    })
    const call = await new AnimationClient({ url }).open({ sampleRate: 16_000 })
    for await (const _ of call.frames);
    return call
  }

  it('clamps and counts what lies outside 0…1', async () => {
    expect(await against([ready, frame(0), done(1)])).toMatchObject({ clamped: 52 })
  })

  it.each([
    ['frames out of order', [ready, frame(0), frame(2)]],
    ['time that runs backwards', [ready, frame(0, 1), frame(1, 0.5)]],
    ['a frame cut in two', [ready, frame(0).subarray(0, 100)]],
    ['fewer frames than it counted', [ready, frame(0), done(2)]],
    ['a message nobody knows', [ready, '{"type":"surprise"}']],
  ])('reports a server that sends %s', async (_, messages) => {
    await expect(against(messages)).rejects.toMatchObject({ code: 'provider_failed' })
  })

  it('reports other channels, a server that hangs up, one that fails and one that is not there', async () => {
    await expect(against([JSON.stringify({ type: 'ready', version: 1, fps: 60, channels: ['jawOpen'] })])).rejects.toMatchObject({ code: 'provider_failed' })
    await expect(against([ready, frame(0)], true)).rejects.toMatchObject({ code: 'provider_failed', retryable: true })
    await expect(against([ready, JSON.stringify({ type: 'error', code: 'overloaded', message: 'Later.', retryable: true })])).rejects.toMatchObject({ code: 'overloaded', message: 'Later.' })
    await expect(new AnimationClient({ url: 'ws://127.0.0.1:9' }).open({ sampleRate: 16_000 })).rejects.toMatchObject({ code: 'unavailable' })
  })
})
