import { BufferAttribute, BufferGeometry, DynamicDrawUsage, Matrix3, Mesh, Vector2, Vector3, type IUniform, type RawShaderMaterial, type Scene } from 'three'
import { COEFFICIENT_COUNT, COEFFICIENT_INDEX } from '../../../electron/contract/coefficients.ts'
import type { HeadFile } from '../model/format.ts'
import type { HeadAssets } from '../model/load-head.ts'
import { correctiveWeight, type HeadMesh } from '../model/head-model.ts'
import { MorphAccumulator } from '../model/morphs.ts'
import type { TierConfig } from '../tiers.ts'
import type { Vec2 } from '../types.ts'
import { drawRuns, type DrawRun } from './draw-runs.ts'
import { GpuMorphs, MOST_MORPHS } from './gpu-morphs.ts'
import { restIrradiance } from './irradiance.ts'
import { shader, type SharedUniforms } from './materials.ts'
import { colorFragment, eyeFragment, eyeShadeFragment, eyeVertex, lashFragment, meshVertex, mouthDetailFragment, skinDetailFragment, skinFragment } from './shaders.ts'
import { eyeMatrix } from '../rig/aim.ts'
import { foldWeight } from '../rig/folds.ts'
import { lipGap } from '../rig/lip-gap.ts'
import type { TextureSet } from './textures.ts'
import { Wires } from './wires.ts'
import { smoothstep } from '../smoothstep.ts'

/** Order among the layers of the portrait: behind the live head up to 3, over it from 4. */
const ORDER: Record<string, number> = { skin: 3, mouth: 3.1, teeth: 3.1, eye: 3.2, eyeShade: 3.3, lashes: 3.4 }

const BLINK = { left: COEFFICIENT_INDEX.eyeBlinkLeft, right: COEFFICIENT_INDEX.eyeBlinkRight } as const

const LEAST_FOLD = 0.01

/** Display-referred tone of a skin without a texture. */
const CLAY = new Vector3(0.8, 0.66, 0.6)

/** The live head: one draw call a material and eye. Shapes are added up by the graphics card or, where that is slow, by the processor. */
export class FaceMesh {
  private readonly accumulator: MorphAccumulator | null
  private readonly gpuMorphs: GpuMorphs | null
  private readonly weights: Float32Array
  private readonly position: BufferAttribute
  private readonly normal: BufferAttribute
  private readonly parts: Mesh<BufferGeometry, RawShaderMaterial>[] = []
  private readonly wires: Wires
  private readonly eyes: Record<'left' | 'right', Matrix3> = { left: new Matrix3(), right: new Matrix3() }
  private readonly open: Record<'left' | 'right', IUniform<number>> = { left: { value: 1 }, right: { value: 1 } }
  private readonly shut = new Vector2()
  private readonly folded = new Vector2()
  private readonly folds: HeadFile['folds']
  private readonly mouthTint = new Vector3(1, 1, 1)

  constructor(
    assets: HeadAssets,
    private readonly mesh: HeadMesh,
    private readonly textures: TextureSet,
    private readonly shared: SharedUniforms,
    private readonly tier: TierConfig,
    scene: Scene,
  ) {
    this.folds = assets.model.file.folds
    this.gpuMorphs = tier.gpuMorphs && mesh.morphs.length <= MOST_MORPHS ? new GpuMorphs(mesh.positions.length / 3, mesh.morphs) : null
    this.accumulator = this.gpuMorphs ? null : new MorphAccumulator(mesh.positions, mesh.normals, mesh.morphs)
    this.weights = new Float32Array(mesh.morphs.length)
    this.position = new BufferAttribute(this.accumulator?.positions ?? mesh.positions, 3)
    this.normal = new BufferAttribute(this.accumulator?.normals ?? mesh.normals, 3)
    if (this.accumulator) for (const attribute of [this.position, this.normal]) attribute.setUsage(DynamicDrawUsage)
    const attributes = {
      position: this.position,
      normal: this.normal,
      restNormal: new BufferAttribute(mesh.packedNormals, 4, true),
      restLight: new BufferAttribute(restIrradiance(mesh.normals, assets.model.file.light.sh), 3),
      uv: new BufferAttribute(mesh.uvs, 2),
      color: new BufferAttribute(mesh.colors, 4, true),
      follow: new BufferAttribute(mesh.follow, 1, true),
      shade: new BufferAttribute(mesh.shade, 1, true),
      ...(this.gpuMorphs && { morphRange: this.gpuMorphs.range }),
    }
    const { index, runs } = drawRuns(mesh, tier.splitLayers)
    const indexAttribute = new BufferAttribute(index, 1)
    for (const run of runs) {
      const geometry = new BufferGeometry()
      for (const [name, attribute] of Object.entries(attributes)) geometry.setAttribute(name, attribute)
      geometry.setIndex(indexAttribute)
      geometry.setDrawRange(run.start, run.count)
      const material = this.material(run, assets)
      const object = new Mesh(geometry, material)
      object.frustumCulled = false
      object.renderOrder = (ORDER[run.material] ?? 3.1) + (run.faded ? 0.05 : 0)
      scene.add(object)
      this.parts.push(object)
    }
    this.wires = new Wires(scene, this.parts)
  }

