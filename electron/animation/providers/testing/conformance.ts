import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AnimationDone, AnimationFrame } from '../../../contract/animation.ts'
import { COEFFICIENT_INDEX as C } from '../../../contract/coefficients.ts'
import { UnderstudyError, type ErrorCode } from '../../../contract/errors.ts'
import { AUDIO2FACE_MODEL, createAnimationEngine, type AnimationEngine } from '../../animation-engine.ts'
import type { AnimationCall } from '../../animation-client.ts'
import { StreamCall } from '../../stream-call.ts'
import type { FaceProvider } from '../face-provider.ts'
import { openWithFallback } from '../fallback-call.ts'
import { expiredCertificate, validCertificate } from './certificate.ts'
import { FAULTS, type ConformanceServer, type ConformanceServerOptions, type Fault } from './faults.ts'

export interface ProtocolUnderTest {
  name: string
  serve(options: ConformanceServerOptions): Promise<ConformanceServer>
  provide(options: { url: string; key?: string; rootCertificates?: string }): FaceProvider
  /** How a stream without a stand-in ends under each fault; null: as if nothing was. */
  outcomes: Record<Exclude<Fault, 'silence'>, ErrorCode | null>
}

export const CONFORMANCE_RATE_HZ = 16_000
const FPS = 60
/** Test machines are slow and shared. */
export const PATIENT_MS = 60_000
const KEY = 'a-key-of-some-length'

/** Syllables, three a second: enough for a jaw to follow. */
export function syllables(seconds: number): Int16Array {
  return Int16Array.from({ length: seconds * CONFORMANCE_RATE_HZ }, (_, n) => {
    const t = n / CONFORMANCE_RATE_HZ
    return 9_000 * Math.max(0, Math.sin(2 * Math.PI * 3 * t)) * Math.sin(2 * Math.PI * 150 * t)
  })
}

export async function speakInto(call: AnimationCall, sound: Int16Array): Promise<void> {
  const chunk = CONFORMANCE_RATE_HZ / 10
  try {
    for (let at = 0; at < sound.length; at += chunk) await call.push(sound.subarray(at, at + chunk))
    await call.end()
  } catch {
    // Told by the frames.
  }
}

export async function watch(call: AnimationCall): Promise<{ frames: AnimationFrame[]; done: AnimationDone | null; error: UnderstudyError | null }> {
  const frames: AnimationFrame[] = []
  try {
    for await (const frame of call.frames) frames.push(frame)
    return { frames, done: await call.done, error: null }
  } catch (error) {
    return { frames, done: null, error: UnderstudyError.from(error) }
  }
}

/** A sentence for a user: what happened, then what to do. */
export const ACTIONABLE = /^[A-ZT].*[;,] .*(Settings|try again|check|choose|enter|ask).*\.$/

