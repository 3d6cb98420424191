import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { animateCall } from '../animation/animate-call.ts'
import { AUDIO2FACE_MODEL, createAnimationEngine, type AnimationEngine } from '../animation/animation-engine.ts'
import { lipDistanceMm } from '../animation/metric/lip-distances.ts'
import { startA2fServer } from '../animation/providers/testing/a2f-server.ts'
import { startAzureServer } from '../animation/providers/testing/azure-server.ts'
import { CONFORMANCE_RATE_HZ, PATIENT_MS, syllables } from '../animation/providers/testing/conformance.ts'
import { startVoiceLiveServer } from '../animation/providers/testing/voice-live-server.ts'
import { writeWav } from '../audio/wav.ts'
import { COEFFICIENT_INDEX as C } from '../contract/coefficients.ts'
import { faceSource, type FaceRequest } from './animate-source.ts'
import { MODELS_DIR } from './paths.ts'
import { faceRequestOf } from './persona-face.ts'

const KEY = 'a-key-of-some-length'
let engine: AnimationEngine
let folder: string
let wav: string
const opened: { close(): unknown }[] = []

beforeAll(async () => {
  engine = await createAnimationEngine({ modelPath: join(MODELS_DIR, AUDIO2FACE_MODEL) })
  folder = await mkdtemp(join(tmpdir(), 'understudy-animate-'))
  wav = join(folder, 'speech.wav')
  await writeWav(wav, syllables(1), CONFORMANCE_RATE_HZ)
  process.env['UNDERSTUDY_TEST_KEY'] = KEY
})
afterAll(async () => {
  delete process.env['UNDERSTUDY_TEST_KEY']
  await engine.dispose()
  await rm(folder, { recursive: true })
})
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

async function animated(request: Partial<FaceRequest>): ReturnType<typeof animateCall> {
  const source = await faceSource({ provider: 'embedded', fps: 30, ...request }, engine)
  return animateCall(await source.open(), source.pcm, source.sampleRateHz, 30)
}