  /** @param aim yaw and pitch of each eye from its rest axis, radians */
  update(coefficients: Float32Array, aim: { left: Vec2; right: Vec2 }): void {
    const { weights, mesh } = this
    weights.set(coefficients)
    mesh.correctives.forEach((corrective, k) => (weights[COEFFICIENT_COUNT + k] = correctiveWeight(corrective, coefficients)))
    this.gpuMorphs?.apply(weights)
    if (this.accumulator?.apply(weights)) {
      this.position.needsUpdate = true
      this.normal.needsUpdate = true
    }
    for (const side of ['left', 'right'] as const) {
      this.eyes[side].set(...eyeMatrix(aim[side]))
      this.open[side].value = 1 - smoothstep(0.7, 1, coefficients[BLINK[side]] ?? 0)
    }
    this.shut.set(1 - this.open.left.value, 1 - this.open.right.value)
    if (this.folds) {
      const [left, right] = this.folds.weight
      this.folded.set(foldWeight(coefficients, 'left') / Math.max(left, LEAST_FOLD), foldWeight(coefficients, 'right') / Math.max(right, LEAST_FOLD)).clampScalar(0, 1)
    }
    // Little light falls through lips that hardly part; what falls in turns red on its way.
    const light = smoothstep(0, 0.3, lipGap(coefficients))
    this.mouthTint.set(0.34 + 0.66 * light, 0.26 + 0.72 * light, 0.25 + 0.72 * light)
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
  }

  private material({ material: kind, name: part, faded }: DrawRun, assets: HeadAssets): RawShaderMaterial {
    const shared = { ...this.shared, ...this.gpuMorphs?.uniforms }
    const { materials, eyes } = assets.model.file
    const entry = materials[kind] ?? {}
    const lit = this.textures.get(entry.lit)
    const albedo = this.textures.get(entry.albedo)
    const alpha = this.textures.get(entry.alpha)
    const morphs: Record<string, string> = this.gpuMorphs ? { GPU_MORPHS: '' } : {}
    const defines: Record<string, string> = { ...(this.tier.detail && { DETAIL: '' }), ...morphs }
    if (kind === 'skin' && lit) {
      return shader({
        vertex: meshVertex,
        fragment: this.tier.detail ? skinDetailFragment : skinFragment,
        uniforms: { ...shared, uLit: { value: lit }, uShut: { value: this.shut }, uFolded: { value: this.folded } },
        defines: { ...defines, LIDS: '' },
        blend: faded,
      })
    }
    if (kind === 'eye' && albedo) {
      const side = part === 'eyeLeft' ? 'left' : 'right'
      return behindSkin(shader({
        vertex: eyeVertex,
        fragment: eyeFragment,
        uniforms: {
          ...shared,
          uAlbedo: { value: albedo },
          uGaze: { value: this.eyes[side] },
          uCenter: { value: new Vector3(...eyes[side].center) },
          uAxis: { value: new Vector3(...eyes[side].axis).normalize() },
          uIrisRadius: { value: eyes[side].irisUvRadius },
          uOpen: this.open[side],
        },
        defines,
      }))
    }
    if (kind === 'eyeShade') {
      return shader({
        vertex: meshVertex,
        fragment: eyeShadeFragment,
        uniforms: { ...shared, uShut: { value: this.shut } },
        defines: { ...morphs, LID_SHADOW: '' },
        blend: true,
        depthWrite: false,
      })
    }
    if (kind === 'lashes' && alpha) {
      const lashes = shader({
        vertex: meshVertex,
        fragment: lashFragment,
        uniforms: { ...shared, uAlpha: { value: alpha } },
        defines: morphs,
        blend: true,
        depthWrite: false,
        // Those of a closed lid are seen from above.
        doubleSided: true,
      })
      // Their roots lie in the rim of the lid, which would show through them in spots: half a millimetre of head start.
      lashes.polygonOffset = true
      lashes.polygonOffsetFactor = -1
      lashes.polygonOffsetUnits = -2000
      return lashes
    }
    if (kind === 'skin') {
      return shader({
        vertex: meshVertex,
        fragment: colorFragment,
        uniforms: { ...shared, uTint: { value: new Vector3(1, 1, 1) }, uClay: { value: CLAY } },
        defines: { ...morphs, CLAY: '' },
        blend: faded,
      })
    }
    return behindSkin(shader({
      vertex: meshVertex,
      fragment: this.tier.detail ? mouthDetailFragment : colorFragment,
      uniforms: { ...shared, uTint: { value: this.mouthTint } },
      defines,
      blend: kind === 'lashes',
    }))
  }
}

/**
 * Of a triangle that is seen edge-on a sample may be drawn outside it, at a depth far before it: teeth and eyeballs would
 * show as dots on the skin. They are pushed back by as much as their depth changes within a pixel.
 */
function behindSkin(material: RawShaderMaterial): RawShaderMaterial {
  material.polygonOffset = true
  material.polygonOffsetFactor = 1
  return material
}
