/** Points of the face mesh around the persona's left eye, and its iris, and the same ones of the right eye. */
const LEFT_EYE = [
  466, 388, 387, 386, 385, 384, 398, 263, 249, 390, 373, 374, 380, 381, 382, 362, 467, 260, 259, 257, 258, 286, 414, 359, 255, 339, 254, 253, 252, 256, 341, 463,
  342, 445, 444, 443, 442, 441, 413, 446, 261, 448, 449, 450, 451, 452, 453, 464, 372, 340, 346, 347, 348, 349, 350, 357, 465, 383, 300, 293, 334, 296, 336, 285, 417,
  265, 353, 276, 283, 282, 295, 468, 469, 470, 471, 472,
] as const
const RIGHT_EYE = [
  246, 161, 160, 159, 158, 157, 173, 33, 7, 163, 144, 145, 153, 154, 155, 133, 247, 30, 29, 27, 28, 56, 190, 130, 25, 110, 24, 23, 22, 26, 112, 243,
  113, 225, 224, 223, 222, 221, 189, 226, 31, 228, 229, 230, 231, 232, 233, 244, 143, 111, 117, 118, 119, 120, 121, 128, 245, 156, 70, 63, 105, 66, 107, 55, 193,
  35, 124, 46, 53, 52, 65, 473, 476, 475, 474, 477,
] as const

/**
 * A mesh with the right eye of a look at the mirrored picture: the detector refines a left eye, and a right one as if its
 * picture were not mirrored, which leaves that eye's points nearer to the nose by up to a third of its width.
 * @param mirrored the mesh of the mirrored picture, in its pixels
 * @param toPicture where a point of that picture lies in the one that `mesh` is of
 */
export function withRightEye(mesh: Float64Array, mirrored: Float64Array, toPicture: (x: number, y: number) => readonly [number, number]): Float64Array {
  const out = mesh.slice()
  LEFT_EYE.forEach((left, i) => out.set(toPicture(mirrored[2 * left]!, mirrored[2 * left + 1]!), 2 * RIGHT_EYE[i]!))
  return out
}
