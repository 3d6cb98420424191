import { BufferAttribute, DataTexture, DataUtils, HalfFloatType, NearestFilter, RGBAFormat, type IUniform } from 'three'
import type { SparseMorph } from '../model/morphs.ts'

/** Weights the shaders have room for: 52 shapes and a few correctives. */
export const MOST_MORPHS = 72
/** Texels in a row; the shaders know it too. */
const WIDTH = 2048

export interface MorphUniforms extends Record<string, IUniform> {
  uMorphPosition: IUniform<DataTexture>
  uMorphNormal: IUniform<DataTexture>
  uWeights: IUniform<Float32Array>
}

/**
 * Shapes for the vertex shader: for every vertex the list of what moves it, in a texture. A frame uploads 72 weights and
 * nothing else, and a vertex reads only the shapes that it has.
 */
export class GpuMorphs {
  readonly uniforms: MorphUniforms
  /** First entry and number of entries of each vertex. */
  readonly range: BufferAttribute

  constructor(vertices: number, morphs: readonly SparseMorph[]) {
    const counts = new Uint32Array(vertices)
    for (const { indices } of morphs) for (const v of indices) counts[v]!++
    const range = new Float32Array(2 * vertices)
    let total = 0
    for (let v = 0; v < vertices; v++) {
      range.set([total, counts[v]!], 2 * v)
      total += counts[v]!
    }
    const texels = WIDTH * Math.max(1, Math.ceil(total / WIDTH))
    const positions = new Uint16Array(4 * texels)
    const normals = new Uint16Array(4 * texels)
    const filled = new Uint32Array(vertices)
    morphs.forEach(({ indices, deltas, normalDeltas }, k) => {
      for (let i = 0; i < indices.length; i++) {
        const v = indices[i]!
        const at = 4 * (range[2 * v]! + filled[v]!++)
        for (let c = 0; c < 3; c++) {
          positions[at + c] = DataUtils.toHalfFloat(deltas[3 * i + c]!)
          normals[at + c] = DataUtils.toHalfFloat(normalDeltas[3 * i + c] ?? 0)
        }
        positions[at + 3] = DataUtils.toHalfFloat(k)
      }
    })
    this.range = new BufferAttribute(range, 2)
    this.uniforms = {
      uMorphPosition: { value: texture(positions) },
      uMorphNormal: { value: texture(normals) },
      uWeights: { value: new Float32Array(MOST_MORPHS) },
    }
  }

  apply(weights: ArrayLike<number>): void {
    const { value } = this.uniforms.uWeights
    for (let k = 0; k < value.length; k++) value[k] = weights[k] ?? 0
  }

  dispose(): void {
    this.uniforms.uMorphPosition.value.dispose()
    this.uniforms.uMorphNormal.value.dispose()
  }
}

function texture(data: Uint16Array): DataTexture {
  const made = new DataTexture(data, WIDTH, data.length / (4 * WIDTH), RGBAFormat, HalfFloatType)
  made.minFilter = made.magFilter = NearestFilter
  made.needsUpdate = true
  return made
}
