/** What a cell of a layer's grid needs: nothing, blending, or plain drawing. */
export type Cover = 'empty' | 'blend' | 'solid'

/**
 * Classes of the cells of a layer by the alpha of its pixels, `columns` × `rows` from the top left. A cell counts its
 * neighbourhood of one pixel, since filtering reaches over its edge.
 * @param alpha one byte a pixel, `width` × `height`, first row at the top
 */
export function classifyCells(alpha: Uint8Array, width: number, height: number, columns: number, rows: number): Cover[] {
  const cover: Cover[] = []
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let least = 255
      let most = 0
      const x1 = Math.min(width, Math.ceil(((column + 1) * width) / columns) + 1)
      const y1 = Math.min(height, Math.ceil(((row + 1) * height) / rows) + 1)
      for (let y = Math.max(0, Math.floor((row * height) / rows) - 1); y < y1; y++) {
        for (let x = Math.max(0, Math.floor((column * width) / columns) - 1); x < x1; x++) {
          const value = alpha[y * width + x]!
          if (value < least) least = value
          if (value > most) most = value
        }
      }
      cover.push(most < 3 ? 'empty' : least > 252 ? 'solid' : 'blend')
    }
  }
  return cover
}
