import { expect, it } from 'vitest'
import type { KeyAccess, SettingsAccess } from '../contract/host.ts'
import { settingsSchema, type KeySlot, type Settings } from '../contract/settings.ts'
import { PersonaFaces } from './persona-faces.ts'

it('leaves with a deleted persona, key and all, and comes back with it', async () => {
  const face = { kind: 'custom' as const, provider: 'triton' as const, baseUrl: 'http://triton:8000' }
  let current: Settings = settingsSchema.parse({ personaFaces: { mira: face, otto: { kind: 'embedded' } } })
  const stored = new Map<KeySlot, string>([['animation/mira', 'sk']])
  const settings: SettingsAccess = {
    get current() {
      return current
    },
    update: (patch) => Promise.resolve((current = { ...current, ...patch })),
    onChange: () => () => undefined,
  }
  const keys: KeyAccess = {
    protection: 'protected',
    get: (slot) => Promise.resolve(stored.get(slot) ?? null),
    set: (slot, key) => Promise.resolve(void (key === null ? stored.delete(slot) : stored.set(slot, key))),
    present: () => Promise.resolve([...stored.keys()]),
  }
  const faces = new PersonaFaces(settings, keys)
  await faces.forget('mira')
  expect([current.personaFaces, [...stored]]).toEqual([{ otto: { kind: 'embedded' } }, []])
  await faces.restore('otto')
  await faces.restore('mira')
  expect(current.personaFaces).toEqual({ mira: face, otto: { kind: 'embedded' } })
  expect([...stored]).toEqual([['animation/mira', 'sk']])
})
