import { BufferAttribute, BufferGeometry, Mesh, type Scene } from 'three'
import { shader } from '../draw/materials.ts'
import { roomFragment, roomVertex } from './shaders.ts'

/** One triangle that covers the picture, before everything else. */
export class Room {
  private readonly geometry = new BufferGeometry()
  private readonly material = shader({ vertex: roomVertex, fragment: roomFragment, uniforms: {}, depthTest: false, depthWrite: false })

  constructor(scene: Scene) {
    this.geometry.setAttribute('position', new BufferAttribute(Float32Array.of(-1, -1, 0, 3, -1, 0, -1, 3, 0), 3))
    const mesh = new Mesh(this.geometry, this.material)
    mesh.frustumCulled = false
    mesh.renderOrder = -1
    scene.add(mesh)
  }

  dispose(): void {
    this.geometry.dispose()
    this.material.dispose()
  }
}
