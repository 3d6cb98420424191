/** A row of a table as one line that can be read aloud: «Sensor; price: nine euros; hub: free». */
export function tableRow(names: readonly string[], cells: readonly string[]): string {
  return cells.flatMap((cell, column) => (cell === '' ? [] : [column > 0 && names[column] ? `${names[column]}: ${cell}` : cell])).join('; ')
}
