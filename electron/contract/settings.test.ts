import { expect, it } from 'vitest'
import { keyPlaceSchema, keySlotSchema, originOf, settingsPatchSchema, settingsSchema } from './settings.ts'

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

it('says whom a key is for by scheme, host and port', () => {
  expect(originOf('https://API.example.org:443/v1/')).toBe('https://api.example.org')
  expect(originOf('http://host:8000/a?b')).toBe('http://host:8000')
  expect(originOf('wss://host/v1/realtime?model=m')).toBe('https://host')
  expect(originOf('ws://host:8000')).toBe('http://host:8000')
  for (const address of [undefined, '', 'host:8000', 'file:///etc/passwd', 'westeurope']) expect(originOf(address)).toBeNull()
  expect(keyPlaceSchema.safeParse({ slot: 'speech', origin: 'http://host:8000' }).success).toBe(true)
  for (const origin of ['http://host:8000/v1', 'https://host:443', 'https://user@host', 'host']) expect(keyPlaceSchema.safeParse({ slot: 'speech', origin }).success).toBe(false)
})
