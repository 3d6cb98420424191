import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { placeWindow, readWindowState, writeWindowState } from './window-bounds.ts'

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 }
let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'understudy-window-'))))
afterAll(() => rm(folder, { recursive: true }))

it('opens where it was', () => {
  const remembered = { x: 50, y: 60, width: 1000, height: 700 }
  expect(placeWindow('main', remembered, [SCREEN])).toEqual(remembered)
})

it('comes back to the middle when its screen is gone', () => {
  expect(placeWindow('main', { x: 3000, y: 60, width: 1000, height: 700 }, [SCREEN])).toEqual({
    x: 370,
    y: 150,
    width: 1180,
    height: 780,
  })
})

it('stays on a second screen', () => {
  const remembered = { x: 2000, y: 60, width: 1000, height: 700 }
  expect(placeWindow('main', remembered, [SCREEN, { x: 1920, y: 0, width: 1920, height: 1080 }])).toEqual(
    remembered,
  )
})

it('is never larger than a small screen, nor smaller than its minimum', () => {
  expect(placeWindow('main', undefined, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({
    x: 0,
    y: 0,
    width: 1024,
    height: 700,
  })
  expect(placeWindow('main', { x: 0, y: 0, width: 200, height: 100 }, [SCREEN])).toMatchObject({
    width: 900,
    height: 640,
  })
})

it('puts the small window into the corner', () => {
  expect(placeWindow('compact', undefined, [SCREEN])).toEqual({ x: 1536, y: 576, width: 360, height: 480 })
})

it('remembers, and begins anew where the file makes no sense', async () => {
  const file = join(folder, 'window.json')
  const state = { mode: 'compact' as const, main: { x: 1, y: 2, width: 1000, height: 700 } }
  writeWindowState(file, state)
  expect(readWindowState(file)).toEqual(state)
  await writeFile(file, '{"mode":"huge"}')
  expect(readWindowState(file)).toEqual({ mode: 'main' })
})
