import { Camera, Scene } from 'three'
import type { HeadAssets } from '../model/load-head.ts'
import { aimEyes } from '../rig/aim.ts'
import { headRotationMatrix } from '../rig/rotation.ts'
import type { TierConfig } from '../tiers.ts'
import type { HeadPose, Vec3 } from '../types.ts'
import { BREATH_CM, type DrawnHead } from './drawn-head.ts'
import { FaceMesh } from './face-mesh.ts'
import { PortraitCamera } from './framing.ts'
import { LayerStack } from './layer-stack.ts'
import { sharedUniforms, type SharedUniforms } from './materials.ts'
import { TextureSet } from './textures.ts'

/** Everything drawn for one tier, and how a pose moves it. */
export class HeadScene implements DrawnHead {
  readonly scene = new Scene()
  /** The shaders bring their own projection; three only wants to have one. */
  readonly camera = new Camera()
  private readonly view: PortraitCamera
  private readonly shared: SharedUniforms
  private readonly layers: LayerStack
  private readonly face: FaceMesh

  private constructor(
    private readonly assets: HeadAssets,
    private readonly textures: TextureSet,
    tier: TierConfig,
  ) {
    const { file } = assets.model
    this.view = new PortraitCamera(file.portrait.camera)
    this.shared = sharedUniforms(file, this.view.viewProjection, this.view.position)
    this.scene.matrixWorldAutoUpdate = false
    const mesh = assets.model.mesh(tier.lod)
    this.layers = new LayerStack(assets, textures, this.view, this.shared, mesh, tier.splitLayers, this.scene)
    this.face = new FaceMesh(assets, mesh, textures, this.shared, tier, this.scene)
  }

  static async create(assets: HeadAssets, tier: TierConfig): Promise<HeadScene> {
    const fine = new Set([assets.model.file.materials['lashes']?.alpha])
    return new HeadScene(assets, await TextureSet.create(assets.images, tier, fine), tier)
  }

  /** @param aspect width / height of the canvas */
  frame(aspect: number): void {
    this.view.frame(aspect)
  }

  /** Moves everything to `pose`; writes the look coefficients of the eyes into it. */
  update(pose: HeadPose): void {
    const { file } = this.assets.model
    const rotation = headRotationMatrix(pose.headRotation)
    const placement = { rotation, pivot: file.pivot, shift: [0, 0, 0] as Vec3 }
    this.shared.uHead.value.set(...rotation)
    this.shared.uRise.value.set(...BREATH_CM).multiplyScalar(pose.breath)
    this.face.update(pose.coefficients, aimEyes(file.eyes, placement, file.portrait.camera.position, pose))
  }

  /** The layers of the portrait stay: they are what the live head is drawn into. */
  showWires(on: boolean): void {
    this.face.showWires(on)
  }

  dispose(): void {
    this.layers.dispose()
    this.face.dispose()
    this.textures.dispose()
  }
}
