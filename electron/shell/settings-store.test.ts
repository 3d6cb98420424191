import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SettingsStore } from './settings-store.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-settings-'))
  file = join(folder, 'settings.json')
})
afterEach(() => rm(folder, { recursive: true }))

it('finds a change again at the next start', async () => {
  const store = await SettingsStore.open(file)
  await Promise.all([store.update({ theme: 'dark' }), store.update({ holdKey: 'F9' })])
  const { current, notice } = await SettingsStore.open(file)
  expect(current).toMatchObject({ theme: 'dark', holdKey: 'F9', volume: 1 })
  expect(notice).toBeNull()
})

it('tells its listeners what was and what is, until they leave', async () => {
  const store = await SettingsStore.open(file)
  const seen: string[] = []
  const leave = store.onChange((now, before) => seen.push(`${before.theme}→${now.theme}`))
  await store.update({ theme: 'dark' })
  leave()
  await store.update({ theme: 'light' })
  expect(seen).toEqual(['system→dark'])
})

it.each(['{ not json', '{"volume": 7}', ''])('keeps an unreadable file (%s) and says so', async (content) => {
  await writeFile(file, content)
  const { current, notice } = await SettingsStore.open(file)
  expect(current.volume).toBe(1)
  expect(notice).toMatchObject({ kind: 'expected' })
  const [kept] = await readdir(folder)
  expect(await readFile(join(folder, String(kept)), 'utf8')).toBe(content)
})

it('refuses what is no setting', async () => {
  const store = await SettingsStore.open(file)
  await expect(store.update({ volume: 7 })).rejects.toThrow()
  expect(store.current.volume).toBe(1)
})
