import { afterEach, describe, expect, it } from 'vitest'
import { startAzureServer } from '../animation/providers/testing/azure-server.ts'
import { expiredCertificate } from '../animation/providers/testing/certificate.ts'
import { ACTIONABLE, PATIENT_MS } from '../animation/providers/testing/conformance.ts'
import type { ConformanceServerOptions, Fault } from '../animation/providers/testing/faults.ts'
import { startUnderstudyServer } from '../animation/providers/testing/understudy-server.ts'
import { COEFFICIENT_INDEX as C } from '../contract/coefficients.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { settingsSchema } from '../contract/settings.ts'
import { endpointResolver } from '../inference/endpoints.ts'
import { createRoleClients, type RoleClients } from '../inference/role-clients.ts'
import { AnswerRun, type AnswerOutput } from './answer-run.ts'
import type { Voice } from './ports.ts'
import { FakeAnswerer } from './test-fakes.ts'

/** Azure as the voice of an answer, through the app's own clients, against its conformance server. */

const KEY = 'a-key-of-some-length'
const SENTENCES = ['It began with a borrowed lathe.', 'Then the roof came down on it.']
const FPS = 60
const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

async function clientsAt(baseUrl: string, key = KEY): Promise<RoleClients> {
  const embedded = await startUnderstudyServer()
  const settings = settingsSchema.parse({ endpoints: { speech: { kind: 'custom', provider: 'azure', baseUrl, voice: 'en-GB-SoniaNeural' } } })
  const resolve = endpointResolver({
    supervisor: { endpoint: () => Promise.resolve({ baseURL: `${embedded.url}/v1`, token: 'a-token' }) },
    settings: () => settings,
    key: () => Promise.resolve(key),
  })
  const clients = createRoleClients({ resolve, timeouts: { speech: 1_000 } })
  opened.push(embedded, { close: () => clients.dispose() })
  return clients
}

async function azure(options: ConformanceServerOptions & { plain?: boolean } = {}): Promise<Awaited<ReturnType<typeof startAzureServer>>> {
  const server = await startAzureServer({ key: KEY, ...options })
  opened.push(server)
  return server
}

interface Answered {
  outputs: AnswerOutput[]
  seconds: number
  frames: { timeS: number; jaw: number }[]
  /** Sentences which our own voice said. */
  ours: string[]
}

async function answered({ synthesizer, animation }: RoleClients): Promise<Answered> {
  const result: Answered = { outputs: [], seconds: 0, frames: [], ours: [] }
  const standIn: Voice = {
    async *synthesize(text, { sampleRateHz = 16_000 }) {
      result.ours.push(text)
      yield Promise.resolve({ pcm: Int16Array.from({ length: sampleRateHz }, (_, n) => 8_000 * Math.sin(n / 20)), sampleRateHz }) as never
    },
  }
  const voice: Voice = { synthesize: (text, { signal }) => synthesizer.synthesize(text, signal ? { signal } : {}), standIn: () => ({ of: 'Azure Speech', voice: standIn }) }
  const run = new AnswerRun({ answerer: new FakeAnswerer(SENTENCES), voice, animator: animation }, { question: 'How did it begin?' })
  run.commit()
  for await (const output of run.outputs) {
    result.outputs.push(output)
    if (output.type === 'sound') result.seconds += output.pcm.length / output.sampleRateHz
    if (output.type === 'frames') result.frames.push(...output.frames.map(({ timeS, coefficients }) => ({ timeS, jaw: coefficients[C.jawOpen]! })))
  }
  return result
}

const troublesOf = ({ outputs }: Answered): ErrorCode[] => outputs.flatMap((output) => (output.type === 'trouble' ? [output.error.code] : []))
const providersOf = ({ outputs }: Answered): string[] =>
  outputs.flatMap((output) => (output.type === 'provider' ? [`${output.provider.part}${output.provider.fallback ? ` given up: ${output.provider.fallback.code}` : ''}`] : []))
const spoken = ({ outputs }: Answered): string[] => {
  const sentences = outputs.flatMap((output) => (output.type === 'sentence' ? [output.sentence] : []))
  return SENTENCES.map((_, index) => sentences.findLast((sentence) => sentence.index === index)?.text ?? '')
}

