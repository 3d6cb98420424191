import { execFile } from 'node:child_process'
import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { HeadLab } from '../../head/head-lab.ts'
import { LabWindow, repositoryRoot } from '../../head/lab-window.ts'
import { measureSoftwareFps } from '../../head/software-fps.ts'
import { summarise, type Measurement } from '../statistics.ts'
import type { PeerLab } from './peer.ts'

const PEER = 'gaussian-splat-renderer-for-lam'
/** The avatar to draw and what it says, where this machine has them. */
const AVATAR_DIR = join(repositoryRoot, '../shared/data/lam-avatar')
const PEER_SECONDS = 10
const AUDITED_FRAMES = 120

declare global {
  // The page side of the peer (peer.ts).
  var peerLab: PeerLab
}

/** Our low tier beside the peer in the same software GL, and what a frame of the high tier asks of the graphics card. */
export async function benchRender(note: (line: string) => void): Promise<Measurement[]> {
  const software = await measureSoftwareFps()
  const on = `512×640, low tier, ${software.renderer}`
  const ours = { id: 'render.software_fps', unit: 'fps', p50: round(software.p50), p95: round(software.p95), n: software.n, target: '≥ 20', on }
  return [ours, ...(await beside(software.animationFps, note)), ...(await highTier())]
}

/** @param ownFps reached with animation frames, each finished before the next, as the peer's are */
async function beside(ownFps: number, note: (line: string) => void): Promise<Measurement[]> {
  if (!existsSync(AVATAR_DIR)) {
    note(`There is no ${AVATAR_DIR}: the peer is not measured.`)
    return []
  }
  const peerUrl = await unpackPeer().catch((thrown: unknown) => note(`The peer could not be unpacked (${String(thrown)}); it is not measured.`))
  if (!peerUrl) return []
  const { names, frames } = JSON.parse(await readFile(join(AVATAR_DIR, 'expression-frames.json'), 'utf8')) as { names: string[]; frames: number[][] }
  const named = frames.slice(0, 150).map((values) => Object.fromEntries(names.map((name, i) => [name, values[i] ?? 0])))
  const lab = await LabWindow.open({ page: 'e2e/bench/render/peer.html', ready: 'peerLab', packages: [] })
  try {
    await lab.resize(512, 640)
    const measured = await lab.page.evaluate(
      ({ peerUrl, named, seconds }) => peerLab.measure(peerUrl, '/.cache/peers/p2-1.zip', named, seconds),
      { peerUrl, named, seconds: PEER_SECONDS },
    )
    const fps = measured.frames / measured.seconds
    return [
      summarise('render.peer_fps', 'fps', [fps], '', `${measured.frames} frames of ${PEER}`),
      summarise('render.own_fps', 'fps', [ownFps], '', 'low tier, animation frames, the same machine'),
      summarise('render.over_peer', 'ratio', [ownFps / fps], '≥ 7'),
    ]
  } finally {
    await lab.dispose()
  }
}

/** Puts the peer and its avatar where the lab serves them. @returns the address of its module */
async function unpackPeer(): Promise<string> {
  const folder = join(repositoryRoot, '.cache/peers')
  const module = `${PEER}.module.js`
  await mkdir(folder, { recursive: true })
  await copyFile(join(AVATAR_DIR, 'p2-1.zip'), join(folder, 'p2-1.zip'))
  if (!existsSync(join(folder, module))) {
    const run = promisify(execFile)
    const { stdout } = await run('npm', ['pack', PEER, '--silent'], { cwd: folder })
    await run('tar', ['xzf', stdout.trim()], { cwd: folder })
    await copyFile(join(folder, 'package/build', module), join(folder, module))
  }
  return `/.cache/peers/${module}`
}

async function highTier(): Promise<Measurement[]> {
  const lab = await HeadLab.start()
  try {
    await lab.open({ tier: 'high', width: 512, height: 640 })
    const { drawCalls, uploadBytes, scriptMs, scriptWithoutGlMs } = await lab.audit(AUDITED_FRAMES)
    return [
      summarise('render.high.draw_calls', 'calls', drawCalls, '≤ 12'),
      summarise('render.high.upload_bytes', 'bytes', uploadBytes, '≤ 4096', 'vertex data, pixels and uniforms a frame'),
      summarise('render.high.script_ms', 'ms', scriptMs, '≤ 2', 'pose, life, three and the calls of WebGL of a frame'),
      summarise('render.high.script_without_gl_ms', 'ms', scriptWithoutGlMs, '–', 'the same script where every call of WebGL does nothing: what is left out is the time inside those calls'),
    ]
  } finally {
    await lab.dispose()
  }
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
