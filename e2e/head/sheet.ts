/**
 * A head in every pose that tends to break, as small pictures drawn by the real Electron:
 *
 *     npm run head:sheet -- [--head default|DIR|FILE | --photo FILE] [--out DIR] [--name NAME] [--only low|high|eyes|mouth]…
 *
 * With --photo of the head that is fitted to a photograph.
 * Writes NAME-low.webp and NAME-high.webp (the whole picture in two tiers), NAME-eyes.webp and NAME-mouth.webp (close).
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { UnderstudyError } from '../../electron/contract/errors.ts'
import { EYE_CELLS, MOUTH_CELLS, WHOLE, type SheetCell, type SheetLayout } from '../../renderer/head/sheet.ts'
import type { HeadTier } from '../../renderer/head/types.ts'
import { fitPhotos } from './fit-photos.ts'
import { HeadLab } from './head-lab.ts'
import { repositoryRoot } from './lab-window.ts'
import { labPath, servedCopy } from './render-head.ts'

/** WebP quality at which grain and hair survive and a sheet stays under 300 KB. */
const QUALITY = 0.82
const WHOLE_CELLS: SheetLayout = { columns: 6, width: 256, height: 320 }

interface Sheet {
  readonly tier: HeadTier
  /** Pixels drawn, of which a cell may show a part. */
  readonly width: number
  readonly height: number
  readonly cells: readonly SheetCell[]
  readonly layout: SheetLayout
}

const SHEETS: Record<string, Sheet> = {
  low: { tier: 'low', width: 512, height: 640, cells: WHOLE, layout: WHOLE_CELLS },
  high: { tier: 'high', width: 768, height: 960, cells: WHOLE, layout: WHOLE_CELLS },
  eyes: { tier: 'high', width: 1024, height: 1280, cells: EYE_CELLS, layout: { columns: 3, width: 512, height: 160 } },
  mouth: { tier: 'high', width: 1024, height: 1280, cells: MOUTH_CELLS, layout: { columns: 4, width: 348, height: 192 } },
}

const { values } = parseArgs({
  options: {
    head: { type: 'string', default: 'default' },
    photo: { type: 'string' },
    out: { type: 'string', default: join(repositoryRoot, 'renderer/head/docs') },
    name: { type: 'string' },
    only: { type: 'string', multiple: true, default: Object.keys(SHEETS) },
  },
})

try {
  const files = values.photo === undefined ? await drawSheets(values.head, values.out, values.only) : await drawFitted(values.photo)
  process.stdout.write(`${files.join('\n')}\n`)
} catch (thrown) {
  process.stderr.write(`${UnderstudyError.from(thrown).message}\n`)
  process.exitCode = 1
}

/** @returns the files written @throws as `fitPhotos` */
async function drawFitted(photo: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-fitted-'))
  try {
    const head = join(folder, basename(photo, extname(photo)))
    await fitPhotos({ photos: [photo], out: head })
    return await drawSheets(head, values.out, values.only)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @returns the files written @throws as `inspectHead`; `bad_request` for a sheet that there isn't */
async function drawSheets(head: string, folder: string, names: readonly string[]): Promise<string[]> {
  const chosen = names.map((name) => {
    const sheet = SHEETS[name]
    if (!sheet) throw new UnderstudyError('bad_request', `--only takes ${Object.keys(SHEETS).join(', ')}.`)
    return [name, sheet] as const
  })
  const served = head === 'default' ? null : await servedCopy(head)
  const prefix = values.name ?? (head === 'default' ? 'default' : basename(head, extname(head)))
  const lab = await HeadLab.start()
  try {
    await mkdir(folder, { recursive: true })
    const written: string[] = []
    for (const [name, { tier, width, height, cells, layout }] of chosen) {
      await lab.open({ tier, width, height, ...(served !== null && { head: labPath(served) }) })
      const file = join(folder, `${prefix}-${name}.webp`)
      await writeFile(file, await lab.sheet(cells, layout, QUALITY))
      written.push(file)
    }
    return written
  } finally {
    await lab.dispose()
    if (served !== null) await rm(served, { recursive: true, force: true })
  }
}