describe('a face on the command line', { timeout: PATIENT_MS }, () => {
  it('may feel something', async () => {
    const [plain, joyful] = await Promise.all([animated({ file: wav }), animated({ file: wav, emotion: { name: 'joy', strength: 1 } })])
    expect(plain.animation.frames).toHaveLength(30)
    const smile = (frames: number[][]): number => frames.reduce((sum, frame) => sum + frame[C.mouthSmileLeft]!, 0) / frames.length
    expect(smile(joyful.animation.frames)).toBeGreaterThan(smile(plain.animation.frames) + 0.2)
  })

  it('speaks a text itself, with a mouth that closes for every m and b', async () => {
    const { animation, stats } = await animated({ text: 'Maybe. Mama bit Bob!' })
    expect(stats.audioMs).toBeGreaterThan(1_000)
    const gaps = animation.frames.map((frame) => lipDistanceMm('gap', frame))
    const closures = gaps.filter((gap, k) => gap < 1 && (gaps[k - 1] ?? 0) >= 1)
    expect(closures.length).toBeGreaterThanOrEqual(6)
  })

  it('comes from a provider, with a key that stands in the environment', async () => {
    const server = await startA2fServer({ key: KEY, functionId: 'f' })
    opened.push(server)
    const request = { file: wav, provider: 'audio2face-3d', endpoint: server.url, functionId: 'f' } as const
    const { animation, stats } = await animated({ ...request, keyEnv: 'UNDERSTUDY_TEST_KEY' })
    expect(animation.frames).toHaveLength(30)
    expect(stats).toMatchObject({ provider: expect.stringContaining('Audio2Face-3D'), bridged: 0 })
    expect(stats.fallback).toBeUndefined()
    expect((await animated(request)).stats.fallback).toMatchObject({ atMs: 0, code: 'unauthorized' })
  })

  it('is spoken by Azure, with its face or by its visemes', async () => {
    for (const plain of [false, true]) {
      const server = await startAzureServer({ key: KEY, plain })
      opened.push(server)
      const { animation, stats } = await animated({ text: 'A good day to you', provider: 'azure', endpoint: server.url, keyEnv: 'UNDERSTUDY_TEST_KEY' })
      expect(animation.frames).toHaveLength(Math.ceil(13 * 0.05 * 30))
      expect(stats.provider).toBe(plain ? undefined : `Azure Speech at ${new URL(server.url).host}`)
    }
  })

  it('is spoken by Voice Live: a text word for word, or the answer to a recorded question', async () => {
    const server = await startVoiceLiveServer({ key: KEY })
    opened.push(server)
    const request = { provider: 'voice-live', endpoint: server.url, keyEnv: 'UNDERSTUDY_TEST_KEY' } as const
    const said = await animated({ ...request, text: 'A good day to you' })
    expect(said.animation.frames).toHaveLength(Math.ceil(13 * 0.05 * 30))
    const answered = await animated({ ...request, file: wav })
    expect(server.questionsS).toEqual([1])
    expect(answered.animation.frames).toHaveLength(15)
    for (const { stats } of [said, answered]) {
      expect(stats.provider).toBe(`Azure Voice Live at ${new URL(server.url).host}`)
      expect(stats.fallback).toBeUndefined()
    }
    expect(server.complaints).toEqual([])
  })

  it('is whoever the settings name for a persona, unless a provider is named', async () => {
    await writeFile(join(folder, 'settings.json'), JSON.stringify({ personaFaces: { 'iris-valdane': { kind: 'custom', provider: 'triton', baseUrl: 'http://triton:8000', model: 'face' } } }))
    process.env['UNDERSTUDY_DATA'] = folder
    try {
      expect(await faceRequestOf('iris-valdane', {})).toEqual({ provider: 'triton', endpoint: 'http://triton:8000', model: 'face' })
      expect(await faceRequestOf('iris-valdane', { provider: 'embedded' })).toEqual({})
      expect(await faceRequestOf(undefined, {})).toEqual({})
      await expect(faceRequestOf('nobody-at-all', {})).rejects.toMatchObject({ code: 'not_found' })
    } finally {
      delete process.env['UNDERSTUDY_DATA']
    }
  })

  it('follows times that a service gave', async () => {
    const timing = join(folder, 'marks.ndjson')
    await writeFile(timing, ['p', 'a', 'p'].map((value, k) => JSON.stringify({ time: 100 + 300 * k, type: 'viseme', value })).join('\n'))
    const { animation } = await animated({ file: wav, provider: 'polly', timing })
    const gapAt = (timeS: number): number => lipDistanceMm('gap', animation.frames[Math.round(timeS * 30)]!)
    expect(gapAt(0.55)).toBeGreaterThan(9)
    expect(Math.max(gapAt(0.2), gapAt(0.75))).toBeLessThan(1.5)
  })

  it.each([
    [{}, 'Give a recording, or a text with --text.'],
    [{ text: 'x', file: 'a.wav' }, 'Give either a recording or a text to speak, not both.'],
    [{ provider: 'triton', file: 'WAV' }, 'Say where the provider is with --endpoint.'],
    [{ provider: 'triton', text: 'x' }, 'Only «embedded», «azure» and «voice-live» speak a text; give a recording to the others.'],
    [{ provider: 'azure', file: 'WAV' }, 'Azure animates what it speaks itself: give the text with --text.'],
    [{ provider: 'azure', text: 'x' }, 'Say where Azure’s speech is with --endpoint, as https://REGION.tts.speech.microsoft.com.'],
    [{ provider: 'azure', text: 'x', endpoint: 'westeurope' }, 'The address of --endpoint must begin with http:// or https://; correct it.'],
    [{ provider: 'voice-live', text: 'x' }, 'Say where Voice Live is with --endpoint, as https://RESOURCE.services.ai.azure.com.'],
    [{ provider: 'voice-live', endpoint: 'http://a' }, 'Give a recorded question, or a text with --text.'],
    [{ provider: 'polly', file: 'WAV' }, 'Give what the service said of times with --timing.'],
    [{ provider: 'polly', file: 'WAV', timing: '/nowhere' }, 'The file of times, /nowhere, can’t be read; check its name.'],
    [{ provider: 'triton', file: 'WAV', endpoint: 'http://a', keyEnv: 'UNDERSTUDY_NO_SUCH_KEY' }, 'The environment variable UNDERSTUDY_NO_SUCH_KEY holds no key; set it.'],
    [{ provider: 'triton', file: 'WAV', endpoint: 'ftp://a' }, 'The address of the animation provider must begin with http:// or https://; check it in Settings.'],
  ] as [Partial<FaceRequest>, string][])('says what is missing from %j', async (request, message) => {
    await expect(animated({ ...request, ...(request.file === 'WAV' ? { file: wav } : {}) })).rejects.toMatchObject({ code: 'bad_request', message })
  })
})
