import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { inspectHead, isFolder } from '../../electron/persona/head/inspect-head.ts'
import { AvatarReader } from '../../electron/persona/head/intake/avatar-reader.ts'
import type { LabPose } from '../../renderer/head/sheet.ts'
import type { HeadTier } from '../../renderer/head/types.ts'
import { HeadLab } from './head-lab.ts'
import { repositoryRoot } from './lab-window.ts'

const BENCH_FRAMES = 60

export interface RenderHead {
  /** `default`, the folder of a head, or the file of an avatar made elsewhere. */
  readonly head: string
  readonly view: { readonly tier: HeadTier; readonly width: number; readonly height: number }
  readonly pose: LabPose
  /** Where the PNG goes. */
  readonly out: string
}

export interface RenderedHead {
  tier: HeadTier
  triangles: number
  drawCalls: number
  /** Median. */
  msPerFrame: number
  fps: number
}

/** Draws one picture of a head in the real Electron and measures how fast it is drawn. @throws as `inspectHead` */
export async function renderHead({ head, view, pose, out }: RenderHead): Promise<RenderedHead> {
  const served = head === 'default' ? null : await servedCopy(head)
  try {
    const lab = await HeadLab.start()
    try {
      await lab.open({ ...view, ...(served !== null && { head: labPath(served) }) })
      const { png, stats } = await lab.picture(pose)
      await writeFile(out, png)
      const { frameMs, fps } = await lab.bench(BENCH_FRAMES)
      return { tier: stats.tier, triangles: stats.triangles, drawCalls: stats.drawCalls, msPerFrame: frameMs.p50, fps }
    } finally {
      await lab.dispose()
    }
  } finally {
    if (served !== null) await rm(served, { recursive: true, force: true })
  }
}

/** A copy of the head in a folder that the lab serves, to be removed by the caller: it serves nothing outside the repository. */
export async function servedCopy(head: string): Promise<string> {
  const cache = join(repositoryRoot, '.cache')
  const folder = await isFolder(head)
  if (folder) await inspectHead(head)
  await mkdir(cache, { recursive: true })
  const copy = await mkdtemp(join(cache, 'head-'))
  try {
    if (folder) await cp(head, copy, { recursive: true })
    else await new AvatarReader().read({ path: head, into: copy })
    return copy
  } catch (thrown) {
    await rm(copy, { recursive: true, force: true })
    throw thrown
  }
}

/** Where the lab finds a served copy. */
export function labPath(copy: string): string {
  return `.cache/${basename(copy)}/`
}
