import { once } from 'node:events'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { AnimationClient } from '../animation/animation-client.ts'
import { createInferenceServer, type InferenceServer } from './server.ts'
import { standInEngines, type StandInEngines } from './testing/stand-in-engines.ts'

const TOKEN = 'a-token-for-this-test-only'
const authorization = `Bearer ${TOKEN}`
const start = JSON.stringify({ type: 'start', sampleRate: 16_000 })

let engines: StandInEngines
let server: InferenceServer
let address: string
let client: AnimationClient

beforeEach(async () => {
  engines = standInEngines()
  server = await createInferenceServer({ engines, token: TOKEN, logger: pino({ level: 'silent' }), limits: { maxAnimationStreams: 40 } })
  address = `127.0.0.1:${(await server.listen()).port}`
  client = new AnimationClient({ url: `ws://${address}/v1/animation`, token: TOKEN })
})

afterEach(async () => {
  client.dispose()
  await server.close()
  engines.dispose()
})

function buzz(seconds: number): Int16Array {
  return Int16Array.from({ length: seconds * 16_000 }, (_, n) => 8_000 * Math.sin(n / 9) * Math.max(0, Math.sin(n / 900)))
}

async function metrics(): Promise<Map<string, number>> {
  const answer = await fetch(`http://${address}/metrics`, { headers: { authorization } })
  expect(answer.headers.get('content-type')).toContain('version=0.0.4')
  const lines = (await answer.text()).trim().split('\n').filter((line) => !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
}

const metric = async (name: string): Promise<number> => (await metrics()).get(`understudy_animation_${name}`) ?? 0

async function raw(messages: (string | Uint8Array)[]): Promise<{ type: string; code?: string }[]> {
  const socket = new WebSocket(`ws://${address}/v1/animation`, { headers: { authorization } })
  const texts: { type: string; code?: string }[] = []
  socket.on('message', (data, isBinary) => {
    if (!isBinary) texts.push(JSON.parse(data.toString()) as { type: string })
  })
  await once(socket, 'open')
  for (const message of messages) socket.send(message)
  await once(socket, 'close')
  return texts
}

describe('many animation streams', () => {
  it('are served side by side, each with all its frames, and counted', async () => {
    const calls = await Promise.all(Array.from({ length: 32 }, () => client.open({ sampleRate: 16_000 })))
    expect(await metric('streams_open')).toBe(32)
    const counts = await Promise.all(
      calls.map(async (call) => {
        void call.push(buzz(1)).then(() => call.end())
        let frames = 0
        for await (const _ of call.frames) frames++
        return frames
      }),
    )
    expect(new Set(counts)).toEqual(new Set([60]))
    await vi.waitFor(async () => expect(await metric('streams_open')).toBe(0))
    const read = await metrics()
    const of = (name: string): number | undefined => read.get(`understudy_animation_${name}`)
    expect([of('streams_started_total'), of('streams_ended_total{outcome="done"}'), of('frames_total')]).toEqual([32, 32, 32 * 60])
    expect([of('first_frame_seconds_count'), of('real_time_factor_count'), of('queued_seconds')]).toEqual([32, 32, 0])
    expect(of('audio_seconds_total')).toBeCloseTo(32, 6)
    expect(of('computing_seconds_total')).toBeGreaterThan(0)
    expect(read.get('process_resident_memory_bytes')).toBeGreaterThan(1e7)
    expect(read.get('understudy_queue_requests{engine="speech"}')).toBe(0)
  })

  it('are not held up by one who sends a long recording at once', async () => {
    const [bulk, live] = await Promise.all([client.open({ sampleRate: 16_000 }), client.open({ sampleRate: 16_000 })])
    const ended: string[] = []
    const drain = async (name: string, call: typeof bulk): Promise<void> => {
      for await (const _ of call.frames);
      ended.push(name)
    }
    const drains = [drain('bulk', bulk), drain('live', live)]
    await bulk.push(buzz(60))
    void bulk.end()
    await live.push(buzz(0.4))
    await live.end()
    await Promise.all(drains)
    expect(ended).toEqual(['live', 'bulk'])
  })

  it('are refused beyond the limit, with a sentence, and taken again when one has ended', async () => {
    const held = await Promise.all(Array.from({ length: 40 }, () => client.open({ sampleRate: 16_000 })))
    await expect(client.open({ sampleRate: 16_000 })).rejects.toMatchObject({ code: 'overloaded', retryable: true })
    expect(await metric('rejected_total{code="overloaded"}')).toBe(1)
    held[0]!.cancel()
    await vi.waitFor(async () => expect(await metric('streams_open')).toBe(39))
    ;(await client.open({ sampleRate: 16_000 })).cancel()
    const health = (await (await fetch(`http://${address}/health`)).json()) as { animation: object }
    expect(health.animation).toMatchObject({ maxStreams: 40 })
  })
})

describe('one bad client', () => {
  it.each([
    ['rubbish', 'bad_request', ['rubbish']],
    ['rubbish after much sound', 'bad_request', [start, new Uint8Array(640_000), 'rubbish']],
    ['too long a text', 'too_large', [start, ' '.repeat(1_100_000)]],
    ['too many phones', 'too_large', [start, ...Array.from({ length: 3 }, () => JSON.stringify({ type: 'phones', phones: Array.from({ length: 7_000 }, () => ({ symbol: 'm', startS: 0, endS: 1 })) }))]],
  ])('loses its own stream by %s, and nobody else’s', async (_, code, messages) => {
    const call = await client.open({ sampleRate: 16_000, fps: 30 })
    await call.push(buzz(0.5))
    expect((await raw(messages)).at(-1)).toMatchObject({ type: 'error', code })
    await call.push(buzz(0.5))
    await call.end()
    expect((await call.done).frames).toBe(30)
  })

  it('is not computed for when it has gone: at most what was read ahead', async () => {
    const socket = new WebSocket(`ws://${address}/v1/animation`, { headers: { authorization } })
    await once(socket, 'open')
    socket.send(start)
    for (let n = 0; n < 300; n++) socket.send(new Uint8Array(32_000))
    await once(socket, 'message')
    socket.terminate()
    await vi.waitFor(async () => expect(await metric('streams_open')).toBe(0))
    expect(await metric('streams_ended_total{outcome="cancelled"}')).toBe(1)
    expect(await metric('audio_seconds_total')).toBeLessThan(60)
    const after = await metric('audio_seconds_total')
    await (await client.open({ sampleRate: 16_000 })).end()
    expect(await metric('audio_seconds_total')).toBe(after)
  })
})
