import { Human, type Config, type FaceResult } from '@vladmandic/human'
import { UnderstudyError } from '../../../../electron/contract/errors.ts'
import { MESH_POINTS, type DetectedFace, type FaceSeenTwice } from './detected-face.ts'
import { withRightEye } from './eye-points.ts'

/** Where the detector finds its files; both end with a slash. */
export interface DetectorFiles {
  readonly modelsUrl: string
  readonly wasmUrl: string
}

const CONFIG: Partial<Config> = {
  backend: 'wasm',
  debug: false,
  async: false,
  warmup: 'none',
  cacheSensitivity: 0,
  cacheModels: false,
  filter: { enabled: false },
  gesture: { enabled: false },
  body: { enabled: false },
  hand: { enabled: false },
  object: { enabled: false },
  segmentation: { enabled: false },
  face: {
    enabled: true,
    detector: { rotation: true, maxDetected: 4, minConfidence: 0.25, skipFrames: 0, skipTime: 0, return: false },
    mesh: { enabled: true },
    iris: { enabled: true },
    description: { enabled: true, skipFrames: 0, skipTime: 0 },
    emotion: { enabled: false },
    antispoof: { enabled: false },
    liveness: { enabled: false },
    attention: { enabled: false },
  },
}

/** Side in pixels of the crop that a face is looked at again in, and how much of it the face fills. */
const CROP_SIDE = 768
const CROP_MARGIN = 1.9

/** Finds faces in pictures by the models of @vladmandic/human, which lie on this machine. */
export class FaceDetector {
  private constructor(private readonly human: Human) {}

  /** @throws UnderstudyError `unavailable` when the models cannot be loaded */
  static async load({ modelsUrl, wasmUrl }: DetectorFiles): Promise<FaceDetector> {
    const human = new Human({ ...CONFIG, modelBasePath: modelsUrl, wasmPath: wasmUrl })
    try {
      await human.load()
    } catch (cause) {
      throw new UnderstudyError('unavailable', 'The face detector could not be loaded; install Understudy again.', { cause })
    }
    return new FaceDetector(human)
  }

  /** Faces in a picture, the largest first. */
  async faces(picture: ImageBitmap | OffscreenCanvas): Promise<DetectedFace[]> {
    const found = (await this.detect(picture)).map((face) => asDetected(face))
    return found.sort((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3])
  }

  /** The same face looked at again in an enlarged crop; the mean of both, since the detector is not of one mind with itself. The right eye is that of a mirrored crop. */
  async again(picture: ImageBitmap | OffscreenCanvas, face: DetectedFace): Promise<FaceSeenTwice> {
    const [x, y, width, height] = face.box
    const side = CROP_MARGIN * Math.max(width, height)
    const left = x + width / 2 - side / 2
    const top = y + height / 2 - side / 2
    const scale = CROP_SIDE / side
    const [second] = await this.detect(cropped(picture, [scale, 0, 0, scale, -left * scale, -top * scale]))
    const [mirrored] = await this.detect(cropped(picture, [-scale, 0, 0, scale, CROP_SIDE + left * scale, -top * scale]))
    if (!second || !mirrored) return { ...face, difference: Number.POSITIVE_INFINITY }
    const near = asDetected(second)
    const nearMesh = near.mesh.map((value, i) => value / scale + (i % 2 === 0 ? left : top))
    const mesh = withRightEye(
      face.mesh.map((value, i) => 0.5 * value + 0.5 * nearMesh[i]!),
      asDetected(mirrored).mesh,
      (mx, my) => [left + (CROP_SIDE - mx) / scale, top + my / scale],
    )
    return { ...face, mesh, descriptor: near.descriptor, difference: difference(face.mesh, nearMesh) }
  }

  /** Likeness of two faces, 0–1, as the detector's maker defines it. */
  similarity(a: Float32Array, b: Float32Array): number {
    return this.human.match.similarity(Array.from(a), Array.from(b))
  }

  dispose(): void {
    for (const model of Object.values(this.human.models.models)) model?.dispose?.()
  }

  private async detect(picture: ImageBitmap | OffscreenCanvas): Promise<FaceResult[]> {
    const result = await this.human.detect(picture)
    if (result.error) throw new UnderstudyError('internal', 'The face detector failed on this photograph; try another one.')
    return result.face.filter((face) => face.mesh.length >= 468)
  }
}

/** The square that `transform` lays over the crop. */
function cropped(picture: ImageBitmap | OffscreenCanvas, transform: readonly [number, number, number, number, number, number]): OffscreenCanvas {
  const crop = new OffscreenCanvas(CROP_SIDE, CROP_SIDE)
  const context = crop.getContext('2d')!
  context.imageSmoothingQuality = 'high'
  context.setTransform(...transform)
  context.drawImage(picture, 0, 0)
  return crop
}

/** Mean distance of two meshes' points, over the outer-eye distance of the first. */
function difference(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 2) sum += Math.hypot(a[i]! - b[i]!, a[i + 1]! - b[i + 1]!)
  return sum / (a.length / 2) / Math.hypot(a[66]! - a[526]!, a[67]! - a[527]!)
}

function asDetected(face: FaceResult): DetectedFace {
  const mesh = new Float64Array(2 * MESH_POINTS)
  face.mesh.slice(0, MESH_POINTS).forEach(([x, y], i) => mesh.set([x, y], 2 * i))
  const [x, y, width, height] = face.box
  return { mesh, box: [x, y, width, height], score: face.score, descriptor: Float32Array.from(face.embedding ?? []) }
}
