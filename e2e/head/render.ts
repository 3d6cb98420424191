/**
 * Pictures of the head, drawn by the real Electron:
 * tsx e2e/head/render.ts --set jawOpen=0.6,mouthFunnel=0.3 --yaw 8 --tier low --size 512x640 --out X.png
 * Prints {tier, triangles, drawCalls, msPerFrame, fps}.
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { HeadTier } from '../../renderer/head/types.ts'
import { HeadLab } from './head-lab.ts'

const { values } = parseArgs({
  options: {
    head: { type: 'string', default: 'resources/head/' },
    set: { type: 'string', default: '' },
    pitch: { type: 'string', default: '0' },
    yaw: { type: 'string', default: '0' },
    roll: { type: 'string', default: '0' },
    gaze: { type: 'string', default: '0,0' },
    tier: { type: 'string', default: 'low' },
    size: { type: 'string', default: '512x640' },
    out: { type: 'string', default: 'head.png' },
  },
})

const set = Object.fromEntries(
  values.set
    .split(',')
    .filter(Boolean)
    .map((pair) => pair.split('='))
    .map(([name, value]) => [name, Number(value)]),
) as Record<string, number>
const [width = 512, height = 640] = values.size.split('x').map(Number)
const [gazeX = 0, gazeY = 0] = values.gaze.split(',').map(Number)

const lab = await HeadLab.start()
try {
  await lab.open({ tier: values.tier as HeadTier, width, height, head: values.head })
  const pose = {
    set,
    rotationDeg: [Number(values.pitch), Number(values.yaw), Number(values.roll)] as const,
    gaze: [gazeX, gazeY] as const,
  }
  const { png, stats } = await lab.picture(pose)
  await writeFile(values.out, png)
  const { tier, triangles, drawCalls } = stats
  const { frameMs, fps } = await lab.bench(60)
  process.stdout.write(`${JSON.stringify({ tier, triangles, drawCalls, msPerFrame: frameMs.p50, fps })}\n`)
} finally {
  await lab.dispose()
}
