import type { DetectedFace, FaceSeenTwice } from './detected-face.ts'

/** Outer-eye distance in pixels below which a face cannot be used, and below which it is used with a warning. */
const FEWEST_PX = 36
const FEW_PX = 90
/** A second face of this share of the largest one's area is somebody else in the picture. */
const OTHER_FACE = 0.2
/** The nose lies this far from the middle of the eyes, of their distance, when a face is turned too far. */
const PROFILE = 0.3
const TURNED = 0.16
/** The line of the eyes rises this steeply, in radians, in a picture that lies on its side. */
const ON_ITS_SIDE = 1.05
/** A find of less than this share of the surest one's score is a pattern, most often in a blurred picture. */
const FAINT = 0.6
/** A face that is seen from the front and sharp enough is found again nearer than this; good ones by 0.01–0.03. */
const FOUND_AGAIN = 0.08
/** Likeness, as the detector's maker defines it, below which two faces are two people's. Light and glasses take one person's to 0.5. */
const SAME_PERSON = 0.4
/** Median brightness (0–1, display) of a face that is too dark or burnt out. */
const DARK = 0.12
const BURNT = 0.97
/** Around the eyes, as a share of the brightness of the cheeks. */
const COVERED_EYES = 0.42
/** Mean of the squared second difference of a face at {@link JUDGED_EYES_PX}, over its variance. */
const BLURRED = 0.006
/** Size at which sharpness is judged: outer-eye distance, px. */
export const JUDGED_EYES_PX = 64

/** A face cut out for judging: its outer eye corners are {@link JUDGED_EYES_PX} apart. */
export interface JudgedFace {
  readonly width: number
  readonly height: number
  /** Display brightness 0–1, first row at the top. */
  readonly brightness: Float32Array
  /** x, y of the mesh in this cut-out. */
  readonly mesh: Float64Array
}

export type PhotoJudgement = { readonly usable: true; readonly warnings: readonly string[] } | { readonly usable: false; readonly reason: string }

const unusable = (reason: string): PhotoJudgement => ({ usable: false, reason })

/** The faces among what was found, in the same order. */
export function trueFaces(found: readonly DetectedFace[]): DetectedFace[] {
  const surest = Math.max(...found.map(({ score }) => score))
  return found.filter(({ score }) => score >= FAINT * surest)
}

/** Whether a second, closer look found the same face. */
export function judgeSecondLook({ difference }: FaceSeenTwice): PhotoJudgement {
  if (difference <= FOUND_AGAIN) return { usable: true, warnings: [] }
  return unusable('The face in it cannot be made out; choose a sharp photograph, upright and from the front.')
}

/** @param likeness of this face and the first photograph's, 0–1 */
export function judgePerson(likeness: number): PhotoJudgement {
  if (likeness >= SAME_PERSON) return { usable: true, warnings: [] }
  return unusable('It seems to show somebody else than the first one; choose photographs of one person.')
}

/** Whether the faces of a photograph, the largest first, can be used; before anything is computed from them. */
export function judgeFaces(faces: readonly DetectedFace[]): PhotoJudgement {
  const [face, second] = faces
  if (!face) return unusable('No face was found in it; choose a photograph that shows the face from the front.')
  const { mesh } = face
  const [ax, ay, bx, by] = [mesh[66]!, mesh[67]!, mesh[526]!, mesh[527]!]
  const distance = Math.hypot(ax - bx, ay - by)
  if (distance < FEWEST_PX) return unusable('The face in it is too small; choose one in which the face is larger.')
  const area = ({ box }: DetectedFace): number => box[2] * box[3]
  if (second && area(second) > OTHER_FACE * area(face)) return unusable('It shows more than one face; cut it to one person.')
  if (Math.abs(Math.atan2(by - ay, bx - ax)) > ON_ITS_SIDE) return unusable('It lies on its side; turn it upright and choose it again.')
  // Along the line of the eyes, so that a tilted head is none that is turned.
  const turn = Math.abs((mesh[2]! - (ax + bx) / 2) * (bx - ax) + (mesh[3]! - (ay + by) / 2) * (by - ay)) / distance ** 2
  if (turn > PROFILE) return unusable('The face is turned too far aside; choose one that looks towards the camera.')
  const warnings = [
    ...(distance < FEW_PX ? ['The face in it is small, so the head will look soft when large; a closer photograph looks better.'] : []),
    ...(turn > TURNED ? ['The face is turned aside; the far side is guessed from the near one.'] : []),
  ]
  return { usable: true, warnings }
}

/** Whether the pixels of a face can be used: bright enough, sharp enough, eyes to be seen. */
export function judgePixels(face: JudgedFace): PhotoJudgement {
  const { mesh } = face
  const cheeks = [50, 280, 101, 330].map((landmark) => around(face, mesh[2 * landmark]!, mesh[2 * landmark + 1]!, 5))
  const cheek = mean(cheeks)
  if (cheek < DARK) return unusable('The face in it is too dark; choose one taken in better light.')
  if (cheek > BURNT) return unusable('The face in it is burnt out by the light; choose one taken in softer light.')
  const eyes = [[33, 133], [263, 362]].map(([a, b]) => around(face, (mesh[2 * a!]! + mesh[2 * b!]!) / 2, (mesh[2 * a! + 1]! + mesh[2 * b! + 1]!) / 2, 11))
  if (Math.max(...eyes) < COVERED_EYES * cheek) return unusable('The eyes cannot be seen; choose one without dark glasses.')
  if (sharpness(face) < BLURRED) return unusable('It is blurred; choose a sharp one.')
  return { usable: true, warnings: [] }
}

/** Mean squared Laplacian over the variance within the face. */
export function sharpness({ width, height, brightness }: Pick<JudgedFace, 'width' | 'height' | 'brightness'>): number {
  const average = mean(brightness)
  let energy = 0
  let variance = 0
  let count = 0
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const second = 4 * brightness[at]! - brightness[at - 1]! - brightness[at + 1]! - brightness[at - width]! - brightness[at + width]!
      energy += second * second
      variance += (brightness[at]! - average) ** 2
      count++
    }
  }
  return count === 0 || variance === 0 ? 0 : energy / variance
}

function around({ width, height, brightness }: JudgedFace, x: number, y: number, radius: number): number {
  let sum = 0
  let count = 0
  for (let py = Math.max(0, Math.round(y - radius)); py <= Math.min(height - 1, y + radius); py++) {
    for (let px = Math.max(0, Math.round(x - radius)); px <= Math.min(width - 1, x + radius); px++) {
      sum += brightness[py * width + px]!
      count++
    }
  }
  return count === 0 ? 0 : sum / count
}

function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return values.length === 0 ? 0 : sum / values.length
}
