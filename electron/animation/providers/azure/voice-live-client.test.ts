import { afterEach, describe, expect, it } from 'vitest'
import { COEFFICIENT_INDEX as C } from '../../../contract/coefficients.ts'
import { UnderstudyError, type ErrorCode } from '../../../contract/errors.ts'
import { expiredCertificate, validCertificate } from '../testing/certificate.ts'
import { ACTIONABLE, PATIENT_MS } from '../testing/conformance.ts'
import type { ConformanceServerOptions, Fault } from '../testing/faults.ts'
import { startVoiceLiveServer, type VoiceLiveServer } from '../testing/voice-live-server.ts'
import type { SpokenPart } from './azure-voice.ts'
import type { TimedCoefficients } from './blend-shapes.ts'
import { VoiceLiveClient, type VoiceLiveRequest } from './voice-live-client.ts'

const KEY = 'a-key-of-some-length'
const TEXT = 'Tom & Ann: "a < b"? The end of all of it.'
const SECONDS = TEXT.replace(/[^A-Za-z]/g, '').length * 0.05
const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

interface Spoken {
  seconds: number
  frames: TimedCoefficients[]
  parts: SpokenPart[]
  error: UnderstudyError | null
}

async function respond(client: VoiceLiveClient, request: VoiceLiveRequest = { text: TEXT }, signal?: AbortSignal): Promise<Spoken> {
  const spoken: Spoken = { seconds: 0, frames: [], parts: [], error: null }
  try {
    for await (const part of client.respond(request, signal ? { signal } : {})) {
      spoken.parts.push(part)
      if (part.type === 'sound') spoken.seconds += part.pcm.length / part.sampleRateHz
      if (part.type === 'frames') spoken.frames.push(...part.frames)
    }
  } catch (error) {
    spoken.error = UnderstudyError.from(error)
  }
  return spoken
}

function clientAt(address: string, { apiKey = KEY, rootCertificates }: { apiKey?: string; rootCertificates?: string } = {}): VoiceLiveClient {
  const client = new VoiceLiveClient({ address, apiKey, silenceTimeoutMs: 1_500, ...(rootCertificates ? { rootCertificates } : {}) })
  opened.push({ close: () => client.dispose() })
  return client
}

async function serve(options: ConformanceServerOptions & { plain?: boolean } = {}): Promise<VoiceLiveServer> {
  const server = await startVoiceLiveServer({ key: KEY, ...options })
  opened.push(server)
  return server
}

describe('a client of Voice Live', { timeout: PATIENT_MS }, () => {
  it('has a text said word for word, with sixty frames a second in time with the sound', async () => {
    const server = await serve()
    const { seconds, frames, error } = await respond(clientAt(server.url))
    expect(error).toBeNull()
    expect(server.texts).toEqual([TEXT])
    expect(seconds).toBeCloseTo(SECONDS, 3)
    expect(frames.map(({ timeS }) => timeS)).toEqual(Array.from({ length: Math.ceil(SECONDS * 60) }, (_, k) => k / 60))
    expect(frames[1]!.coefficients[C.jawOpen]).toBeCloseTo(0.1)
    expect(frames[4]!.coefficients[C.jawOpen]).toBeCloseTo(0.6)
    expect(server.complaints).toEqual([])
  })

  it('asks with a recording, whole, and gets an answer', async () => {
    const server = await serve()
    const { seconds, frames, error } = await respond(clientAt(server.url), { question: new Int16Array(24_000 * 1.6) })
    expect(error).toBeNull()
    expect(server.questionsS).toEqual([1.6])
    expect(seconds).toBeCloseTo(0.8, 3)
    expect(frames).toHaveLength(48)
    expect(server.complaints).toEqual([])
  })

  it('gives its visemes as phones where it has no face', async () => {
    const { url } = await serve({ plain: true })
    const { parts, frames } = await respond(clientAt(url))
    expect(frames).toEqual([])
    const last = parts.at(-1)
    expect(last?.type === 'phones' && last.phones[1]).toMatchObject({ symbol: 'aa', startS: 0.05, endS: 0.1 })
  })

  it('does several things at once, and stops when it is told to', async () => {
    const { url } = await serve({ fault: 'slowFirstFrame' })
    const client = clientAt(url)
    const controller = new AbortController()
    const speaking = [respond(client), respond(client), respond(client, undefined, controller.signal)]
    controller.abort()
    const [first, second, cancelled] = await Promise.all(speaking)
    expect([first!.seconds, second!.seconds].map((seconds) => seconds.toFixed(2))).toEqual([SECONDS.toFixed(2), SECONDS.toFixed(2)])
    expect(cancelled!.error).toMatchObject({ code: 'cancelled' })
  })

  const outcomes: Record<Fault, { sound: ErrorCode | null; face: ErrorCode | null }> = {
    slowFirstFrame: { sound: null, face: null },
    late: { sound: null, face: null },
    outOfOrder: { sound: null, face: null },
    wrongCount: { sound: null, face: 'provider_failed' },
    garbage: { sound: null, face: 'provider_failed' },
    cutOff: { sound: 'provider_failed', face: null },
    errorStatus: { sound: 'provider_failed', face: null },
    silence: { sound: 'timeout', face: null },
  }
  it.each(Object.entries(outcomes) as [Fault, (typeof outcomes)[Fault]][])('meets «%s»: a bad face does not stop the sound', async (fault, expected) => {
    const { url } = await serve({ fault })
    const { seconds, parts, error } = await respond(clientAt(url))
    expect(error?.code ?? null).toBe(expected.sound)
    if (error) expect(error.message).toMatch(ACTIONABLE)
    else expect(seconds).toBeCloseTo(SECONDS, 3)
    const lost = parts.flatMap((part) => (part.type === 'faceFailed' ? [part.error] : []))
    expect(lost.map(({ code }) => code)).toEqual(expected.face ? [expected.face] : [])
    for (const one of lost) expect(one.message).toMatch(ACTIONABLE)
  })

  it('says what to do about a wrong key, a host that is not there and certificates; trusts what it is told to', async () => {
    const server = await serve()
    const errorAt = async (...where: Parameters<typeof clientAt>): Promise<UnderstudyError | null> => (await respond(clientAt(...where))).error
    expect(await errorAt(server.url, { apiKey: 'another' })).toMatchObject({ code: 'unauthorized', message: expect.stringMatching(/refused the key; enter a valid one/) })
    expect(await errorAt(server.url, { apiKey: '' })).toMatchObject({ code: 'unauthorized', message: expect.stringMatching(/asks for a key; enter one for it/) })
    expect(await errorAt('http://127.0.0.1:9')).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/can’t be reached; check its address/) })
    expect(await errorAt('https://no-such-host.invalid')).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/is unknown; check its address/) })
    const expired = await serve({ tls: expiredCertificate() })
    expect(await errorAt(expired.url)).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/has expired; ask whoever runs it/) })
    const certificate = validCertificate()
    const own = await serve({ tls: certificate })
    expect(await errorAt(own.url)).toMatchObject({ message: expect.stringMatching(/signed by nobody whom this computer trusts/) })
    expect(await errorAt(own.url, { rootCertificates: certificate.cert })).toBeNull()
  })
})
