/**
 * The page behind pictures and benchmarks of the head: one canvas on the page's own thread, drawn when it is told to.
 * The tools in e2e/head drive it inside the real Electron.
 */
import { percentile } from './frame-meter.ts'
import { createHead, type Head } from './head.ts'
import { babble, coefficientArray, type CoefficientSet } from './presets.ts'
import type { HeadStats, HeadTier, Vec2, Vec3 } from './types.ts'

export interface LabPose {
  readonly set?: CoefficientSet
  /** Pitch, yaw, roll in degrees. */
  readonly rotationDeg?: Vec3
  readonly gaze?: Vec2
  readonly breath?: number
}

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
    const head = this.opened()
    head.setStill({
      coefficients: coefficientArray(pose.set ?? {}),
      headRotation: (pose.rotationDeg ?? [0, 0, 0]).map((degrees) => (degrees * Math.PI) / 180) as [number, number, number],
      gaze: [...(pose.gaze ?? [0, 0])] as [number, number],
      breath: pose.breath ?? 0,
    })
    head.render(performance.now(), { measure: true })
    // The drawing buffer is only defined within the task that drew it.
    const png = document.querySelector('canvas')!.toDataURL('image/png')
    return { png, stats: head.stats('main') }
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
