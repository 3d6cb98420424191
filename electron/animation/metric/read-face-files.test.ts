import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { COEFFICIENT_INDEX } from '../../contract/coefficients.ts'
import { readFrames, readPhones } from './read-face-files.ts'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'understudy-face-'))))
afterAll(() => rm(folder, { recursive: true }))

async function written(content: unknown): Promise<string> {
  const path = join(folder, 'file.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

it('reads coefficients in any order, and visemes', async () => {
  const named = await readFrames(await written({ channels: ['mouthClose', 'tail', 'jawOpen'], times: [0, 0.02], frames: [[0.1, 9, 0.5], [0, 0, 2]] }))
  expect(named.frames[0]![COEFFICIENT_INDEX.jawOpen]).toBe(0.5)
  expect(named.frames[0]![COEFFICIENT_INDEX.mouthClose]).toBe(0.1)
  expect(named.frames[1]![COEFFICIENT_INDEX.jawOpen]).toBe(1)
  const visemes = await readFrames(await written({ channels: ['viseme_aa', 'PP'], times: [0], frames: [[0.5, 0]] }))
  expect(visemes.frames[0]![COEFFICIENT_INDEX.jawOpen]).toBeCloseTo(0.25)
})

it('reads phones with or without a name around them', async () => {
  const phones = [{ symbol: 'm', startS: 0, endS: 0.1 }]
  expect(await readPhones(await written(phones))).toEqual(phones)
  expect(await readPhones(await written({ phones, channels: [] }))).toEqual(phones)
})

it.each([
  ['no JSON', 'nonsense'],
  ['nothing in it', { channels: ['jawOpen'], times: [], frames: [] }],
  ['a frame too short', { channels: ['jawOpen', 'mouthClose'], times: [0], frames: [[1]] }],
  ['a time too many', { channels: ['jawOpen'], times: [0, 1], frames: [[1]] }],
  ['times that go back', { channels: ['jawOpen'], times: [1, 0], frames: [[1], [1]] }],
  ['strange channels', { channels: ['wings'], times: [0], frames: [[1]] }],
])('says what is wrong with frames of %s', async (_, content) => {
  await expect(readFrames(await written(content))).rejects.toMatchObject({ code: 'bad_request', message: expect.stringMatching(/file\.json.*\.$/) as string })
})

it('says which phone is wrong', async () => {
  await expect(readPhones(await written([{ symbol: 'm', startS: 0.2, endS: 0.1 }]))).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining('Phone 1') as string })
  await expect(readPhones(join(folder, 'nowhere.json'))).rejects.toMatchObject({ code: 'bad_request' })
})
