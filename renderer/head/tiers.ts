import type { HeadTier } from './types.ts'

export interface TierConfig {
  readonly tier: HeadTier
  /** Level of detail of the mesh. */
  readonly lod: 'low' | 'high'
  /** More device pixels than this are not drawn; the canvas is scaled up instead. */
  readonly maxPixels: number
  readonly maxPixelRatio: number
  /** Longest side of a texture. */
  readonly maxTexture: number
  /** Multisamples a pixel; 0 draws straight to the canvas. */
  readonly samples: number
  readonly mipmaps: boolean
  /** Layers and skin are drawn in two calls each: what hides everything under it without blending. */
  readonly splitLayers: boolean
  /** Per-pixel skin and eyes. */
  readonly detail: boolean
  /** Shapes are added up by the graphics card: nothing but weights is uploaded for a frame. */
  readonly gpuMorphs: boolean
  readonly maxFps: number
  /** While nobody speaks. Where the processor draws, the transcription of the question needs it more. */
  readonly quietFps: number
  /** A synchronised frame that takes longer than this asks for less. */
  readonly budgetMs: number
}

/** Best first. Low is what software GL on two cores draws at 20 frames a second and more beside a running turn. */
export const TIERS: readonly TierConfig[] = [
  { tier: 'ultra', lod: 'high', maxPixels: 8_300_000, maxPixelRatio: 2, maxTexture: 4096, samples: 8, mipmaps: true, splitLayers: false, detail: true, gpuMorphs: true, maxFps: 120, quietFps: 120, budgetMs: 7 },
  { tier: 'high', lod: 'high', maxPixels: 2_100_000, maxPixelRatio: 2, maxTexture: 4096, samples: 4, mipmaps: true, splitLayers: false, detail: true, gpuMorphs: true, maxFps: 60, quietFps: 60, budgetMs: 11 },
  { tier: 'medium', lod: 'low', maxPixels: 1_000_000, maxPixelRatio: 1.5, maxTexture: 2048, samples: 4, mipmaps: true, splitLayers: false, detail: false, gpuMorphs: false, maxFps: 60, quietFps: 60, budgetMs: 14 },
  { tier: 'low', lod: 'low', maxPixels: 340_000, maxPixelRatio: 1, maxTexture: 1024, samples: 0, mipmaps: false, splitLayers: true, detail: false, gpuMorphs: false, maxFps: 30, quietFps: 20, budgetMs: 38 },
]

export function tierConfig(tier: HeadTier): TierConfig {
  return TIERS.find((config) => config.tier === tier)!
}

/** Names by which software rasterisers report themselves. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render|swrast/i

/** Where to begin before anything is measured. */
export function firstTier(renderer: string): HeadTier {
  return SOFTWARE.test(renderer) ? 'low' : 'high'
}

const WINDOW = 10
/** Share of the budget under which the next better tier is tried, once, right after the start. */
const HEADROOM = 0.3
/** Share under which a lowered resolution is raised again, and for how many windows; twice as many after each relapse. */
const CALM = 0.6
const CALM_WINDOWS = 3
/** Scales of resolution the lowest tier falls back to. */
const LOW_SCALES = [1, 0.85, 0.7, 0.55] as const

export interface TierDecision {
  readonly tier: HeadTier
  /** Linear share of the tier's resolution. */
  readonly scale: number
}

/**
 * Chooses the tier from the times of synchronised frames (animation frames queue and hide the cost until
 * they collapse). It goes up a tier at most once, at the start, and down whenever two windows in a row are over budget.
 * Resolution, which the lowest tier gives up while the machine is busy, comes back when it is calm.
 */
export class TierGovernor {
  private index: number
  private scaleIndex = 0
  private times: number[] = []
  private windows = 0
  private over = 0
  private calm = 0
  private calmNeeded = CALM_WINDOWS

  constructor(start: HeadTier) {
    this.index = TIERS.findIndex((config) => config.tier === start)
  }

  get decision(): TierDecision {
    return { tier: TIERS[this.index]!.tier, scale: LOW_SCALES[this.scaleIndex]! }
  }

  /** One synchronised frame took `ms`. Returns the new decision when it changes. */
  report(ms: number): TierDecision | null {
    this.times.push(ms)
    if (this.times.length < WINDOW) return null
    const median = this.times.sort((a, b) => a - b)[WINDOW >> 1]!
    this.times = []
    this.windows++
    const { budgetMs } = TIERS[this.index]!
    if (median > budgetMs) {
      this.calm = 0
      this.over++
      return this.over >= 2 ? this.down() : null
    }
    this.over = 0
    if (this.windows === 1 && this.index > 0 && median < budgetMs * HEADROOM && TIERS[this.index]!.tier !== 'low') {
      this.index--
      return this.decision
    }
    this.calm = median < budgetMs * CALM ? this.calm + 1 : 0
    if (this.scaleIndex === 0 || this.calm < this.calmNeeded) return null
    this.calm = 0
    this.calmNeeded *= 2
    this.scaleIndex--
    return this.decision
  }

  private down(): TierDecision | null {
    this.over = 0
    if (this.index < TIERS.length - 1) this.index++
    else if (this.scaleIndex < LOW_SCALES.length - 1) this.scaleIndex++
    else return null
    return this.decision
  }
}
