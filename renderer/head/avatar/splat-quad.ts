import { BufferAttribute, InstancedBufferGeometry } from 'three'

/** A square from −1 to 1, to be drawn once a splat. */
export function splatQuad(): InstancedBufferGeometry {
  const geometry = new InstancedBufferGeometry()
  geometry.setAttribute('corner', new BufferAttribute(Float32Array.of(-1, -1, 1, -1, 1, 1, -1, 1), 2))
  geometry.setIndex([0, 1, 2, 0, 2, 3])
  return geometry
}
