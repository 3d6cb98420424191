import { BufferAttribute, BufferGeometry, Camera, Mesh, Scene, WebGLRenderTarget, type WebGLRenderer } from 'three'
import type { DrawnHead } from './drawn-head.ts'
import { shader } from './materials.ts'
import { resolveFragment, resolveVertex } from './shaders.ts'

/**
 * Draws with multisampling and copies the result to the canvas. A target of our own, since the antialiasing of a
 * context cannot be switched when the tier changes.
 */
export class MultisampledTarget {
  private readonly target: WebGLRenderTarget
  private readonly geometry = new BufferGeometry()
  private readonly material
  private readonly scene = new Scene()
  private readonly camera = new Camera()

  constructor(readonly samples: number) {
    this.target = new WebGLRenderTarget(1, 1, { samples, depthBuffer: true, stencilBuffer: false })
    // One triangle that covers the screen.
    this.geometry.setAttribute('position', new BufferAttribute(Float32Array.of(-1, -1, 0, 3, -1, 0, -1, 3, 0), 3))
    this.material = shader({
      vertex: resolveVertex,
      fragment: resolveFragment,
      uniforms: { uPicture: { value: this.target.texture } },
      depthTest: false,
      depthWrite: false,
    })
    const mesh = new Mesh(this.geometry, this.material)
    mesh.frustumCulled = false
    this.scene.add(mesh)
  }

  setSize(width: number, height: number): void {
    this.target.setSize(width, height)
  }

  draw(renderer: WebGLRenderer, scene: DrawnHead): void {
    renderer.setRenderTarget(this.target)
    renderer.render(scene.scene, scene.camera)
    renderer.setRenderTarget(null)
    renderer.render(this.scene, this.camera)
  }

  dispose(): void {
    this.target.dispose()
    this.geometry.dispose()
    this.material.dispose()
  }
}
