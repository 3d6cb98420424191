/**
 * The page behind pictures and benchmarks of the head: one canvas on the page's own thread, drawn when it is told to.
 * The tools in e2e/head drive it inside the real Electron.
 */
import { percentile } from './frame-meter.ts'
import { auditGl, muteGl } from './gl-audit.ts'
import { createHead, type Head } from './head.ts'
import { babble, coefficientArray } from './presets.ts'
import type { LabPose, SheetCell, SheetLayout } from './sheet.ts'
import type { HeadStats, HeadTier } from './types.ts'

export interface LabBench {
  readonly tier: HeadTier
  readonly renderer: string
  /** Milliseconds from the start of a frame until its pixels exist. */
  readonly frameMs: { readonly p50: number; readonly p95: number }
  /** Animation frames a second reached with nothing held back. */
  readonly fps: number
  readonly n: number
  readonly triangles: number
  readonly drawCalls: number
}

/** Of each frame. */
export interface LabAudit {
  readonly drawCalls: number[]
  readonly uploadBytes: number[]
  /** Pose, life, three and the calls of WebGL. */
  readonly scriptMs: number[]
  /** The same where every call of WebGL returns at once and does nothing. */
  readonly scriptWithoutGlMs: number[]
}

class Lab {
  private head: Head | null = null

  async open(options: { baseUrl: string; tier: HeadTier; width: number; height: number; seed?: number }): Promise<HeadStats> {
    this.head?.dispose()
    document.body.replaceChildren()
    const canvas = document.createElement('canvas')
    document.body.append(canvas)
    canvas.style.width = `${options.width}px`
    canvas.style.height = `${options.height}px`
    this.head = await createHead({ canvas, baseUrl: options.baseUrl, tier: options.tier, seed: options.seed ?? 1 })
    this.head.setSize(options.width, options.height, 1)
    return this.head.stats('main')
  }

  /** Draws one pose and returns it as a PNG data URL. */
  picture(pose: LabPose): { png: string; stats: HeadStats } {
    const canvas = this.draw(pose)
    return { png: canvas.toDataURL('image/png'), stats: this.opened().stats('main') }
  }

  /** Draws every pose into one picture, row by row, and returns it as a data URL of `type`. */
  sheet(cells: readonly SheetCell[], { columns, width, height }: SheetLayout, type: string, quality: number): string {
    const sheet = document.createElement('canvas')
    sheet.width = columns * width
    sheet.height = Math.ceil(cells.length / columns) * height
    const context = sheet.getContext('2d')!
    context.imageSmoothingQuality = 'high'
    context.font = '14px sans-serif'
    cells.forEach(({ label, pose, region: [left, top, right, bottom] = [0, 0, 1, 1] }, i) => {
      const canvas = this.draw(pose)
      const [x, y] = [(i % columns) * width, Math.floor(i / columns) * height]
      const [w, h] = [canvas.width, canvas.height]
      context.drawImage(canvas, left * w, top * h, (right - left) * w, (bottom - top) * h, x, y, width, height)
      context.strokeStyle = 'rgb(0 0 0 / 0.6)'
      context.lineWidth = 3
      context.fillStyle = 'white'
      context.strokeText(label, x + 8, y + height - 9)
      context.fillText(label, x + 8, y + height - 9)
    })
    return sheet.toDataURL(type, quality)
  }

  /** The drawing buffer of the canvas is only defined within the task that drew it. */
  private draw(pose: LabPose): HTMLCanvasElement {
    const head = this.opened()
    head.setStill({
      coefficients: coefficientArray(pose.set ?? {}),
      headRotation: (pose.rotationDeg ?? [0, 0, 0]).map((degrees) => (degrees * Math.PI) / 180) as [number, number, number],
      gaze: [...(pose.gaze ?? [0, 0])] as [number, number],
      breath: pose.breath ?? 0,
    })
    head.render(performance.now(), { measure: true })
    return document.querySelector('canvas')!
  }

  /** A synthetic utterance with life on it: every frame is another pose. */
  async bench(frames: number): Promise<LabBench> {
    const head = this.opened()
    head.setStill(null)
    head.setState('speaking')
    head.pushFrames(babble(frames / 30 + 5))
    const costs: number[] = []
    for (let i = 0; i < frames; i++) {
      const timeS = i / 30
      head.setClock(timeS, 1000 * timeS)
      const startMs = performance.now()
      head.render(1000 * timeS, { measure: true })
      // The first frames compile shaders and upload textures.
      if (i >= 10) costs.push(performance.now() - startMs)
      if (i % 10 === 9) await new Promise((resolve) => setTimeout(resolve))
    }
    const fps = await this.animate(2000, frames / 30)
    const { tier, renderer, triangles, drawCalls } = head.stats('main')
    return {
      tier,
      renderer,
      frameMs: { p50: percentile(costs, 0.5), p95: percentile(costs, 0.95) },
      fps,
      n: costs.length,
      triangles,
      drawCalls,
    }
  }

  /** What speaking asks of the graphics card: every frame is another pose, and none is waited for. */
  async audit(frames: number): Promise<LabAudit> {
    const head = this.opened()
    head.setStill(null)
    head.setState('speaking')
    head.pushFrames(babble((2 * frames) / 30 + 5))
    const gl = document.querySelector('canvas')!.getContext('webgl2')!
    const counts = auditGl(gl)
    const audit: LabAudit = { drawCalls: [], uploadBytes: [], scriptMs: [], scriptWithoutGlMs: [] }
    for (let i = 0; i < 2 * frames; i++) {
      if (i === frames) muteGl(gl)
      Object.assign(counts, { drawCalls: 0, uploadBytes: 0 })
      head.setClock(i / 30, (1000 * i) / 30)
      const startMs = performance.now()
      head.render((1000 * i) / 30)
      const scriptMs = performance.now() - startMs
      // The first frames compile shaders and upload textures.
      if (i >= frames) audit.scriptWithoutGlMs.push(scriptMs)
      else if (i >= 10) {
        audit.drawCalls.push(counts.drawCalls)
        audit.uploadBytes.push(counts.uploadBytes)
        audit.scriptMs.push(scriptMs)
      }
      // What has been asked for is drawn before the next frame, or a full queue would be waited for inside it.
      await new Promise((resolve) => setTimeout(resolve))
      head.render((1000 * i) / 30 + 10, { measure: true })
    }
    return audit
  }

  private async animate(durationMs: number, fromS: number): Promise<number> {
    const head = this.opened()
    const startMs = performance.now()
    let drawn = 0
    await new Promise<void>((resolve) => {
      const tick = (): void => {
        const nowMs = performance.now() - startMs
        head.setClock(fromS + nowMs / 1000, nowMs)
        head.render(fromS * 1000 + nowMs, { measure: true })
        drawn++
        if (nowMs < durationMs) requestAnimationFrame(tick)
        else resolve()
      }
      requestAnimationFrame(tick)
    })
    return (drawn * 1000) / (performance.now() - startMs)
  }

  private opened(): Head {
    if (!this.head) throw new Error('Open a head first.')
    return this.head
  }
}

export type { Lab }
Object.assign(globalThis, { headLab: new Lab() })