/** One frame for every moment of the sound, in order, whatever happened. */
function expectWholeFace({ frames, seconds }: Answered): void {
  expect(frames.map(({ timeS }) => timeS)).toEqual(Array.from({ length: Math.ceil(seconds * FPS - 1e-6) }, (_, k) => k / FPS))
}

describe('an answer in Azure’s voice', { timeout: PATIENT_MS }, () => {
  it('has the face that comes with it, at rest between its sentences', async () => {
    const server = await azure()
    const answer = await answered(await clientsAt(server.url))
    expect(troublesOf(answer)).toEqual([])
    expect(providersOf(answer)).toEqual(['voice', 'face'])
    expect(spoken(answer)).toEqual(SENTENCES)
    expectWholeFace(answer)
    expect(server.documents.map((document) => /name="([^"]+)"/.exec(document)?.[1])).toEqual(['en-GB-SoniaNeural', 'en-GB-SoniaNeural'])
    // The server opens the jaw to 0.6 on every other letter, a twentieth of a second each; our stand-in never does.
    const second = answer.outputs.flatMap((output) => (output.type === 'sentence' && output.sentence.index === 1 ? [output.sentence.startMs / 1000] : []))[0]!
    const jawAt = (timeS: number): number => answer.frames[Math.round(timeS * FPS)]!.jaw
    expect(jawAt(0.075)).toBeGreaterThan(0.4)
    expect(jawAt(second + 0.075)).toBeGreaterThan(0.4)
    expect(jawAt(second + 0.125)).toBeLessThan(0.3)
    expect(jawAt(second - 0.03)).toBeLessThan(0.05)
    expect(server.complaints).toEqual([])
  })

  it('has our own face where the voice brings none', async () => {
    const server = await azure({ plain: true })
    const answer = await answered(await clientsAt(server.url))
    expect(troublesOf(answer)).toEqual([])
    expect(providersOf(answer)).toEqual(['voice'])
    expectWholeFace(answer)
  })

  const outcomes: Record<Fault, { voice?: ErrorCode; face?: ErrorCode }> = {
    slowFirstFrame: {},
    late: {},
    outOfOrder: {},
    wrongCount: { face: 'provider_failed' },
    garbage: { face: 'provider_failed' },
    cutOff: { voice: 'provider_failed' },
    errorStatus: { voice: 'provider_failed' },
    silence: { voice: 'timeout' },
  }
  it.each(Object.entries(outcomes))('is whole under «%s», and tells once what was given up', async (fault, { voice, face }) => {
    const server = await azure({ fault: fault as Fault })
    const answer = await answered(await clientsAt(server.url))
    expect(spoken(answer)).toEqual(SENTENCES)
    expectWholeFace(answer)
    expect(troublesOf(answer)).toEqual([voice ?? face].filter(Boolean))
    expect(answer.ours).toEqual(voice ? SENTENCES : [])
    const told = providersOf(answer)
    expect(told.includes(`voice given up: ${voice}`)).toBe(voice !== undefined)
    if (face) expect(told).toContain(`face given up: ${face}`)
    for (const output of answer.outputs) if (output.type === 'trouble') expect(output.error.message).toMatch(ACTIONABLE)
  })

  it.each([
    ['a wrong key', () => azure({ key: 'another' }), 'unauthorized'],
    ['an expired certificate', () => azure({ tls: expiredCertificate() }), 'unavailable'],
    ['nobody there', () => Promise.resolve({ url: 'http://127.0.0.1:9' }), 'unavailable'],
  ] as const)('is given by our own voice and face with %s; the setting’s test says why', async (_, serve, code) => {
    const clients = await clientsAt((await serve()).url)
    const answer = await answered(clients)
    expect(troublesOf(answer)).toEqual([code])
    expect(providersOf(answer)).toEqual([`voice given up: ${code}`])
    expect(answer.ours).toEqual(SENTENCES)
    expectWholeFace(answer)
    expect(await clients.testEndpoint('speech')).toMatchObject({ ok: false, detail: expect.stringMatching(ACTIONABLE) })
  })
})
