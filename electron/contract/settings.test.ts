import { expect, it } from 'vitest'
import { keySlotSchema, settingsPatchSchema, settingsSchema } from './settings.ts'

it('changes only what a patch names', () => {
  expect(settingsPatchSchema.parse({ theme: 'dark' })).toEqual({ theme: 'dark' })
})

it('can patch every setting there is', () => {
  expect(Object.keys(settingsPatchSchema.shape)).toEqual(Object.keys(settingsSchema.shape))
})

it('keeps all that belongs to a face when the endpoints are written anew', () => {
  const animation = { kind: 'custom', provider: 'audio2face-3d', baseUrl: 'https://grpc.nvcf.nvidia.com:443', functionId: 'f', model: 'm' }
  const settings = settingsSchema.parse({ endpoints: { animation, speech: { kind: 'custom', provider: 'azure', baseUrl: 'https://a.example' } } })
  expect(settingsPatchSchema.parse({ endpoints: { ...settings.endpoints, language: { kind: 'embedded' } } }).endpoints).toEqual(settings.endpoints)
})

it('has a place for the key of every role and of every persona’s face, and no other', () => {
  for (const slot of ['speech', 'animation', 'animation/iris-valdane']) expect(keySlotSchema.parse(slot)).toBe(slot)
  for (const slot of ['speech/iris', 'animation/', 'animation/../x', 'animation/Iris', 'embedding']) expect(keySlotSchema.safeParse(slot).success).toBe(false)
})
