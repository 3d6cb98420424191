import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
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

it('keeps keys sealed, for their role only, readable by their owner only', async () => {
  const vault = new KeyVault(file, keyring('me'))
  await Promise.all([vault.set('speech', 'sk-speech'), vault.set('language', 'sk-language')])
  expect(await new KeyVault(file, keyring('me')).get('speech')).toBe('sk-speech')
  expect((await vault.present()).sort()).toEqual(['language', 'speech'])
  expect(await readFile(file, 'utf8')).not.toContain('sk-')
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o077).toBe(0)
})

it('keeps the key of one persona’s face apart from everybody’s', async () => {
  const vault = new KeyVault(file, keyring('me'))
  await vault.set('animation', 'sk-all')
  await vault.set('animation/mira', 'sk-mira')
  expect([await vault.get('animation'), await vault.get('animation/mira'), await vault.get('animation/otto')]).toEqual(['sk-all', 'sk-mira', null])
})

it('forgets a key', async () => {
  const vault = new KeyVault(file, keyring('me'))
  await vault.set('speech', 'sk-speech')
  await vault.set('speech', null)
  expect(await vault.get('speech')).toBeNull()
})

it('has no key where the keyring is another one or the file is broken', async () => {
  await new KeyVault(file, keyring('me')).set('speech', 'sk-speech')
  expect(await new KeyVault(file, keyring('somebody else')).get('speech')).toBeNull()
  await writeFile(file, 'nonsense')
  expect(await new KeyVault(file, keyring('me')).get('speech')).toBeNull()
})

it('refuses to keep a key where the system offers no place for it', async () => {
  await expect(new KeyVault(file, keyring('me', 'unavailable')).set('speech', 'sk')).rejects.toMatchObject({
    code: 'store_unavailable',
  })
})
