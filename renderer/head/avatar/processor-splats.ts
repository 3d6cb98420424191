import { BufferAttribute, BufferGeometry, DataTexture, LinearFilter, Mesh, type IUniform, type Scene } from 'three'
import type { PortraitCamera } from '../draw/framing.ts'
import { shader } from '../draw/materials.ts'
import { layerFragment, resolveVertex } from '../draw/shaders.ts'
import { MorphAccumulator } from '../model/morphs.ts'
import type { Mat3 } from '../rig/rotation.ts'
import type { HeadPose, Vec3 } from '../types.ts'
import type { SplatAvatar } from './load-avatar.ts'
import { SplatLayout } from './splat-layout.ts'
import { SplatRaster } from './splat-raster.ts'
import type { SplatRenderer } from './splat-scene.ts'

/** Pixels drawn at most; a larger canvas is filled with them. */
const MOST_PIXELS = 340_000

/** Splats drawn by the processor; the context only shows the picture. */
export class ProcessorSplats implements SplatRenderer {
  private readonly layout: SplatLayout
  private readonly accumulator: MorphAccumulator
  private readonly geometry = new BufferGeometry()
  private readonly map: IUniform<DataTexture | null> = { value: null }
  private readonly material = shader({ vertex: resolveVertex, fragment: layerFragment, uniforms: { uMap: this.map }, blend: true, depthTest: false, depthWrite: false })
  private raster = new SplatRaster(1, 1)

  constructor(
    private readonly avatar: SplatAvatar,
    private readonly view: PortraitCamera,
    scene: Scene,
  ) {
    this.layout = new SplatLayout(avatar)
    this.accumulator = new MorphAccumulator(avatar.positions, new Float32Array(), avatar.morphs)
    // One triangle that covers the screen.
    this.geometry.setAttribute('position', new BufferAttribute(Float32Array.of(-1, -1, 0, 3, -1, 0, -1, 3, 0), 3))
    const mesh = new Mesh(this.geometry, this.material)
    mesh.frustumCulled = false
    scene.add(mesh)
  }

  frame(width: number, height: number): void {
    const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)))
    const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
    if (this.map.value && w === this.raster.width && h === this.raster.height) return
    this.raster = new SplatRaster(w, h)
    this.map.value?.dispose()
    this.map.value = new DataTexture(this.raster.pixels, w, h)
    this.map.value.minFilter = this.map.value.magFilter = LinearFilter
  }

  update(pose: HeadPose, rotation: Mat3, rise: Vec3): void {
    const { avatar, layout, raster, view } = this
    this.accumulator.apply(pose.coefficients)
    layout.update(this.accumulator.positions, rotation, avatar.file.pivot, rise, view.viewProjection, raster.width, raster.height)
    raster.draw(layout)
    if (this.map.value) this.map.value.needsUpdate = true
  }

  dispose(): void {
    this.map.value?.dispose()
    this.geometry.dispose()
    this.material.dispose()
  }
}
