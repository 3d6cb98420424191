/** Points of the face mesh: 468 of the face, then the centre and four points around each iris. */
export const MESH_POINTS = 478

export interface DetectedFace {
  /** x, y of every mesh point in pixels of the picture (2 · 478). */
  readonly mesh: Float64Array
  /** x, y, width, height of the face, px. */
  readonly box: readonly [number, number, number, number]
  /** 0–1: how sure the detector is that this is a face. */
  readonly score: number
  /** What tells one person's face from another's (1,024 values of no unit). */
  readonly descriptor: Float32Array
}

export interface FaceSeenTwice extends DetectedFace {
  /** Mean distance between the two meshes, over the outer-eye distance; Infinity when it was not found again. */
  readonly difference: number
}