/** Every promise of a provider, against its conformance server and each of its faults. */
export function describeConformance({ name, serve, provide, outcomes }: ProtocolUnderTest): void {
  let engine: AnimationEngine
  const opened: { close(): Promise<void> }[] = []
  beforeAll(async () => {
    engine = await createAnimationEngine({ modelPath: new URL(`../../../../models/${AUDIO2FACE_MODEL}`, import.meta.url).pathname })
  })
  afterAll(() => engine.dispose())
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close()
  })

  const start = { sampleRate: CONFORMANCE_RATE_HZ, fps: FPS }
  const server = async (options: ConformanceServerOptions = {}): Promise<ConformanceServer> => {
    const running = await serve(options)
    opened.push(running)
    return running
  }
  const providerOf = (options: Parameters<typeof provide>[0]): FaceProvider => {
    const provider = provide(options)
    opened.push({ close: async () => provider.dispose() })
    return provider
  }
  const failure = async (provider: FaceProvider): Promise<UnderstudyError> => {
    try {
      const call = await provider.open(start)
      const watching = watch(call)
      await speakInto(call, syllables(0.5))
      return (await watching).error ?? expect.unreachable('it did not fail')
    } catch (error) {
      return UnderstudyError.from(error)
    }
  }

  describe(`${name} by itself`, { timeout: PATIENT_MS }, () => {
    it('animates every moment of the sound, its mouth in time', async () => {
      const running = await server({ key: KEY })
      const call = await providerOf({ url: running.url, key: KEY }).open(start)
      const watching = watch(call)
      await speakInto(call, syllables(2))
      const { frames, done, error } = await watching
      expect(error).toBeNull()
      expect(frames.map(({ timeS }) => timeS)).toEqual(Array.from({ length: 2 * FPS }, (_, k) => k / FPS))
      expect(done).toMatchObject({ frames: 2 * FPS, stats: { audioMs: 2_000 } })
      const jaw = frames.map(({ coefficients }) => coefficients[C.jawOpen]!)
      const mean = (part: number): number => {
        const there = frames.filter(({ timeS }) => timeS > 0.3 && Math.floor(timeS * 6) % 2 === part)
        return there.reduce((sum, { index }) => sum + jaw[index]!, 0) / there.length
      }
      expect(mean(0)).toBeGreaterThan(1.5 * mean(1))
      expect(running.complaints).toEqual([])
    })

    it('serves several streams at once, and one that is cancelled', async () => {
      const running = await server()
      const provider = providerOf({ url: running.url })
      const controller = new AbortController()
      const calls = await Promise.all([provider.open(start), provider.open(start), provider.open(start, { signal: controller.signal })])
      const watching = calls.map(watch)
      const speaking = calls.map((call) => speakInto(call, syllables(1)))
      controller.abort()
      await Promise.all(speaking)
      const results = await Promise.all(watching)
      expect(results.map(({ frames, error }) => error?.code ?? frames.length)).toEqual([FPS, FPS, 'cancelled'])
    })

    it.each(Object.entries(outcomes) as [Fault, ErrorCode | null][])('meets «%s»', async (fault, code) => {
      const running = await server({ fault })
      const call = await providerOf({ url: running.url }).open(start)
      const watching = watch(call)
      await speakInto(call, syllables(1.5))
      const { frames, error } = await watching
      expect(error?.code ?? null).toBe(code)
      if (error) expect(error.message).toMatch(ACTIONABLE)
      else expect(frames).toHaveLength(1.5 * FPS)
    })

    it('says what to do about a wrong key or none, and a host that is not there', async () => {
      const running = await server({ key: KEY })
      const wrong = await failure(providerOf({ url: running.url, key: 'another-key-of-some-length' }))
      expect(wrong).toMatchObject({ code: 'unauthorized', message: expect.stringMatching(/refused the (key|token); enter a valid one in/) })
      expect(await failure(providerOf({ url: running.url }))).toMatchObject({ code: 'unauthorized', message: expect.stringMatching(/asks for a key; enter one for it in Settings/) })
      const closed = await closedPort()
      const gone = await failure(providerOf({ url: `http://127.0.0.1:${closed}` }))
      expect(gone).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/can(’t|not) be reached; check its address/) })
      const unknown = await failure(providerOf({ url: 'http://no-such-host.invalid:8000' }))
      expect(unknown).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/check its address/) })
    })

    it('says what to do about an expired certificate and one that nobody vouches for; trusts what it is told to', async () => {
      const expired = await server({ tls: expiredCertificate() })
      expect(await failure(providerOf({ url: expired.url }))).toMatchObject({
        code: 'unavailable',
        message: expect.stringMatching(/certificate of .* has expired; ask whoever runs it to renew it/),
      })
      const certificate = validCertificate()
      const running = await server({ tls: certificate, key: KEY })
      expect(await failure(providerOf({ url: running.url, key: KEY }))).toMatchObject({
        code: 'unavailable',
        message: expect.stringMatching(/signed by nobody whom this computer trusts/),
      })
      const call = await providerOf({ url: running.url, key: KEY, rootCertificates: certificate.cert }).open(start)
      const watching = watch(call)
      await speakInto(call, syllables(0.5))
      expect((await watching).frames).toHaveLength(0.5 * FPS)
    })
  })

  describe(`${name} with our own model behind it`, { timeout: PATIENT_MS }, () => {
    it.each([...FAULTS, 'unreachable', 'wrongKey'] as const)('leaves no frame out under «%s», and says so', async (fault) => {
      const running = await server(isFault(fault) ? { fault } : { key: KEY })
      const provider = providerOf({ url: fault === 'unreachable' ? `http://127.0.0.1:${await closedPort()}` : running.url })
      const troubles: UnderstudyError[] = []
      const call = await openWithFallback({
        provider,
        standIn: () => Promise.resolve(new StreamCall(engine.openStream({ sampleRateHz: CONFORMANCE_RATE_HZ, fps: FPS }))),
        start,
        pace: 'file',
        limits: { firstFrameMs: 1_500, stallMs: 1_500 },
        onTrouble: (error) => troubles.push(error),
      })
      const watching = watch(call)
      await speakInto(call, syllables(1.5))
      const { frames, done, error } = await watching
      expect(error).toBeNull()
      expect(frames.map(({ index }) => index)).toEqual(Array.from({ length: 1.5 * FPS }, (_, k) => k))
      const steps = frames.slice(1).map((frame, k) => Math.abs(frame.coefficients[C.jawOpen]! - frames[k]!.coefficients[C.jawOpen]!))
      expect(Math.max(...steps)).toBeLessThan(0.35)
      const expected = fault === 'silence' ? 'timeout' : fault === 'unreachable' ? 'unavailable' : fault === 'wrongKey' ? 'unauthorized' : outcomes[fault]
      expect(troubles.map(({ code }) => code)).toEqual(expected ? [expected] : [])
      expect(done?.stats.fallback?.code).toBe(expected ?? undefined)
      for (const trouble of troubles) expect(trouble.message).toMatch(ACTIONABLE)
    })
  })
}

function isFault(fault: string): fault is Fault {
  return (FAULTS as readonly string[]).includes(fault)
}

/** A port where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
