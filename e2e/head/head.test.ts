import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ARKIT_SHAPES, makeGlb } from '../../electron/persona/testing/make-glb.ts'
import { HeadLab } from './head-lab.ts'
import { labPath, servedCopy } from './render-head.ts'
import type { LabPose } from '../../renderer/head/sheet.ts'

/** Shares of the picture (left, top, right, bottom). */
type Region = readonly [number, number, number, number]
const MOUTH: Region = [0.38, 0.5, 0.62, 0.62]
const EYES: Region = [0.28, 0.32, 0.72, 0.4]
const JAW: Region = [0.35, 0.55, 0.65, 0.8]
const FOREHEAD: Region = [0.3, 0.2, 0.7, 0.28]
const CORNER: Region = [0, 0, 0.15, 0.1]

const WIDTH = 256
const HEIGHT = 320

describe('the head in the real Electron', { timeout: 120_000 }, () => {
  let lab: HeadLab

  beforeAll(async () => {
    lab = await HeadLab.start()
    await lab.open({ tier: 'low', width: WIDTH, height: HEIGHT })
  }, 180_000)
  afterAll(() => lab?.dispose())

  /** Mean difference between two poses inside a region, in levels of 255. */
  async function difference(a: LabPose, b: LabPose, region: Region): Promise<number> {
    const pictures = [(await lab.picture(a)).png, (await lab.picture(b)).png].map((png) => `data:image/png;base64,${png.toString('base64')}`)
    return lab.window.evaluate(
      async ({ pictures, region: [left, top, right, bottom], width, height }) => {
        const pixels = await Promise.all(
          pictures.map(async (source) => {
            const image = new Image()
            image.src = source
            await image.decode()
            const context = new OffscreenCanvas(width, height).getContext('2d')!
            context.drawImage(image, 0, 0)
            return context.getImageData(left * width, top * height, (right - left) * width, (bottom - top) * height).data
          }),
        )
        const [first, second] = pixels as [Uint8ClampedArray, Uint8ClampedArray]
        return first.reduce((sum, value, i) => sum + Math.abs(value - second[i]!), 0) / first.length
      },
      { pictures, region, width: WIDTH, height: HEIGHT },
    )
  }

  it('opens the mouth, and nothing but the mouth', async () => {
    const open = { set: { jawOpen: 0.7 } }
    expect(await difference({}, open, MOUTH)).toBeGreaterThan(8)
    expect(await difference({}, open, FOREHEAD)).toBeLessThan(0.5)
  })

  it('closes the eyes', async () => {
    const closed = { set: { eyeBlinkLeft: 1, eyeBlinkRight: 1 } }
    expect(await difference({}, closed, EYES)).toBeGreaterThan(3)
    expect(await difference({}, closed, MOUTH)).toBeLessThan(0.5)
  })

  it('turns the head before a background that stays', async () => {
    const turned = { rotationDeg: [0, 8, 0] as const }
    expect(await difference({}, turned, EYES)).toBeGreaterThan(2)
    expect(await difference({}, turned, CORNER)).toBeLessThan(0.5)
  })

  it.each(['high', 'low'] as const)('looks the same after the graphics context was lost and came back (%s)', async (tier) => {
    await lab.open({ tier, width: WIDTH, height: HEIGHT })
    const before = (await lab.picture({})).png
    await lab.window.evaluate(async () => {
      const canvas = document.querySelector('canvas')!
      const extension = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!
      const restored = new Promise((resolve) => canvas.addEventListener('webglcontextrestored', resolve, { once: true }))
      const lost = new Promise((resolve) => canvas.addEventListener('webglcontextlost', resolve, { once: true }))
      extension.loseContext()
      await lost
      // It may be restored only once every listener has been told of the loss.
      await new Promise((resolve) => setTimeout(resolve))
      extension.restoreContext()
      await restored
    })
    expect((await lab.picture({})).png.equals(before)).toBe(true)
  })

  it.each(['low', 'high'] as const)('moves the jaw of a model made elsewhere, and not its forehead (%s)', async (tier) => {
    const folder = await mkdtemp(join(tmpdir(), 'understudy-glb-'))
    const file = join(folder, 'face.glb')
    await writeFile(file, makeGlb(ARKIT_SHAPES))
    const copy = await servedCopy(file)
    try {
      await lab.open({ tier, width: WIDTH, height: HEIGHT, head: labPath(copy) })
      const open = { set: { jawOpen: 1 } }
      expect(await difference({}, open, JAW)).toBeGreaterThan(1)
      expect(await difference({}, open, FOREHEAD)).toBeLessThan(0.5)
    } finally {
      for (const path of [copy, folder]) await rm(path, { recursive: true, force: true })
    }
  })

  it('says in one sentence what is wrong when there is no head', async () => {
    await expect(lab.open({ tier: 'low', width: 64, height: 80, head: 'resources/no-head/' })).rejects.toThrow(/head model/)
  })
})
