import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { resolveServedFile, type ResourceRoots } from './resource-path.ts'

let folder: string
let roots: ResourceRoots

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-roots-'))
  roots = {
    renderer: join(folder, 'renderer'),
    resources: join(folder, 'resources'),
    head: ([kind, id]) => Promise.resolve(kind === 'persona' && id === 'ada' ? join(folder, 'data/ada/head') : null),
  }
  for (const path of [
    'renderer/assets',
    'resources/head',
    'resources/icons',
    'resources/personas/x/documents',
    'resources/secret',
    'data/ada/head/deeper',
  ]) {
    await mkdir(join(folder, path), { recursive: true })
  }
  const files = [
    'renderer/index.html',
    'renderer/assets/a.wasm',
    'renderer/.hidden.js',
    'renderer/notes.txt',
    'resources/head/head.bin',
    'resources/icons/app.png',
    'resources/personas/x/portrait.webp',
    'resources/personas/x/documents/memo.md',
    'resources/personas/x/persona.json',
    'resources/secret/a.json',
    'data/ada/head/head.json',
    'data/ada/head/picture-1.webp',
    'data/ada/head/origin.json',
    'data/ada/head/deeper/head.bin',
    'data/ada/persona.json',
    'outside.json',
  ]
  for (const file of files) await writeFile(join(folder, file), 'x')
  await symlink(join(folder, 'outside.json'), join(folder, 'resources/head/link.json'))
  await symlink(join(folder, 'outside.json'), join(folder, 'data/ada/head/link.bin'))
  await symlink(join(folder, 'resources/secret'), join(folder, 'resources/head/linked'))
})
afterAll(() => rm(folder, { recursive: true }))

it.each([
  ['understudy://app/index.html?window=compact', 'renderer/index.html', 'text/html; charset=utf-8'],
  ['understudy://app/assets/a.wasm', 'renderer/assets/a.wasm', 'application/wasm'],
  ['understudy://app/head/head.bin', 'resources/head/head.bin', 'application/octet-stream'],
  ['understudy://app/icons/app.png', 'resources/icons/app.png', 'image/png'],
  ['understudy://app/personas/x/portrait.webp', 'resources/personas/x/portrait.webp', 'image/webp'],
  ['understudy://app/heads/persona/ada/a1-b2/head.json', 'data/ada/head/head.json', 'application/json; charset=utf-8'],
  ['understudy://app/heads/persona/ada/a1-b2/picture-1.webp', 'data/ada/head/picture-1.webp', 'image/webp'],
])('serves %s', async (url, file, mimeType) => {
  expect(await resolveServedFile(url, roots)).toEqual({ path: join(folder, file), mimeType })
})

it.each([
  ['a parent folder', 'understudy://app/head/../../outside.json'],
  ['an encoded parent folder', 'understudy://app/head/%2e%2e/%2e%2e/outside.json'],
  ['encoded separators', 'understudy://app/head/..%2f..%2foutside.json'],
  ['backslashes', 'understudy://app/head/..%5c..%5coutside.json'],
  ['double encoding', 'understudy://app/head/%252e%252e/outside.json'],
  ['a zero byte', 'understudy://app/head/head.bin%00.png'],
  ['broken encoding', 'understudy://app/head/%zz.png'],
  ['an absolute path', 'understudy://app//etc/passwd.json'],
  ['where a head came from', 'understudy://app/heads/persona/ada/a1-b2/origin.json'],
  ['what lies beside a head', 'understudy://app/heads/persona/ada/a1-b2/..%2fpersona.json'],
  ['a link beside a head', 'understudy://app/heads/persona/ada/a1-b2/link.bin'],
  ['a head that may not be shown', 'understudy://app/heads/persona/eve/a1-b2/head.json'],
  ['a link to a file outside', 'understudy://app/head/link.json'],
  ['a link to a folder', 'understudy://app/head/linked/a.json'],
  ['a resource folder that is not offered', 'understudy://app/secret/a.json'],
  ["a persona's documents", 'understudy://app/personas/x/documents/memo.md'],
  ["a persona's manifest", 'understudy://app/personas/x/persona.json'],
  ['a hidden file', 'understudy://app/.hidden.js'],
  ['a kind of file that is not offered', 'understudy://app/notes.txt'],
  ['a folder', 'understudy://app/assets'],
  ['another host', 'understudy://elsewhere/index.html'],
  ['another scheme', 'file:///index.html'],
  ['no URL at all', 'index.html'],
])('refuses %s', async (_what, url) => {
  expect(await resolveServedFile(url, roots)).toBeNull()
})
