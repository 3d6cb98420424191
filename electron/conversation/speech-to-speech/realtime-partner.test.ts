import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settingsSchema, type KeyPlace, type Settings } from '../../contract/settings.ts'
import { startRealtimeServer } from '../../inference/realtime/testing/realtime-server.ts'
import type { RealtimeConformanceServer } from '../../inference/realtime/testing/realtime-faults.ts'
import type { PersonaService } from '../../persona/persona-service.ts'
import { RealtimePartner } from './realtime-partner.ts'

/** Who is asked for whom, and when nobody is. */

let server: RealtimeConformanceServer
let settings: Settings
let offline: boolean
let uses: string[]
let partner: RealtimePartner
const keysAsked: KeyPlace[] = []

beforeEach(async () => {
  server = await startRealtimeServer()
  offline = false
  uses = ['talk', 'realtime']
  keysAsked.length = 0
  choose({})
  const persona = { manifest: { id: 'ada' }, aloudInstructions: 'You are Ada.', mayspeak: (use = 'talk') => uses.includes(use) } as unknown as PersonaService
  partner = new RealtimePartner({
    settings: () => settings,
    key: (place) => {
      keysAsked.push(place)
      return Promise.resolve(null)
    },
    persona: () => persona,
    offline: () => offline,
  })
})
afterEach(async () => {
  partner.dispose()
  await server.close()
})

function choose(ada: Partial<Settings['personaRealtime']>): void {
  settings = settingsSchema.parse({ endpoints: { realtime: { kind: 'custom', baseUrl: server.url, voice: 'marin' } }, personaRealtime: ada })
}

const ask = async (): Promise<void> => {
  const answer = await partner.ask({ question: 'When?', words: 'When?', instructions: '', history: [] })
  for await (const _part of answer.parts);
}

describe('the Realtime server of a persona', () => {
  it('is the app’s, in its voice or in one of the persona’s own', async () => {
    await ask()
    choose({ ada: { kind: 'custom', voice: 'cedar' } })
    await ask()
    choose({ ada: { kind: 'custom' }, otto: { kind: 'custom', voice: 'ash' } })
    await ask()
    expect(server.voices).toEqual(['marin', 'cedar', 'marin'])
    expect(new Set(keysAsked.map(({ slot }) => slot))).toEqual(new Set(['realtime']))
  })

  it('is its own, with its own key and nothing of the app’s', async () => {
    choose({ ada: { kind: 'custom', baseUrl: server.url } })
    await ask()
    expect(server.voices).toEqual([])
    expect(keysAsked).toEqual([{ slot: 'realtime/ada', origin: server.url.replace('ws', 'http').replace(/\/v1.*/, '') }])
  })

  it('is nobody where it is off, forbidden or not agreed to, and then nothing is opened', async () => {
    const rules: (() => void)[] = [
      () => (settings = settingsSchema.parse({ personaRealtime: { ada: { kind: 'custom', voice: 'cedar' } } })),
      () => choose({ ada: { kind: 'embedded', baseUrl: server.url } }),
      () => (uses = ['talk', 'meeting']),
      () => (offline = true),
    ]
    for (const forbid of rules) {
      choose({})
      uses = ['talk', 'realtime']
      expect(partner.isChosen).toBe(true)
      forbid()
      expect(partner.isChosen).toBe(false)
      partner.warm()
      await expect(ask()).rejects.toMatchObject({ code: 'unavailable' })
    }
    expect(server.sockets.ever).toBe(0)
    await expect(partner.test()).rejects.toMatchObject({ code: 'offline' })
  })

  it('loses its line as soon as nobody is to be asked', async () => {
    await ask()
    partner.heed()
    expect(server.sockets.open).toBe(1)
    offline = true
    partner.heed()
    await expect.poll(() => server.sockets.open).toBe(0)
  })

  it('is tried whether or not anybody answers by it now', async () => {
    uses = []
    expect(await partner.test('otto')).toContain(new URL(server.url).host)
  })
})
