import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { KeyPlace, KeySlot } from '../contract/settings.ts'
import { KeyVault, type SecretCipher } from './key-vault.ts'

/** Stands in for the system's keyring: what it sealed under one name it does not open under another. */
const keyring = (name: string, protection: SecretCipher['protection'] = 'protected'): SecretCipher => ({
  protection,
  encrypt: async (secret) => Buffer.from(`${name}:${Buffer.from(secret).toString('hex')}`),
  decrypt: async (sealed) => {
    const [owner, secret] = sealed.toString().split(':')
    if (owner !== name) throw new Error('not ours')
    return Buffer.from(String(secret), 'hex').toString()
  },
})

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-keys-'))
  file = join(folder, 'keys.json')
})
afterEach(() => rm(folder, { recursive: true }))

const HOST = 'https://api.example.org'
const speech: KeyPlace = { slot: 'speech', origin: HOST }

it('keeps keys sealed, for their role and host only, readable by their owner only', async () => {
  const vault = new KeyVault(file, keyring('me'))
  await Promise.all([vault.set(speech, 'sk-speech'), vault.set({ slot: 'language', origin: HOST }, 'sk-language')])
  expect(await new KeyVault(file, keyring('me')).get(speech)).toBe('sk-speech')
  expect((await vault.present()).map(({ slot }) => slot).sort()).toEqual(['language', 'speech'])
  expect(await readFile(file, 'utf8')).not.toContain('sk-')
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o077).toBe(0)
})

it.each(['https://api.example.com', 'http://api.example.org', 'https://api.example.org:8443', 'https://other.api.example.org'])(
  'has no key for %s that was entered for another host',
  async (origin) => {
    const vault = new KeyVault(file, keyring('me'))
    await vault.set(speech, 'sk-speech')
    expect(await vault.get({ slot: 'speech', origin })).toBeNull()
  },
)

it('keeps a key for each host of a role, and forgets only the one that is meant', async () => {
  const vault = new KeyVault(file, keyring('me'))
  const other: KeyPlace = { slot: 'speech', origin: 'https://other.example' }
  await vault.set(speech, 'sk-speech')
  await vault.set(other, 'sk-other')
  expect([await vault.get(speech), await vault.get(other)]).toEqual(['sk-speech', 'sk-other'])
  await vault.set(speech, null)
  expect([await vault.get(speech), await vault.get(other)]).toEqual([null, 'sk-other'])
  await vault.set(other, null)
  expect(await vault.present()).toEqual([])
})

it('keeps the key of one persona’s face apart from everybody’s', async () => {
  const vault = new KeyVault(file, keyring('me'))
  const slots = ['animation', 'animation/mira', 'animation/otto'] as const
  await vault.set({ slot: slots[0], origin: HOST }, 'sk-all')
  await vault.set({ slot: slots[1], origin: HOST }, 'sk-mira')
  expect(await Promise.all(slots.map((slot) => vault.get({ slot, origin: HOST })))).toEqual(['sk-all', 'sk-mira', null])
})

it('gives a key from before there were hosts to that of its address; one without an address to nobody', async () => {
  const seal = async (key: string): Promise<string> => (await keyring('me').encrypt(key)).toString('base64')
  const before = { speech: await seal('sk-speech'), language: await seal('sk-language'), 'animation/mira': await seal('sk-mira') }
  await writeFile(file, JSON.stringify(before))
  const vault = new KeyVault(file, keyring('me'))
  expect(await vault.get(speech)).toBeNull()
  const addresses: Partial<Record<KeySlot, string>> = { speech: `${HOST}/v1/`, 'animation/mira': 'http://triton:8000' }
  await vault.assignHosts((slot) => addresses[slot])
  expect(await vault.present()).toEqual([speech, { slot: 'animation/mira', origin: 'http://triton:8000' }])
  expect(await vault.get(speech)).toBe('sk-speech')
  addresses.speech = 'https://moved.example'
  await new KeyVault(file, keyring('me')).assignHosts((slot) => addresses[slot])
  expect(await vault.present()).toContainEqual(speech)
  expect(await vault.get({ slot: 'speech', origin: 'https://moved.example' })).toBeNull()
})

it('has no key where the keyring is another one or the file is broken', async () => {
  await new KeyVault(file, keyring('me')).set(speech, 'sk-speech')
  expect(await new KeyVault(file, keyring('somebody else')).get(speech)).toBeNull()
  await writeFile(file, 'nonsense')
  expect(await new KeyVault(file, keyring('me')).get(speech)).toBeNull()
})

it('refuses to keep a key where the system offers no place for it', async () => {
  await expect(new KeyVault(file, keyring('me', 'unavailable')).set(speech, 'sk')).rejects.toMatchObject({
    code: 'store_unavailable',
  })
})
