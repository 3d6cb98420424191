import { afterEach, describe, expect, it } from 'vitest'
import { COEFFICIENT_INDEX as C } from '../../../contract/coefficients.ts'
import { UnderstudyError, type ErrorCode } from '../../../contract/errors.ts'
import { startAzureServer } from '../testing/azure-server.ts'
import { expiredCertificate } from '../testing/certificate.ts'
import { ACTIONABLE, PATIENT_MS } from '../testing/conformance.ts'
import type { ConformanceServerOptions, Fault } from '../testing/faults.ts'
import { AzureVoice, type SpokenPart } from './azure-voice.ts'
import type { TimedCoefficients } from './blend-shapes.ts'

const KEY = 'a-key-of-some-length'
const SENTENCE = 'Tom & Ann said: "a < b"? The end of it.'
const LETTERS = 22
const SECONDS = LETTERS * 0.05
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

async function speak(voice: AzureVoice, signal?: AbortSignal): Promise<Spoken> {
  const spoken: Spoken = { seconds: 0, frames: [], parts: [], error: null }
  try {
    for await (const part of voice.speak(SENTENCE, { emotion: { name: 'joy', strength: 0.5 }, ...(signal ? { signal } : {}) })) {
      spoken.parts.push(part)
      if (part.type === 'sound') spoken.seconds += part.pcm.length / part.sampleRateHz
      if (part.type === 'frames') spoken.frames.push(...part.frames)
    }
  } catch (error) {
    spoken.error = UnderstudyError.from(error)
  }
  return spoken
}

function voiceAt(address: string, apiKey = KEY): AzureVoice {
  const voice = new AzureVoice({ address, apiKey, silenceTimeoutMs: 1_500 })
  opened.push({ close: () => voice.dispose() })
  return voice
}

async function serve(options: ConformanceServerOptions & { plain?: boolean } = {}): Promise<Awaited<ReturnType<typeof startAzureServer>>> {
  const server = await startAzureServer({ key: KEY, ...options })
  opened.push(server)
  return server
}

describe('Azure’s voice with a face', { timeout: PATIENT_MS }, () => {
  it('says the text and nothing else, with sixty frames a second in time with the sound', async () => {
    const server = await serve()
    const { seconds, frames, error } = await speak(voiceAt(server.url))
    expect(error).toBeNull()
    expect(seconds).toBeCloseTo(SECONDS, 3)
    expect(frames.map(({ timeS }) => timeS)).toEqual(Array.from({ length: Math.ceil(SECONDS * 60) }, (_, k) => k / 60))
    expect(frames[1]!.coefficients[C.jawOpen]).toBeCloseTo(0.1)
    expect(frames[4]!.coefficients[C.jawOpen]).toBeCloseTo(0.6)
    const [document] = server.documents
    expect(document).toContain('<mstts:viseme type="FacialExpression"/>')
    expect(document).toContain('style="cheerful" styledegree="1.00">Tom &amp; Ann said: &quot;a &lt; b&quot;? The end of it.</')
    expect(server.complaints).toEqual([])
  })

  it('gives its visemes as phones where it has no face', async () => {
    const { url } = await serve({ plain: true })
    const { parts, frames } = await speak(voiceAt(url))
    expect(frames).toEqual([])
    const last = parts.at(-1)
    expect(last).toMatchObject({ type: 'phones' })
    const phones = last?.type === 'phones' ? last.phones : []
    expect(phones).toHaveLength(LETTERS)
    expect(phones[1]).toMatchObject({ symbol: 'aa', startS: 0.05, endS: 0.1 })
  })

  it('speaks several sentences at once, and stops when it is told to', async () => {
    const { url } = await serve({ fault: 'slowFirstFrame' })
    const voice = voiceAt(url)
    const controller = new AbortController()
    const speaking = [speak(voice), speak(voice), speak(voice, controller.signal)]
    controller.abort()
    const [first, second, cancelled] = await Promise.all(speaking)
    expect([first!.seconds, second!.seconds].map((seconds) => seconds.toFixed(2))).toEqual([SECONDS.toFixed(2), SECONDS.toFixed(2)])
    expect(cancelled!.error).toMatchObject({ code: 'cancelled' })
  })

  const outcomes: Record<Fault, { voice: ErrorCode | null; face: ErrorCode | null }> = {
    slowFirstFrame: { voice: null, face: null },
    late: { voice: null, face: null },
    outOfOrder: { voice: null, face: null },
    wrongCount: { voice: null, face: 'provider_failed' },
    garbage: { voice: null, face: 'provider_failed' },
    cutOff: { voice: 'provider_failed', face: null },
    errorStatus: { voice: 'provider_failed', face: null },
    silence: { voice: 'timeout', face: null },
  }
  it.each(Object.entries(outcomes) as [Fault, (typeof outcomes)[Fault]][])('meets «%s»: a bad face does not stop the sound', async (fault, expected) => {
    const { url } = await serve({ fault })
    const { seconds, parts, error } = await speak(voiceAt(url))
    expect(error?.code ?? null).toBe(expected.voice)
    if (error) expect(error.message).toMatch(ACTIONABLE)
    else expect(seconds).toBeCloseTo(SECONDS, 3)
    const lost = parts.find((part) => part.type === 'faceFailed')
    expect(lost?.error.code ?? null).toBe(expected.face)
    if (lost) expect(lost.error.message).toMatch(ACTIONABLE)
  })

  it('says what to do about a wrong key, a host that is not there and an expired certificate', async () => {
    const server = await serve()
    expect((await speak(voiceAt(server.url, 'another'))).error).toMatchObject({ code: 'unauthorized', message: expect.stringMatching(/refused the key; enter a valid one/) })
    expect((await speak(voiceAt(server.url, ''))).error).toMatchObject({ code: 'unauthorized', message: expect.stringMatching(/asks for a key; enter one for it/) })
    expect((await speak(voiceAt('http://127.0.0.1:9'))).error).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/can’t be reached; check its address/) })
    expect((await speak(voiceAt('https://no-such-host.invalid'))).error).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/is unknown; check its address/) })
    const expired = await serve({ tls: expiredCertificate() })
    expect((await speak(voiceAt(expired.url))).error).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/has expired; ask whoever runs it/) })
  })
})
