import { Color, LinearSRGBColorSpace, WebGLRenderer } from 'three'

import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { TierConfig } from '../tiers.ts'
import type { DrawnHead } from './drawn-head.ts'
import { FrameFence } from './frame-fence.ts'
import { MultisampledTarget } from './multisampled-target.ts'

/** Behind a head without a portrait. */
const GROUND = new Color().setRGB(0.23, 0.24, 0.26)

/** The WebGL context and the size drawn. */
export class Screen {
  readonly rendererName: string
  private readonly renderer: WebGLRenderer
  private readonly pixel = new Uint8Array(4)
  private readonly fence: FrameFence
  private target: MultisampledTarget | null = null

  /** @throws UnderstudyError `unavailable` where there is no WebGL 2. */
  constructor(private readonly canvas: HTMLCanvasElement | OffscreenCanvas) {
    const gl = canvas.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: true,
      stencil: false,
      powerPreference: 'high-performance',
    }) as WebGL2RenderingContext | null
    if (!gl) {
      throw new UnderstudyError('unavailable', 'This machine offers no WebGL 2; switch hardware acceleration on or update the graphics driver.')
    }
    const info = gl.getExtension('WEBGL_debug_renderer_info')
    this.rendererName = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
    this.fence = new FrameFence(gl)
    this.renderer = new WebGLRenderer({ canvas, context: gl, antialias: false, alpha: false })
    this.renderer.outputColorSpace = LinearSRGBColorSpace
    // Both passes of a multisampled frame count.
    this.renderer.info.autoReset = false
  }

  get lost(): boolean {
    return this.renderer.getContext().isContextLost()
  }

  get width(): number {
    return this.canvas.width
  }

  get height(): number {
    return this.canvas.height
  }

  get info(): { triangles: number; drawCalls: number } {
    const { triangles, calls } = this.renderer.info.render
    return { triangles, drawCalls: calls }
  }

  /** Size in CSS pixels; draws as many device pixels as the tier allows, times `scale`. */
  setSize(width: number, height: number, pixelRatio: number, tier: TierConfig, scale: number): void {
    const wanted = Math.min(pixelRatio, tier.maxPixelRatio)
    const affordable = Math.sqrt(tier.maxPixels / Math.max(width * height, 1))
    const ratio = Math.min(wanted, affordable) * scale
    const w = Math.max(1, Math.round(width * ratio))
    const h = Math.max(1, Math.round(height * ratio))
    if (w !== this.canvas.width || h !== this.canvas.height) this.renderer.setSize(w, h, false)
    if (this.target?.samples !== tier.samples) {
      this.target?.dispose()
      this.target = tier.samples > 0 ? new MultisampledTarget(tier.samples) : null
    }
    this.target?.setSize(w, h)
  }

  /** Draws; with `wait` returns only when the pixels exist (a pipeline stall: for measuring). */
  draw(scene: DrawnHead, wait: boolean): void {
    this.renderer.info.reset()
    // Forgotten with every context that is lost.
    this.renderer.setClearColor(GROUND, 1)
    if (this.target) this.target.draw(this.renderer, scene)
    else this.renderer.render(scene.scene, scene.camera)
    if (wait) {
      const gl = this.renderer.getContext()
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, this.pixel)
    }
  }

  /** Calls `done` when the pixels of what was drawn exist, unless it is forgotten meanwhile. */
  whenDrawn(done: () => void): void {
    this.fence.watch(done)
  }

  forgetDrawn(): void {
    this.fence.cancel()
  }

  dispose(): void {
    this.fence.cancel()
    this.target?.dispose()
    this.renderer.dispose()
    this.renderer.forceContextLoss()
  }
}
