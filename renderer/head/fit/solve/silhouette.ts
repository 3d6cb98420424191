import { cameraPosition, project, toCamera, type Lens, type Pose } from '../camera.ts'
import type { FitLevel } from '../fit-model.ts'
import { vertexNormals } from './vertex-normals.ts'

/** The detector's outline of cheeks and jaw, from ear to ear by the chin. */
export const JAW_LINE = [454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234] as const

/** |normal · view| below which a vertex is on the outline. */
const GRAZING = 0.22
/** A match further away than this share of the distance from ear to ear is none. */
const FURTHEST = 0.08

/** For every point of the jaw line the vertex on the outline of the face that it falls nearest to; −1 where none is near. */
export function silhouettePoints(level: FitLevel, points: Float32Array, pose: Pose, lens: Lens, mesh: Float64Array): Int32Array {
  const normals = vertexNormals(points, level.part('skin'))
  const eye = cameraPosition(pose)
  const pixels = project(toCamera(points, pose), lens)
  const [from, to] = level.range('skin')
  const outline: number[] = []
  for (let v = from; v < to; v++) {
    const x = eye[0] - points[3 * v]!
    const y = eye[1] - points[3 * v + 1]!
    const z = eye[2] - points[3 * v + 2]!
    const facing = (normals[3 * v]! * x + normals[3 * v + 1]! * y + normals[3 * v + 2]! * z) / Math.hypot(x, y, z)
    if (Math.abs(facing) < GRAZING) outline.push(v)
  }
  const a = JAW_LINE[0]
  const b = JAW_LINE[JAW_LINE.length - 1]!
  const furthest = FURTHEST * Math.hypot(mesh[2 * a]! - mesh[2 * b]!, mesh[2 * a + 1]! - mesh[2 * b + 1]!)
  return Int32Array.from(JAW_LINE, (landmark) => {
    let nearest = -1
    let least = furthest
    for (const v of outline) {
      const distance = Math.hypot(pixels[2 * v]! - mesh[2 * landmark]!, pixels[2 * v + 1]! - mesh[2 * landmark + 1]!)
      if (distance < least) {
        least = distance
        nearest = v
      }
    }
    return nearest
  })
}
