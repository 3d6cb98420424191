import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { COEFFICIENT_NAMES } from '../../electron/contract/coefficients.ts'
import { UnderstudyError } from '../../electron/contract/errors.ts'
import type { FitLab } from '../../renderer/head/fit/lab.ts'
import type { LabPose } from '../../renderer/head/sheet.ts'
import { LabWindow, repositoryRoot } from './lab-window.ts'

declare global {
  // The page side of fitting (renderer/head/fit/lab.ts).
  var fitLab: FitLab
}

export interface FitPhotos {
  /** One to eight photographs of one person; the first that can be used becomes the portrait. */
  readonly photos: readonly string[]
  /** Folder of the new head; must be empty or not there yet. */
  readonly out: string
}

export interface FitReport {
  /** Mean distance of the landmarks from the fitted face's, over the distance of the outer corners of the eyes. */
  landmarkNme: number
  /** The same for landmarks found again in a picture of the head; null where no face is found in it. */
  redetectedNme: number | null
  /** Likeness of pictures of the head to the photograph, 0–1, by degrees of yaw. */
  similarity: Record<'0' | '5' | '10', number | null>
  /** The same of the face at rest, as it is seen most of the time. */
  similarityAtRest: FitReport['similarity']
  /** Likeness with somebody else's face in the same photograph. */
  control: number | null
  /** From reading the photographs to the finished head. */
  seconds: number
  /** Coefficients that bring the resting face to its photograph. */
  expression: Record<string, number>
  warnings: string[]
}

const YAWS = ['0', '5', '10'] as const
const MOST_PHOTOS = 8
const VIEW = { tier: 'high', width: 1024, height: 1280 } as const

/**
 * Fits a head to photographs in the real Electron, writes its folder and measures how like it is.
 * @throws UnderstudyError `bad_request`: no photograph can be used, with the reason of each; the folder isn't free
 */
export async function fitPhotos({ photos, out }: FitPhotos): Promise<FitReport> {
  if (photos.length > MOST_PHOTOS) throw new UnderstudyError('bad_request', `Give ${MOST_PHOTOS} photographs at most.`)
  await requireFree(out)
  const cache = join(repositoryRoot, '.cache')
  await mkdir(cache, { recursive: true })
  const served = await mkdtemp(join(cache, 'fit-'))
  const path = (...parts: string[]): string => ['', '.cache', basename(served), ...parts].join('/')
  try {
    for (const [i, photo] of photos.entries()) {
      await cp(photo, join(served, `photo-${i}.bin`)).catch((cause: unknown) => {
        throw new UnderstudyError('not_found', `«${basename(photo)}» could not be read; check the path.`, { cause })
      })
    }
    const lab = await LabWindow.open({ page: 'renderer/head/fit/lab.html', ready: 'fitLab', packages: ['three', 'zod', '@vladmandic/human'] })
    try {
      const { page } = lab
      const fit = await page.evaluate(([paths, name]) => fitLab.fit(paths, name), [photos.map((_, i) => path(`photo-${i}.bin`)), basename(out)] as const)
      const reasons = fit.refused.flatMap((reason, i) => (reason === null ? [] : [`«${basename(photos[i]!)}»: ${reason}`]))
      if (fit.result === null) throw new UnderstudyError('bad_request', reasons.join(' '))
      const { files, control, landmarkNme, photographed, seconds } = fit.result
      await mkdir(out, { recursive: true })
      for (const [name, content] of files) await writeFile(join(out, name), Buffer.from(content, 'base64'))
      for (const [folder, content] of [['head', files], ['control', control]] as const) {
        await mkdir(join(served, folder))
        for (const [name, data] of content) await writeFile(join(served, folder, name), Buffer.from(data, 'base64'))
      }
      await lab.resize(VIEW.width, VIEW.height)
      const set = Object.fromEntries(COEFFICIENT_NAMES.map((name, i) => [name, photographed[i]!] as const).filter(([, value]) => Math.abs(value) > 0.005))
      const compare = async (folder: string, yaw: number, expression = set): Promise<{ nme: number; similarity: number } | null> => {
        const pose: LabPose = { set: expression, rotationDeg: [0, yaw, 0] }
        return page.evaluate(
          async ([baseUrl, view, wanted]) => {
            await headLab.open({ ...view, baseUrl: new URL(baseUrl, location.origin).href })
            return fitLab.compare(headLab.picture(wanted).png)
          },
          [path(folder, ''), VIEW, pose] as const,
        )
      }
      const [front, turned, further] = [await compare('head', 0), await compare('head', 5), await compare('head', 10)]
      const atRest = [await compare('head', 0, {}), await compare('head', 5, {}), await compare('head', 10, {})]
      const byYaw = (found: readonly ({ similarity: number } | null)[]): FitReport['similarity'] =>
        Object.fromEntries(found.map((one, i) => [YAWS[i]!, one?.similarity ?? null])) as FitReport['similarity']
      return {
        landmarkNme,
        redetectedNme: front?.nme ?? null,
        similarity: byYaw([front, turned, further]),
        similarityAtRest: byYaw(atRest),
        control: (await compare('control', 0))?.similarity ?? null,
        seconds,
        expression: set,
        warnings: [...fit.warnings, ...reasons],
      }
    } finally {
      await lab.dispose()
    }
  } finally {
    await rm(served, { recursive: true, force: true })
  }
}

async function requireFree(out: string): Promise<void> {
  const inside = await readdir(out).catch((error: unknown) => ((error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : null))
  if (inside === null || inside.length > 0) throw new UnderstudyError('bad_request', `There is something in «${basename(out)}» already; choose a new folder for the head.`)
}
