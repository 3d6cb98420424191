import { afterEach, describe, expect, it } from 'vitest'
import { PATIENT_MS, speakInto, syllables, watch } from '../../animation/providers/testing/conformance.ts'
import { startA2fServer } from '../../animation/providers/testing/a2f-server.ts'
import type { ConformanceServer } from '../../animation/providers/testing/faults.ts'
import { startKserveServer } from '../../animation/providers/testing/kserve-server.ts'
import { countingModel } from '../../animation/providers/testing/served-models.ts'
import { startUnderstudyServer } from '../../animation/providers/testing/understudy-server.ts'
import type { UnderstudyError } from '../../contract/errors.ts'
import { settingsSchema, type AnimationEndpoint, type KeySlot, type SettingsPatch } from '../../contract/settings.ts'
import { endpointResolver } from '../endpoints.ts'
import { createRoleClients, type RoleClients } from '../role-clients.ts'

const KEY = 'a-key-of-some-length'
const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

async function running<T extends ConformanceServer>(server: Promise<T>): Promise<T> {
  const started = await server
  opened.push(started)
  return started
}

/** The app's clients, with a stand-in for the embedded process, and settings as a user would leave them. */
async function clientsWith(endpoint: Partial<AnimationEndpoint>, key: string | ((slot: KeySlot) => string) = KEY, more: SettingsPatch = {}, persona = 'iris'): Promise<RoleClients> {
  const embedded = await running(startUnderstudyServer())
  const settings = settingsSchema.parse({ endpoints: { animation: { kind: 'custom', ...endpoint } }, ...more })
  const resolve = endpointResolver({
    supervisor: { endpoint: () => Promise.resolve({ baseURL: `${embedded.url}/v1`, token: 'a-token' }) },
    settings: () => settings,
    key: ({ slot }) => Promise.resolve(typeof key === 'string' ? key : key(slot)),
    persona: () => persona,
  })
  const clients = createRoleClients({ resolve })
  opened.push({ close: () => clients.dispose() })
  return clients
}

