import { DataTexture, DynamicDrawUsage, FloatType, InstancedBufferAttribute, Matrix3, Mesh, NearestFilter, RGBAFormat, Vector2, Vector3, type Scene } from 'three'
import type { PortraitCamera } from '../draw/framing.ts'
import { GpuMorphs } from '../draw/gpu-morphs.ts'
import { shader } from '../draw/materials.ts'
import type { Mat3 } from '../rig/rotation.ts'
import type { HeadPose, Vec3 } from '../types.ts'
import { DepthSorter } from './depth-sort.ts'
import type { SplatAvatar } from './load-avatar.ts'
import { splatFragment, splatVertex } from './shaders.ts'
import { splatQuad } from './splat-quad.ts'
import type { SplatRenderer } from './splat-scene.ts'

/** Splats in a row of the texture, four texels each; the shader knows it too. */
const IN_A_ROW = 256
/** The order is made anew when the head has turned by this much: radians. Expressions do not change it to be seen. */
const RESORT_RADIANS = 0.035

/** Splats moved, turned and spread by the graphics card. A frame uploads weights and a rotation; now and then an order. */
export class GpuSplats implements SplatRenderer {
  private readonly morphs: GpuMorphs
  private readonly splats: DataTexture
  private readonly sorter: DepthSorter
  private readonly depths: Float32Array
  private readonly order: InstancedBufferAttribute
  private readonly geometry = splatQuad()
  private readonly uniforms
  private readonly material
  private sortedFor: Mat3 | null = null

  constructor(
    private readonly avatar: SplatAvatar,
    private readonly view: PortraitCamera,
    scene: Scene,
  ) {
    const { file } = avatar
    this.morphs = new GpuMorphs(file.vertices, avatar.morphs)
    this.splats = packed(avatar, this.morphs)
    this.sorter = new DepthSorter(file.vertices)
    this.depths = new Float32Array(file.vertices)
    this.order = new InstancedBufferAttribute(new Float32Array(file.vertices), 1).setUsage(DynamicDrawUsage)
    this.geometry.setAttribute('order', this.order)
    this.geometry.instanceCount = file.vertices
    this.uniforms = {
      uViewProjection: { value: view.viewProjection },
      uHalfSize: { value: new Vector2(1, 1) },
      uSplats: { value: this.splats },
      uHead: { value: new Matrix3() },
      uPivot: { value: new Vector3(...file.pivot) },
      uRise: { value: new Vector3() },
      uMorphPosition: this.morphs.uniforms.uMorphPosition,
      uWeights: this.morphs.uniforms.uWeights,
    }
    this.material = shader({ vertex: splatVertex, fragment: splatFragment, uniforms: this.uniforms, blend: true, depthTest: false, depthWrite: false })
    const mesh = new Mesh(this.geometry, this.material)
    mesh.frustumCulled = false
    scene.add(mesh)
  }

  frame(width: number, height: number): void {
    this.uniforms.uHalfSize.value.set(width / 2, height / 2)
  }

  update(pose: HeadPose, rotation: Mat3, rise: Vec3): void {
    this.morphs.apply(pose.coefficients)
    this.uniforms.uHead.value.set(...rotation)
    this.uniforms.uRise.value.set(...rise)
    if (this.sortedFor === null || angleBetween(this.sortedFor, rotation) > RESORT_RADIANS) this.sort(rotation)
  }

  dispose(): void {
    this.geometry.dispose()
    this.material.dispose()
    this.morphs.dispose()
    this.splats.dispose()
  }

  private sort(rotation: Mat3): void {
    this.sortedFor = rotation
    const { positions, follow, file } = this.avatar
    const [px, py, pz] = file.pivot
    const m = this.view.viewProjection.elements
    for (let v = 0; v < follow.length; v++) {
      const f = follow[v]! / 255
      const [x, y, z] = [positions[3 * v]! - px, positions[3 * v + 1]! - py, positions[3 * v + 2]! - pz]
      this.depths[v] =
        m[3]! * (x + f * (rotation[0] * x + rotation[1] * y + rotation[2] * z - x)) +
        m[7]! * (y + f * (rotation[3] * x + rotation[4] * y + rotation[5] * z - y)) +
        m[11]! * (z + f * (rotation[6] * x + rotation[7] * y + rotation[8] * z - z))
    }
    this.sorter.sort(this.depths, follow.length)
    this.order.array.set(this.sorter.order)
    this.order.needsUpdate = true
  }
}

/** Centre and follow; covariance xx, xy, xz, yy; yz, zz and the list of shapes; colour. */
function packed({ file, positions, follow, covariances: c, colors }: SplatAvatar, { range }: GpuMorphs): DataTexture {
  const rows = Math.ceil(file.vertices / IN_A_ROW)
  const data = new Float32Array(16 * IN_A_ROW * rows)
  for (let v = 0; v < file.vertices; v++) {
    data.set([positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!, follow[v]! / 255], 16 * v)
    data.set(c.subarray(6 * v, 6 * v + 6), 16 * v + 4)
    data.set([range.array[2 * v]!, range.array[2 * v + 1]!], 16 * v + 10)
    for (let i = 0; i < 4; i++) data[16 * v + 12 + i] = colors[4 * v + i]! / 255
  }
  const texture = new DataTexture(data, 4 * IN_A_ROW, rows, RGBAFormat, FloatType)
  texture.minFilter = texture.magFilter = NearestFilter
  texture.needsUpdate = true
  return texture
}

function angleBetween(a: Mat3, b: Mat3): number {
  const trace = a.reduce((sum, value, i) => sum + value * b[i]!, 0)
  return Math.acos(Math.min(Math.max((trace - 1) / 2, -1), 1))
}
