/**
 * How fast the low tier draws at 512 × 640 in software GL, in the real Electron: tsx e2e/head/software-fps.ts [FRAMES]
 * Prints {p50, p95, n, …}: frames a second that the median and the 95th percentile of the time of a frame allow.
 */
import { pathToFileURL } from 'node:url'
import { HeadLab } from './head-lab.ts'

export interface SoftwareFps {
  readonly p50: number
  readonly p95: number
  readonly n: number
  readonly frameMs: { readonly p50: number; readonly p95: number }
  /** Reached with animation frames, everything else of the window included. */
  readonly animationFps: number
  readonly renderer: string
}

export async function measureSoftwareFps(frames = 200): Promise<SoftwareFps> {
  const lab = await HeadLab.start()
  try {
    await lab.open({ tier: 'low', width: 512, height: 640 })
    const { frameMs, fps, n, renderer } = await lab.bench(frames)
    return { p50: 1000 / frameMs.p50, p95: 1000 / frameMs.p95, n, frameMs, animationFps: fps, renderer }
  } finally {
    await lab.dispose()
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const frames = Number(process.argv[2] ?? 200)
  process.stdout.write(`${JSON.stringify(await measureSoftwareFps(frames))}\n`)
}
