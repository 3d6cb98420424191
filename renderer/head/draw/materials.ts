import {
  CustomBlending,
  DoubleSide,
  FrontSide,
  GLSL3,
  Matrix3,
  type Matrix4,
  NoBlending,
  OneFactor,
  OneMinusSrcAlphaFactor,
  RawShaderMaterial,
  Vector3,
  type IUniform,
} from 'three'
import type { HeadFile } from '../model/format.ts'

/** Uniforms every material shares: written once a frame. */
export interface SharedUniforms extends Record<string, IUniform> {
  uViewProjection: IUniform<Matrix4>
  uHead: IUniform<Matrix3>
  uPivot: IUniform<Vector3>
  uShift: IUniform<Vector3>
  uRise: IUniform<Vector3>
  uCamera: IUniform<Vector3>
  uSh: IUniform<Vector3[]>
  uKeyDirection: IUniform<Vector3>
  uKeyColor: IUniform<Vector3>
  uKeySoftness: IUniform<number>
}

export function sharedUniforms(file: Pick<HeadFile, 'pivot' | 'light'>, viewProjection: Matrix4, camera: Vector3): SharedUniforms {
  return {
    uViewProjection: { value: viewProjection },
    uHead: { value: new Matrix3() },
    uPivot: { value: new Vector3(...file.pivot) },
    uShift: { value: new Vector3() },
    uRise: { value: new Vector3() },
    uCamera: { value: camera },
    uSh: { value: file.light.sh.map((band) => new Vector3(...band)) },
    uKeyDirection: { value: new Vector3(...file.light.key.direction).normalize() },
    uKeyColor: { value: new Vector3(...file.light.key.color) },
    uKeySoftness: { value: file.light.key.softness ?? 0 },
  }
}

interface ShaderOptions {
  readonly vertex: string
  readonly fragment: string
  readonly uniforms: Record<string, IUniform>
  /** Premultiplied alpha over what is there. */
  readonly blend?: boolean
  readonly depthTest?: boolean
  readonly depthWrite?: boolean
  /** Seen from behind, too. */
  readonly doubleSided?: boolean
  readonly defines?: Record<string, string>
}

export function shader(options: ShaderOptions): RawShaderMaterial {
  const { vertex, fragment, uniforms, blend = false, depthTest = true, depthWrite = true, doubleSided = false, defines } = options
  return new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader: vertex,
    fragmentShader: fragment,
    uniforms,
    defines: defines ?? {},
    depthTest,
    depthWrite,
    side: doubleSided ? DoubleSide : FrontSide,
    // All of them sorted by render order: three would draw what is opaque first, front hair before the face.
    transparent: true,
    ...(blend ? { blending: CustomBlending, blendSrc: OneFactor, blendDst: OneMinusSrcAlphaFactor } : { blending: NoBlending }),
  })
}