describe('the animation provider of the settings', { timeout: PATIENT_MS }, () => {
  it.each([
    ['another server of ours', {}, () => startUnderstudyServer({ key: KEY })],
    ['Audio2Face-3D', { provider: 'audio2face-3d', functionId: 'f' } as const, () => startA2fServer({ key: KEY, functionId: 'f' })],
    ['a Triton', { provider: 'triton', model: 'face' } as const, () => startKserveServer({ key: KEY, models: { face: countingModel() } })],
  ])('may be %s', async (_, choice, serve) => {
    const server = await running<ConformanceServer>(serve())
    const clients = await clientsWith({ ...choice, baseUrl: server.url })
    const call = await clients.animation.open({ sampleRate: 16_000, fps: 30 })
    const watching = watch(call)
    await speakInto(call, syllables(1))
    const { frames, done } = await watching
    expect(frames).toHaveLength(30)
    expect(done?.stats.provider).toMatch(new RegExp(new URL(server.url).host))
    expect(done?.stats.fallback).toBeUndefined()
    expect(server.complaints).toEqual([])
    expect(await clients.testEndpoint('animation')).toMatchObject({ ok: true })
  })

  it('is told of and done without when it fails in the middle', async () => {
    const server = await running(startA2fServer({ fault: 'cutOff' }))
    const clients = await clientsWith({ provider: 'audio2face-3d', baseUrl: server.url })
    const troubles: UnderstudyError[] = []
    const call = await clients.animation.open({ sampleRate: 16_000, fps: 30 }, { onTrouble: (error) => troubles.push(error) })
    const watching = watch(call)
    await speakInto(call, syllables(1.5))
    const { frames, done, error } = await watching
    expect(error).toBeNull()
    expect(frames).toHaveLength(45)
    expect(troubles).toMatchObject([{ code: 'provider_failed' }])
    expect(done?.stats.fallback).toMatchObject({ code: 'provider_failed' })
  })

  it('is not covered up when the setting is tested', async () => {
    const server = await running(startA2fServer({ key: KEY }))
    const clients = await clientsWith({ provider: 'audio2face-3d', baseUrl: server.url }, 'another key')
    expect(await clients.testEndpoint('animation')).toMatchObject({ ok: false, detail: expect.stringMatching(/refused the key; enter a valid one in Settings/) })
  })

  it.each([
    ['without the id of a hosted function', { provider: 'audio2face-3d', baseUrl: 'https://grpc.nvcf.nvidia.com:443' } as const, /id of a function/],
    ['without an address', { provider: 'triton' } as const, /address is missing; enter it in Settings/],
  ])('is done without, and the user told, %s', async (_, choice, sentence) => {
    const clients = await clientsWith(choice)
    const troubles: UnderstudyError[] = []
    const call = await clients.animation.open({ sampleRate: 16_000, fps: 30 }, { onTrouble: (error) => troubles.push(error) })
    const watching = watch(call)
    await speakInto(call, syllables(0.5))
    expect((await watching).frames).toHaveLength(15)
    expect(troubles).toMatchObject([{ code: 'bad_request', message: expect.stringMatching(sentence) }])
    expect(await clients.testEndpoint('animation')).toMatchObject({ ok: false, detail: expect.stringMatching(sentence) })
  })

  it('is another one for a persona that has its own, with its own key', async () => {
    const [common, own] = await Promise.all([running(startA2fServer({ key: 'the common key' })), running(startKserveServer({ key: 'the key of iris', models: { face: countingModel() } }))])
    const faces: SettingsPatch = { personaFaces: { iris: { kind: 'custom', provider: 'triton', baseUrl: own.url, model: 'face' }, otto: { kind: 'embedded' } } }
    const key = (slot: KeySlot): string => (slot === 'animation/iris' ? 'the key of iris' : slot === 'animation' ? 'the common key' : '')
    const providerFor = async (persona: string): Promise<string | undefined> => {
      const clients = await clientsWith({ provider: 'audio2face-3d', baseUrl: common.url }, key, faces, persona)
      const call = await clients.animation.open({ sampleRate: 16_000, fps: 30 })
      const watching = watch(call)
      await speakInto(call, syllables(0.5))
      expect((await watching).done?.stats.fallback).toBeUndefined()
      return call.provider
    }
    expect(await providerFor('iris')).toContain(new URL(own.url).host)
    expect(await providerFor('somebody-else')).toContain(new URL(common.url).host)
    expect(await providerFor('otto')).toBeUndefined()
    // A persona's face can be tried while another one answers.
    const clients = await clientsWith({ provider: 'audio2face-3d', baseUrl: common.url }, key, faces, 'somebody-else')
    expect(await clients.testEndpoint('animation', 'iris')).toMatchObject({ ok: true, detail: expect.stringContaining(new URL(own.url).host) })
    expect(await clients.testEndpoint('animation')).toMatchObject({ ok: true, detail: expect.stringContaining(new URL(common.url).host) })
  })

  it('goes on speaking while it is tried', async () => {
    const server = await running(startA2fServer())
    const clients = await clientsWith({ provider: 'audio2face-3d', baseUrl: server.url })
    const call = await clients.animation.open({ sampleRate: 16_000, fps: 30 })
    const watching = watch(call)
    await call.push(syllables(0.5))
    expect(await clients.testEndpoint('animation')).toMatchObject({ ok: true })
    await speakInto(call, syllables(0.5))
    expect((await watching).done?.stats.fallback).toBeUndefined()
  })

  it('is not waited for without end when it is tried and says nothing', async () => {
    const server = await running(startUnderstudyServer({ fault: 'silence' }))
    const resolved = { baseURL: server.url, apiKey: '', model: '', embedded: false }
    const clients = createRoleClients({ resolve: () => Promise.resolve(resolved), timeouts: { animation: 200 } })
    opened.push({ close: () => clients.dispose() })
    expect(await clients.testEndpoint('animation')).toMatchObject({ ok: false, detail: expect.stringMatching(/has sent nothing for too long; try again/) })
  })
})
