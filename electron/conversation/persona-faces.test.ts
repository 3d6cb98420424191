import { expect, it } from 'vitest'
import type { KeyAccess, SettingsAccess } from '../contract/host.ts'
import { settingsSchema, type KeyPlace, type Settings } from '../contract/settings.ts'
import { PersonaFaces } from './persona-faces.ts'

it('leaves with a deleted persona, key and all, and comes back with it', async () => {
  const face = { kind: 'custom' as const, provider: 'triton' as const, baseUrl: 'http://triton:8000' }
  const realtime = { kind: 'custom' as const, baseUrl: 'wss://voice.example/v1/realtime' }
  let current: Settings = settingsSchema.parse({ personaFaces: { mira: face, otto: { kind: 'embedded' } }, personaRealtime: { mira: realtime } })
  const before: [string, string][] = [
    ['animation/mira http://triton:8000', 'sk'],
    ['animation/mira http://triton-before:8000', 'sk-before'],
    ['realtime/mira https://voice.example', 'sk-voice'],
    ['animation/otto http://triton:8000', 'sk-otto'],
  ]
  const stored = new Map(before)
  const nameOf = ({ slot, origin }: KeyPlace): string => `${slot} ${origin}`
  const settings: SettingsAccess = {
    get current() {
      return current
    },
    update: (patch) => Promise.resolve((current = { ...current, ...patch })),
    onChange: () => () => undefined,
  }
  const keys: KeyAccess = {
    protection: 'protected',
    get: (place) => Promise.resolve(stored.get(nameOf(place)) ?? null),
    set: (place, key) => Promise.resolve(void (key === null ? stored.delete(nameOf(place)) : stored.set(nameOf(place), key))),
    present: () =>
      Promise.resolve(
        [...stored.keys()].map((name) => {
          const [slot, origin] = name.split(' ')
          return { slot, origin } as KeyPlace
        }),
      ),
  }
  const faces = new PersonaFaces(settings, keys)
  await faces.forget('mira')
  expect([current.personaFaces, current.personaRealtime, [...stored]]).toEqual([{ otto: { kind: 'embedded' } }, {}, before.slice(3)])
  await faces.restore('otto')
  await faces.restore('mira')
  expect(current.personaFaces).toEqual({ mira: face, otto: { kind: 'embedded' } })
  expect(current.personaRealtime).toMatchObject({ mira: realtime })
  expect(new Map(stored)).toEqual(new Map(before))
})
