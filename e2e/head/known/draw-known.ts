import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { shippedFitModel } from '../../../renderer/head/fit/fit-test-model.ts'
import type { FitLab } from '../../../renderer/head/fit/lab.ts'
import { LabWindow, repositoryRoot } from '../lab-window.ts'
import { knownPhotos, type KnownPhoto, type SeenPhoto } from './people.ts'
import { personHead } from './person-head.ts'

declare global {
  // The page side of fitting (renderer/head/fit/lab.ts).
  var fitLab: FitLab
}

const VIEW = { tier: 'high', width: 1024, height: 1280 } as const

/** Draws photographs of known people with our own skin in the real Electron, and looks for their faces. */
export async function drawKnown(seed: number, people: number): Promise<SeenPhoto[]> {
  const model = await shippedFitModel()
  const cache = join(repositoryRoot, '.cache')
  await mkdir(cache, { recursive: true })
  const served = await mkdtemp(join(cache, 'known-'))
  try {
    await cp(join(repositoryRoot, 'resources/head'), served, { recursive: true })
    const lab = await LabWindow.open({ page: 'renderer/head/fit/lab.html', ready: 'fitLab', packages: ['three', 'zod', '@vladmandic/human'] })
    try {
      await lab.resize(VIEW.width, VIEW.height)
      const seen: SeenPhoto[] = []
      let drawn: KnownPhoto['identity'] | undefined
      for (const photo of knownPhotos(seed, people)) {
        if (photo.identity !== drawn) {
          drawn = photo.identity
          if (drawn) {
            const { json, bin } = personHead(model, drawn)
            await writeFile(join(served, 'head.json'), JSON.stringify(json))
            await writeFile(join(served, 'head.bin'), bin)
          }
          await lab.page.evaluate(
            async ([path, view]) => {
              await headLab.open({ ...view, baseUrl: new URL(path, location.origin).href })
            },
            [`/.cache/${basename(served)}/`, VIEW] as const,
          )
        }
        const { set, rotationDeg, light } = photo
        const mesh = await lab.page.evaluate(([pose, shine]) => fitLab.look(headLab.picture(pose).png, shine), [{ set, rotationDeg }, light] as const)
        seen.push({ ...photo, mesh })
      }
      return seen
    } finally {
      await lab.dispose()
    }
  } finally {
    await rm(served, { recursive: true, force: true })
  }
}
