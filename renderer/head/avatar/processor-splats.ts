import { DynamicDrawUsage, InstancedBufferAttribute, Mesh, type Scene } from 'three'
import type { PortraitCamera } from '../draw/framing.ts'
import { shader } from '../draw/materials.ts'
import { MorphAccumulator } from '../model/morphs.ts'
import type { Mat3 } from '../rig/rotation.ts'
import type { HeadPose, Vec3 } from '../types.ts'
import type { SplatAvatar } from './load-avatar.ts'
import { laidOutSplatVertex, splatFragment } from './shaders.ts'
import { SplatLayout } from './splat-layout.ts'
import { splatQuad } from './splat-quad.ts'
import type { SplatRenderer } from './splat-scene.ts'

/** Splats laid out by the processor, every frame anew. */
export class ProcessorSplats implements SplatRenderer {
  private readonly layout: SplatLayout
  private readonly accumulator: MorphAccumulator
  private readonly geometry = splatQuad()
  private readonly material = shader({ vertex: laidOutSplatVertex, fragment: splatFragment, uniforms: {}, blend: true, depthTest: false, depthWrite: false })
  private readonly attributes: readonly InstancedBufferAttribute[]
  private size = { width: 1, height: 1 }

  constructor(
    private readonly avatar: SplatAvatar,
    private readonly view: PortraitCamera,
    scene: Scene,
  ) {
    this.layout = new SplatLayout(avatar)
    this.accumulator = new MorphAccumulator(avatar.positions, new Float32Array(), avatar.morphs)
    const { centers, axes, tints } = this.layout
    const named = { center: new InstancedBufferAttribute(centers, 4), axes: new InstancedBufferAttribute(axes, 4), tint: new InstancedBufferAttribute(tints, 4, true) }
    for (const [name, attribute] of Object.entries(named)) this.geometry.setAttribute(name, attribute.setUsage(DynamicDrawUsage))
    this.attributes = Object.values(named)
    const mesh = new Mesh(this.geometry, this.material)
    mesh.frustumCulled = false
    scene.add(mesh)
  }

  frame(width: number, height: number): void {
    this.size = { width, height }
  }

  update(pose: HeadPose, rotation: Mat3, rise: Vec3): void {
    const { file } = this.avatar
    this.accumulator.apply(pose.coefficients)
    this.layout.update(this.accumulator.positions, rotation, file.pivot, rise, this.view.viewProjection, this.size.width, this.size.height)
    this.geometry.instanceCount = this.layout.count
    for (const attribute of this.attributes) {
      attribute.clearUpdateRanges()
      attribute.addUpdateRange(0, 4 * this.layout.count)
      attribute.needsUpdate = true
    }
  }

  dispose(): void {
    this.geometry.dispose()
    this.material.dispose()
  }
}
