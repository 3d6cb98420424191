import {
  BufferAttribute, BufferGeometry, Camera, ClampToEdgeWrapping, DoubleSide, DynamicDrawUsage, FrontSide, Matrix3, Mesh, RepeatWrapping, Scene, Vector3, Vector4,
  type RawShaderMaterial,
} from 'three'
import type { AvatarMaterial } from '../../../electron/contract/avatar.ts'
import { BREATH_CM, type DrawnHead } from '../draw/drawn-head.ts'
import { PortraitCamera } from '../draw/framing.ts'
import { GpuMorphs } from '../draw/gpu-morphs.ts'
import { shader, sharedUniforms } from '../draw/materials.ts'
import { TextureSet } from '../draw/textures.ts'
import { Wires } from '../draw/wires.ts'
import { MorphAccumulator } from '../model/morphs.ts'
import { orderForVertexReuse } from '../model/triangle-order.ts'
import { aimEyes, eyeMatrix } from '../rig/aim.ts'
import { headRotationMatrix } from '../rig/rotation.ts'
import type { TierConfig } from '../tiers.ts'
import type { HeadPose, Vec3 } from '../types.ts'
import type { MeshAvatar } from './load-avatar.ts'
import { Room } from './room.ts'
import { avatarFragment, avatarVertex } from './shaders.ts'

/** A head that was made elsewhere as a mesh: one draw call a material, before a plain room. */
export class AvatarMeshScene implements DrawnHead {
  readonly scene = new Scene()
  readonly camera = new Camera()
  private readonly view: PortraitCamera
  private readonly shared
  private readonly gaze = { left: new Matrix3(), right: new Matrix3() }
  private readonly gpuMorphs: GpuMorphs | null
  private readonly accumulator: MorphAccumulator | null
  private readonly position: BufferAttribute
  private readonly normal: BufferAttribute
  private readonly parts: Mesh<BufferGeometry, RawShaderMaterial>[] = []
  private readonly wires: Wires
  private readonly room: Room

  private constructor(
    private readonly avatar: MeshAvatar,
    private readonly textures: TextureSet,
    private readonly tier: TierConfig,
  ) {
    const { file } = avatar
    this.scene.matrixWorldAutoUpdate = false
    this.view = new PortraitCamera(file.camera)
    this.shared = sharedUniforms(file, this.view.viewProjection, this.view.position)
    this.room = new Room(this.scene)
    const normals = unpacked(avatar.normals)
    this.gpuMorphs = tier.gpuMorphs ? new GpuMorphs(file.vertices, avatar.morphs) : null
    this.accumulator = this.gpuMorphs ? null : new MorphAccumulator(avatar.positions, normals, avatar.morphs)
    this.position = new BufferAttribute(this.accumulator?.positions ?? avatar.positions, 3)
    this.normal = new BufferAttribute(this.accumulator?.normals ?? normals, 3)
    if (this.accumulator) for (const attribute of [this.position, this.normal]) attribute.setUsage(DynamicDrawUsage)
    this.addParts()
    this.wires = new Wires(this.scene, this.parts)
  }

  static async create(avatar: MeshAvatar, tier: TierConfig): Promise<AvatarMeshScene> {
    // Hair of such models is painted on sheets with holes, which flickers without mipmaps.
    const fine = new Set(avatar.file.materials.flatMap(({ alpha, image }) => (alpha === 'opaque' || image === null ? [] : [image])))
    return new AvatarMeshScene(avatar, await TextureSet.create(avatar.images, tier, fine, 'none'), tier)
  }

  frame(aspect: number): void {
    this.view.frame(aspect)
  }

