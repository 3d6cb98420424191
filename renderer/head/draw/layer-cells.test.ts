import { expect, it } from 'vitest'
import { classifyCells } from './layer-cells.ts'

it('tells what is empty, mixed and solid, and counts what filtering reaches over the edge of a cell', () => {
  // 16 × 4 pixels, four cells: clear | clear beside an edge | edge | solid
  const alpha = new Uint8Array(64)
  for (let y = 0; y < 4; y++) alpha.fill(255, 16 * y + 8, 16 * y + 16)
  expect(classifyCells(alpha, 16, 4, 4, 1)).toEqual(['empty', 'blend', 'blend', 'solid'])
})
