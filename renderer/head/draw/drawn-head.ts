import type { Camera, Scene } from 'three'
import type { TierConfig } from '../tiers.ts'
import type { HeadPose, Vec3 } from '../types.ts'

/** Rise of chest and head with a full breath, cm: up and a little towards the viewer. */
export const BREATH_CM: Vec3 = [0, 0.11, 0.03]

/** A head of whatever kind as it is drawn in one tier. */
export interface DrawnHead {
  readonly scene: Scene
  readonly camera: Camera
  /**
   * @param aspect width / height of the canvas
   * @param heightPx device pixels drawn
   */
  frame(aspect: number, heightPx: number): void
  /** Moves everything to `pose`; writes the look coefficients of the eyes into it. */
  update(pose: HeadPose): void
  /** Edges instead of surfaces; a head without triangles stays as it is. */
  showWires(on: boolean): void
  dispose(): void
}

/** A head in memory, ready to be drawn in any tier. */
export interface LoadedHead {
  draw(tier: TierConfig): Promise<DrawnHead>
  dispose(): void
}
