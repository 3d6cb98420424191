import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as ort from '../../../base/onnxruntime.ts'
import { afterEach, describe, expect, it } from 'vitest'
import type { AnimationFrame } from '../../../contract/animation.ts'
import { AUDIO2FACE_MODEL, createAnimationEngine } from '../../animation-engine.ts'
import { speakTimed } from '../../metric/timed-speech.ts'
import { CONFORMANCE_RATE_HZ, describeConformance, PATIENT_MS, speakInto, syllables, watch } from '../testing/conformance.ts'
import { startKserveServer, type KserveServerOptions, type ServedModel } from '../testing/kserve-server.ts'
import { countingModel, repositoryModel, windowedModel } from '../testing/served-models.ts'
import { exportTritonRepository, TRITON_MODEL } from './export-repository.ts'
import { TritonProvider } from './triton-provider.ts'

const modelPath = new URL(`../../../../models/${AUDIO2FACE_MODEL}`, import.meta.url).pathname
const outcomes = {
  slowFirstFrame: null,
  late: null,
  outOfOrder: 'provider_failed',
  wrongCount: 'provider_failed',
  cutOff: 'provider_failed',
  errorStatus: 'provider_failed',
  garbage: 'provider_failed',
} as const

for (const [kind, model, binary] of [
  ['a stateful model in the binary mode', countingModel, true],
  ['a windowed model in JSON', windowedModel, false],
] as const) {
  describeConformance({
    name: `Triton with ${kind}`,
    serve: (options) => startKserveServer({ ...options, binary, models: { face: model() } }),
    provide: ({ url, key, rootCertificates }) =>
      new TritonProvider({ address: url, model: 'face', ...(key ? { apiKey: key } : {}), ...(rootCertificates ? { rootCertificates } : {}) }),
    outcomes,
  })
}

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

async function served(models: Record<string, ServedModel>, options: Partial<KserveServerOptions> = {}): Promise<Awaited<ReturnType<typeof startKserveServer>>> {
  const server = await startKserveServer({ models, ...options })
  opened.push(server)
  return server
}

async function animated(address: string, model: string, sound: Int16Array, sampleRate = CONFORMANCE_RATE_HZ): Promise<AnimationFrame[]> {
  const provider = new TritonProvider({ address, model })
  opened.push({ close: () => provider.dispose() })
  const call = await provider.open({ sampleRate, fps: 60 })
  const watching = watch(call)
  await speakInto(call, sound)
  const { frames, error } = await watching
  if (error) throw error
  return frames
}

async function exported(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'understudy-triton-'))
  opened.push({ close: () => rm(directory, { recursive: true }) })
  await exportTritonRepository(directory, { modelPath })
  return directory
}

describe('the exported model repository', { timeout: PATIENT_MS }, () => {
  it('says of every tensor what the ONNX file says', async () => {
    const directory = await exported()
    const model = await repositoryModel(directory, TRITON_MODEL)
    const session = await ort.InferenceSession.create(join(directory, TRITON_MODEL, '1', 'model.onnx'))
    for (const [configured, real] of [[model.inputs, session.inputMetadata], [model.outputs, session.outputMetadata]] as const) {
      expect(configured.map(({ name }) => name)).toEqual(real.map(({ name }) => name))
      configured.forEach(({ shape }, k) => {
        const metadata = real[k]!
        expect(shape).toEqual(metadata.isTensor ? metadata.shape.map((length) => (typeof length === 'number' ? length : -1)) : [])
      })
    }
    await session.release()
    expect(await readFile(join(directory, TRITON_MODEL, 'config.pbtxt'), 'utf8')).toContain('platform: "onnxruntime_onnx"')
  })

  it.each([true, false])('gives the same face through a server as in this process (binary: %s)', async (binary) => {
    const server = await served({ [TRITON_MODEL]: await repositoryModel(await exported(), TRITON_MODEL) }, { binary })
    const { samples, sampleRateHz } = await speakTimed('The baby may move her puppy over there.')
    const sound = Int16Array.from(samples, (value) => value * 32_767)
    const there = await animated(`${server.url}/v2/`, TRITON_MODEL, sound, sampleRateHz)
    const engine = await createAnimationEngine({ modelPath })
    const stream = engine.openStream({ sampleRateHz, fps: 60 })
    const here: AnimationFrame[] = []
    const chunk = CONFORMANCE_RATE_HZ / 10
    for (let at = 0; at < sound.length; at += chunk) here.push(...(await stream.push(sound.subarray(at, at + chunk))))
    here.push(...(await stream.end()))
    await engine.dispose()
    expect(there).toHaveLength(here.length)
    const apart = there.map((frame, k) => Math.max(...frame.coefficients.map((value, c) => Math.abs(value - here[k]!.coefficients[c]!))))
    expect(Math.max(...apart)).toBeLessThan(1e-4)
    expect(there.map(({ headRotation }) => headRotation)).toEqual(here.map(({ headRotation }) => headRotation))
    expect(server.complaints).toEqual([])
    expect([...server.modes]).toEqual([binary ? 'binary' : 'json'])
  })

  it('is not written from a file that is no model', async () => {
    await expect(exportTritonRepository(tmpdir(), { modelPath: '/nowhere.onnx' })).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('a model on a server', () => {
  it.each([
    ['is not there', {}, 'not_found', /doesn’t know/],
    ['takes two kinds of input', { face: { ...windowedModel(), inputs: [...windowedModel().inputs, { name: 'text', datatype: 'FP32' as const, shape: [1] }] } }, 'provider_failed', /does not take sound and give a face/],
    ['has coefficients without names', { face: { ...windowedModel(), outputs: [{ name: 'blendshapes', datatype: 'FP32' as const, shape: [1, -1, 7] }] } }, 'provider_failed', /no names/],
    ['wants more sound at once than there is', { face: { ...windowedModel(), inputs: [{ name: 'audio', datatype: 'FP32' as const, shape: [1, 160_000] }] } }, 'provider_failed', /160000 samples/],
  ])('that %s is explained', async (_, models, code, message) => {
    const server = await served(models)
    await expect(animated(server.url, 'face', syllables(0.5))).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it('is asked for again after it was not there', async () => {
    const models: Record<string, ServedModel> = {}
    const server = await served(models)
    const provider = new TritonProvider({ address: server.url, model: 'face' })
    opened.push({ close: () => provider.dispose() })
    await expect(provider.open({ sampleRate: CONFORMANCE_RATE_HZ })).rejects.toMatchObject({ code: 'not_found' })
    models['face'] = windowedModel()
    ;(await provider.open({ sampleRate: CONFORMANCE_RATE_HZ })).cancel()
  })
})
