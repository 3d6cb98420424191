import { Camera, Scene } from 'three'
import { BREATH_CM, type DrawnHead } from '../draw/drawn-head.ts'
import { PortraitCamera } from '../draw/framing.ts'
import { aimEyes } from '../rig/aim.ts'
import { headRotationMatrix, type Mat3 } from '../rig/rotation.ts'
import type { TierConfig } from '../tiers.ts'
import type { HeadPose, Vec3 } from '../types.ts'
import type { SplatAvatar } from './load-avatar.ts'
import { Room } from './room.ts'
import { GpuSplats } from './gpu-splats.ts'
import { ProcessorSplats } from './processor-splats.ts'

/** How the splats of one frame get onto the screen. */
export interface SplatRenderer {
  frame(width: number, height: number): void
  update(pose: HeadPose, rotation: Mat3, rise: Vec3): void
  dispose(): void
}

/** A head of Gaussian splats that ride on the vertices of a mesh nobody sees. */
export class SplatScene implements DrawnHead {
  readonly scene = new Scene()
  readonly camera = new Camera()
  private readonly view: PortraitCamera
  private readonly room: Room
  private readonly splats: SplatRenderer

  constructor(
    private readonly avatar: SplatAvatar,
    tier: TierConfig,
  ) {
    this.scene.matrixWorldAutoUpdate = false
    this.view = new PortraitCamera(avatar.file.camera)
    this.room = new Room(this.scene)
    this.splats = tier.gpuMorphs ? new GpuSplats(avatar, this.view, this.scene) : new ProcessorSplats(avatar, this.view, this.scene)
  }

  frame(aspect: number, heightPx: number): void {
    this.view.frame(aspect)
    this.splats.frame(aspect * heightPx, heightPx)
  }

  update(pose: HeadPose): void {
    const { file } = this.avatar
    const rotation = headRotationMatrix(pose.headRotation)
    // There are no eyeballs to turn: the shapes of the eyes look where they should.
    aimEyes(file.eyes, { rotation, pivot: file.pivot, shift: [0, 0, 0] }, file.camera.position, pose)
    this.splats.update(pose, rotation, BREATH_CM.map((value) => value * pose.breath) as unknown as Vec3)
  }

  /** There are no triangles to show the edges of. */
  showWires(): void {}

  dispose(): void {
    this.splats.dispose()
    this.room.dispose()
  }
}
