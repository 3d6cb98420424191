import { Matrix4, Vector3 } from 'three'
import type { CameraEntry } from '../model/format.ts'

const NEAR_CM = 20
const FAR_CM = 600
/** A frame that is too wide for the portrait loses the chest first: this share of the height, and only then the crown as well. */
const CHEST = 0.16

/** The camera the portrait was taken with: what is drawn with it falls on the picture to the pixel. */
export class PortraitCamera {
  readonly position: Vector3
  readonly viewProjection = new Matrix4()
  private readonly view: Matrix4
  private readonly halfHeight: number

  constructor(private readonly entry: CameraEntry) {
    this.position = new Vector3(...entry.position)
    const world = new Matrix4()
      .lookAt(this.position, new Vector3(...entry.target), new Vector3(...entry.up))
      .setPosition(this.position)
    this.view = world.clone().invert()
    this.world = world
    this.halfHeight = Math.tan((entry.fovYDeg * Math.PI) / 360)
    this.frame(entry.aspect)
  }

  private readonly world: Matrix4

  /** Lets the portrait cover a canvas of this aspect (width / height): the excess is cut off, never stretched. */
  frame(aspect: number): void {
    const { aspect: own } = this.entry
    let top = this.halfHeight
    let bottom = -this.halfHeight
    let right = this.halfHeight * own
    if (aspect > own) {
      const excess = 1 - own / aspect
      const above = Math.max(0, excess - CHEST) / 2
      top -= 2 * this.halfHeight * above
      bottom += 2 * this.halfHeight * (excess - above)
    } else {
      right = this.halfHeight * aspect
    }
    const projection = new Matrix4().makePerspective(
      -right * NEAR_CM,
      right * NEAR_CM,
      top * NEAR_CM,
      bottom * NEAR_CM,
      NEAR_CM,
      FAR_CM,
    )
    this.viewProjection.multiplyMatrices(projection, this.view)
  }

  /** The point at `depthCm` before the camera which the portrait shows at (x, y): 0–1 from its top left corner. */
  unproject(x: number, y: number, depthCm: number, out = new Vector3()): Vector3 {
    return out
      .set(
        (2 * x - 1) * this.halfHeight * this.entry.aspect * depthCm,
        (1 - 2 * y) * this.halfHeight * depthCm,
        -depthCm,
      )
      .applyMatrix4(this.world)
  }
}