  update(pose: HeadPose): void {
    const { file } = this.avatar
    const rotation = headRotationMatrix(pose.headRotation)
    this.shared.uHead.value.set(...rotation)
    this.shared.uRise.value.set(...BREATH_CM).multiplyScalar(pose.breath)
    const aim = aimEyes(file.eyes, { rotation, pivot: file.pivot, shift: [0, 0, 0] as Vec3 }, file.camera.position, pose)
    for (const side of ['left', 'right'] as const) this.gaze[side].set(...eyeMatrix(aim[side]))
    this.gpuMorphs?.apply(pose.coefficients)
    if (this.accumulator?.apply(pose.coefficients)) {
      this.position.needsUpdate = true
      this.normal.needsUpdate = true
    }
  }

  showWires(on: boolean): void {
    this.wires.show(on)
  }

  dispose(): void {
    for (const { geometry, material } of this.parts) {
      geometry.dispose()
      material.dispose()
    }
    this.wires.dispose()
    this.gpuMorphs?.dispose()
    this.textures.dispose()
    this.room.dispose()
  }

  private addParts(): void {
    const { avatar } = this
    const attributes = {
      position: this.position,
      normal: this.normal,
      uv: new BufferAttribute(avatar.uvs, 2),
      color: new BufferAttribute(avatar.colors, 4, true),
      follow: new BufferAttribute(avatar.follow, 1, true),
      eye: new BufferAttribute(avatar.eye, 1),
      ...(this.gpuMorphs && { morphRange: this.gpuMorphs.range }),
    }
    const index = new Uint32Array(avatar.index.length)
    const indexAttribute = new BufferAttribute(index, 1)
    for (const { material: number, indexStart, indexCount } of avatar.file.parts) {
      index.set(orderForVertexReuse(avatar.index.slice(indexStart, indexStart + indexCount)), indexStart)
      const geometry = new BufferGeometry()
      for (const [name, attribute] of Object.entries(attributes)) geometry.setAttribute(name, attribute)
      geometry.setIndex(indexAttribute)
      geometry.setDrawRange(indexStart, indexCount)
      const material = this.material(avatar.file.materials[number]!)
      const mesh = new Mesh(geometry, material)
      mesh.frustumCulled = false
      // In the order of the file: what lets through comes last.
      mesh.renderOrder = this.parts.length
      this.scene.add(mesh)
      this.parts.push(mesh)
    }
  }

  private material(entry: AvatarMaterial): RawShaderMaterial {
    const { file } = this.avatar
    const map = this.textures.get(entry.image ?? undefined)
    if (map) map.wrapS = map.wrapT = entry.wrap === 'repeat' ? RepeatWrapping : ClampToEdgeWrapping
    const material = shader({
      vertex: avatarVertex,
      fragment: avatarFragment,
      uniforms: {
        ...this.shared,
        ...this.gpuMorphs?.uniforms,
        uMap: { value: map },
        uColor: { value: new Vector4(...entry.color) },
        uCutoff: { value: entry.cutoff },
        uRoughness: { value: entry.roughness },
        uGazeLeft: { value: this.gaze.left },
        uGazeRight: { value: this.gaze.right },
        uEyeLeft: { value: new Vector3(...file.eyes.left.center) },
        uEyeRight: { value: new Vector3(...file.eyes.right.center) },
      },
      defines: {
        ...(this.tier.detail && { DETAIL: '' }),
        ...(this.gpuMorphs && { GPU_MORPHS: '' }),
        ...(map && { TEXTURED: '' }),
        ...(entry.unlit && { UNLIT: '' }),
        ...(entry.alpha === 'mask' && { MASK: '' }),
        ...(entry.alpha !== 'blend' && { OPAQUE: '' }),
      },
      blend: entry.alpha === 'blend',
      depthWrite: entry.alpha !== 'blend',
    })
    material.side = entry.doubleSided ? DoubleSide : FrontSide
    return material
  }
}

function unpacked(packed: Int8Array): Float32Array {
  const normals = new Float32Array((packed.length / 4) * 3)
  for (let v = 0; v < packed.length / 4; v++) for (let c = 0; c < 3; c++) normals[3 * v + c] = packed[4 * v + c]! / 127
  return normals
}
