import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { settingsSchema } from '../contract/settings.ts'
import { childEnvironment } from './child-environment.ts'
import { endpointResolver } from './endpoints.ts'
import { createRoleClients, type RoleClients } from './role-clients.ts'
import { spawnInferenceNode } from './spawn-node.ts'
import { InferenceSupervisor } from './supervisor.ts'

/** The real process with the real engines, from the sources. */

const START_TIMEOUT_MS = 120_000
const PARAGRAPH = 'We decided to keep the product small. It was the right thing to do, although many of us doubted it at first. '.repeat(12)

let supervisor: InferenceSupervisor
let clients: RoleClients

beforeAll(async () => {
  supervisor = new InferenceSupervisor({
    spawn: spawnInferenceNode,
    resourcesDir: fileURLToPath(new URL('../../resources/', import.meta.url)),
    modelsDir: fileURLToPath(new URL('../../models/', import.meta.url)),
    transcriptionModel: 'tiny',
    // The machine that tests may be busy with many other things.
    limits: { startTimeoutMs: START_TIMEOUT_MS, pingTimeoutMs: 60_000, pingEveryMs: 100 },
  })
  const settings = settingsSchema.parse({})
  clients = createRoleClients({
    resolve: endpointResolver({ supervisor, settings: () => settings, key: () => Promise.resolve(null) }),
  })
  await supervisor.start()
}, START_TIMEOUT_MS)

afterAll(async () => {
  clients.dispose()
  await supervisor.stop()
})

async function speak(text: string): Promise<{ samples: Float32Array; sampleRateHz: number }> {
  const parts: number[] = []
  let rate = 0
  for await (const { pcm, sampleRateHz } of clients.synthesizer.synthesize(text)) {
    rate = sampleRateHz
    for (const value of pcm) parts.push(value / 32_768)
  }
  return { samples: Float32Array.from(parts), sampleRateHz: rate }
}

describe('the real engines behind the server', () => {
  it('speaks at its native rate, and understands what it said', async () => {
    const { samples, sampleRateHz } = await speak('The weather is nice today.')
    expect(sampleRateHz).toBe(16_000)
    const { text } = await clients.transcriber.transcribe(samples)
    expect(text.toLowerCase()).toContain('weather is nice today')
    const { text: again } = await clients.transcriber.transcribe(samples, { draft: 'The weather was nice.' })
    expect(again).toBe(text)
  })

  it('puts sentences of one meaning nearer than others', async () => {
    const [a, b, c] = (await clients.embedder.embed(['How do you hire people?', 'What do you look for in a candidate?', 'The cake is made of plums.'])) as [Float32Array, Float32Array, Float32Array]
    const dot = (x: Float32Array, y: Float32Array): number => x.reduce((sum, value, n) => sum + value * y[n]!, 0)
    expect(dot(a, a)).toBeCloseTo(1, 3)
    expect(dot(a, b)).toBeGreaterThan(dot(a, c))
  })

  it('answers honestly when it is given nothing to answer from', async () => {
    let answer = ''
    for await (const delta of clients.chat.stream([{ role: 'user', content: 'What is the moon made of?' }])) answer += delta
    expect(answer).toMatch(/haven.t spoken/i)
  })

  it('serves the example client as its description says', async () => {
    const { baseURL, token } = await supervisor.endpoint()
    const example = fileURLToPath(new URL('examples/face-client.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', example, new URL(baseURL).host, token, 'Banana.'])
    const lines = stdout.trim().split('\n')
    expect(JSON.parse(lines.pop()!)).toMatchObject({ type: 'done', frames: lines.length })
    expect(lines.length).toBeGreaterThan(20)
    expect(Math.max(...lines.map((line) => line.split('#').length - 1))).toBeGreaterThan(6)
  })

  it('opens the mouth for speech', async () => {
    const { samples } = await speak('Banana.')
    const call = await clients.animation.open({ sampleRate: 16_000 })
    await call.push(Int16Array.from(samples, (value) => value * 32_767))
    await call.end()
    let jawOpen = 0
    for await (const frame of call.frames) jawOpen = Math.max(jawOpen, frame.coefficients[24]!)
    expect(jawOpen).toBeGreaterThan(0.1)
  })

  it('streams an answer’s sound while a transcription runs', async () => {
    const { samples } = await speak(PARAGRAPH.slice(0, 240))
    const order: string[] = []
    await Promise.all([
      clients.transcriber.transcribe(samples).then(() => order.push('transcript')),
      speak('One two three.').then(() => order.push('speech')),
    ])
    expect(order[0]).toBe('speech')
  })

  it('says what is wrong in a recording', async () => {
    await expect(clients.transcriber.transcribe(new Float32Array(0))).rejects.toMatchObject({ code: 'audio_invalid' })
  })

  it('tests each endpoint with a real request', async () => {
    for (const role of ['language', 'transcription', 'speech', 'animation', 'embedding'] as const) {
      expect(await clients.testEndpoint(role)).toMatchObject({ ok: true })
    }
  })

  it('stops when it is told to', async () => {
    const abort = new AbortController()
    const chunks = clients.synthesizer.synthesize(PARAGRAPH, { signal: abort.signal })
    await chunks[Symbol.asyncIterator]().next()
    abort.abort()
    await expect((async () => { for await (const _ of chunks) void _ })()).rejects.toMatchObject({ code: 'cancelled' })
    expect((await speak('Go on.')).samples.length).toBeGreaterThan(4_000)
  })

  it('reports its memory and the delay of its loop', async () => {
    await vi.waitFor(() => expect(supervisor.lastPong?.rssBytes).toBeGreaterThan(50_000_000), 10_000)
  })
})

describe('a process that is killed', () => {
  it('fails what ran with inference_lost, and serves the next request', { timeout: START_TIMEOUT_MS }, async () => {
    const states: string[] = []
    const watching = supervisor.onStatus((status) => states.push(status))
    const pid = supervisor.pid!
    const animation = await clients.animation.open({ sampleRate: 16_000 })
    const heard = (async () => {
      let chunks = 0
      for await (const _ of clients.synthesizer.synthesize(PARAGRAPH)) if (chunks++ === 0) process.kill(pid, 'SIGKILL')
    })()
    await expect(heard).rejects.toMatchObject({ code: 'inference_lost', kind: 'expected', retryable: true })
    await expect((async () => { for await (const _ of animation.frames) void _ })()).rejects.toMatchObject({ code: 'inference_lost' })
    // No wait here: a question asked at once has to be answered.
    const { samples } = await speak('And again.')
    expect(samples.length).toBeGreaterThan(4_000)
    await supervisor.start()
    expect(states).toEqual(['restarting', 'ready'])
    expect(supervisor.pid).not.toBe(pid)
    watching.dispose()
  })

  it('leaves nothing behind when it is disposed of', { timeout: START_TIMEOUT_MS }, async () => {
    const pid = supervisor.pid!
    const states: string[] = []
    const watching = supervisor.onStatus((status) => states.push(status))
    supervisor.dispose()
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(/ESRCH/), 10_000)
    expect(states).toEqual(['stopped'])
    await expect(supervisor.endpoint()).rejects.toMatchObject({ code: 'unavailable' })
    watching.dispose()
  })
})

it('hands no secret of the parent to the process', () => {
  const scrubbed = childEnvironment({ PATH: '/bin', HOME: '/h', OPENAI_API_KEY: 'k', NODE_OPTIONS: '--inspect', GITHUB_TOKEN: 't', Path: 'C:\\' })
  expect(Object.keys(scrubbed).sort()).toEqual(['HOME', 'ORT_DISABLE_TELEMETRY', 'PATH', 'Path'])
})
