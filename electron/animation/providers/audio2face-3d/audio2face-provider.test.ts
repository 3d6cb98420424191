import { afterEach, describe, expect, it } from 'vitest'
import { startA2fServer } from '../testing/a2f-server.ts'
import { CONFORMANCE_RATE_HZ, describeConformance, speakInto, syllables, watch } from '../testing/conformance.ts'
import { Audio2FaceProvider } from './audio2face-provider.ts'
import type { Pacing } from './paced-sender.ts'

/** Ten times as fast as the service wants it. */
const QUICK: Pacing = { burstMs: 500, chunkMs: 350, tickMs: 1000 / 30 }

describeConformance({
  name: 'Audio2Face-3D',
  serve: startA2fServer,
  provide: ({ url, key, rootCertificates }) =>
    new Audio2FaceProvider({ address: url, pacing: QUICK, ...(key ? { apiKey: key } : {}), ...(rootCertificates ? { rootCertificates } : {}) }),
  outcomes: {
    slowFirstFrame: null,
    late: null,
    outOfOrder: null,
    wrongCount: 'provider_failed',
    cutOff: 'provider_failed',
    errorStatus: 'provider_failed',
    garbage: 'provider_failed',
  },
})

describe('a stream at Audio2Face-3D', () => {
  const opened: { close(): unknown }[] = []
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close()
  })

  it('shows the function, takes the emotion along, and raises the rate of a narrow voice', async () => {
    const server = await startA2fServer({ functionId: 'a-function' })
    opened.push(server)
    const provider = new Audio2FaceProvider({ address: server.url, functionId: 'a-function', pacing: QUICK })
    opened.push({ close: () => provider.dispose() })
    const call = await provider.open({ sampleRate: CONFORMANCE_RATE_HZ / 2, fps: 30, emotion: { name: 'surprise', strength: 0.5 } })
    const watching = watch(call)
    await speakInto(call, syllables(1).filter((_, n) => n % 2 === 0))
    const { frames, error } = await watching
    expect(error).toBeNull()
    expect(frames).toHaveLength(30)
    expect(server.emotions).toEqual([{ amazement: 0.5 }, { amazement: 0.5 }])
    expect(server.complaints).toEqual([])
  })

  it('says when there is no such function, and when the sound is longer than the service takes', async () => {
    const server = await startA2fServer({ functionId: 'a-function' })
    opened.push(server)
    const provider = new Audio2FaceProvider({ address: server.url, functionId: 'another', pacing: QUICK })
    opened.push({ close: () => provider.dispose() })
    await expect(provider.open({ sampleRate: CONFORMANCE_RATE_HZ }).then(watch).then(({ error }) => Promise.reject(error))).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/doesn’t know this function; check its id in Settings against the one at build\.nvidia\.com/),
    })
    const right = new Audio2FaceProvider({ address: server.url, functionId: 'a-function', pacing: QUICK })
    opened.push({ close: () => right.dispose() })
    const call = await right.open({ sampleRate: CONFORMANCE_RATE_HZ })
    await expect(call.push(new Int16Array(301 * CONFORMANCE_RATE_HZ))).rejects.toMatchObject({ code: 'too_large' })
  })

  it('sends nobody to NVIDIA who runs the service himself, and whoever uses NVIDIA’s to where keys come from', async () => {
    const server = await startA2fServer({ key: 'a-key', functionId: 'a-function' })
    opened.push(server)
    const messageOf = async (options: { apiKey?: string; functionId?: string }): Promise<string> => {
      const provider = new Audio2FaceProvider({ address: server.url, pacing: QUICK, ...options })
      opened.push({ close: () => provider.dispose() })
      const { error } = await provider.open({ sampleRate: CONFORMANCE_RATE_HZ }).then(watch)
      return error?.message ?? ''
    }
    expect(await messageOf({ apiKey: 'wrong' })).toMatch(/refused the key; enter a valid one in Settings\.$/)
    expect(await messageOf({})).toMatch(/asks for a key; enter one for it in Settings\.$/)
    expect(await messageOf({ apiKey: 'a-key' })).toMatch(/answers, but not as Audio2Face-3D does; check its address in Settings: the port .* 52000/)
    expect(await messageOf({ apiKey: 'wrong', functionId: 'a-function' })).toMatch(/refused the key; enter a valid one in Settings, from build\.nvidia\.com/)
    expect(await messageOf({ functionId: 'a-function' })).toMatch(/asks for a key; enter one for it in Settings, from build\.nvidia\.com/)
  })
})
