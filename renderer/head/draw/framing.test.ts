import { type Vector3, Vector4 } from 'three'
import { describe, expect, it } from 'vitest'
import { PortraitCamera } from './framing.ts'

const entry = {
  position: [0, 0.5, 105] as [number, number, number],
  target: [0, -1.2, 0] as [number, number, number],
  up: [0, 1, 0] as [number, number, number],
  fovYDeg: 20.5,
  aspect: 0.8,
}

/** Place on the canvas, −1…1. */
function project(camera: PortraitCamera, point: Vector3): { x: number; y: number } {
  const clip = new Vector4(point.x, point.y, point.z, 1).applyMatrix4(camera.viewProjection)
  return { x: clip.x / clip.w, y: clip.y / clip.w }
}

describe('PortraitCamera', () => {
  it('puts a point back where it was taken from, at any depth', () => {
    const camera = new PortraitCamera(entry)
    for (const depth of [60, 105, 150]) {
      const { x, y } = project(camera, camera.unproject(0.25, 0.9, depth))
      expect(x).toBeCloseTo(-0.5)
      expect(y).toBeCloseTo(-0.8)
    }
  })

  it('covers a canvas of another shape without stretching: what is cut lies outside', () => {
    const camera = new PortraitCamera(entry)
    const corner = camera.unproject(0, 0.5, 105)
    camera.frame(1.6)
    expect(project(camera, corner).x).toBeCloseTo(-1)
    expect(project(camera, camera.unproject(0.5, 0, 105)).y).toBeGreaterThan(1)
    camera.frame(0.9)
    expect(project(camera, camera.unproject(0.5, 0, 105)).y).toBeCloseTo(1)
    camera.frame(0.4)
    expect(project(camera, corner).x).toBeCloseTo(-2)
    expect(project(camera, camera.unproject(0.5, 0, 105)).y).toBeCloseTo(1)
  })
})
