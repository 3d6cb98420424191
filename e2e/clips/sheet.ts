import type { ShownPhone, SoundStrip } from './sound-strip.ts'

export interface SheetPanel {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface SheetRequest {
  /** Where each system's face is in a picture. */
  readonly panels: readonly SheetPanel[]
  /** Seconds of the sound. */
  readonly moments: readonly number[]
  readonly strip: SoundStrip
  readonly pictureAt: (timeS: number) => Promise<CanvasImageSource | null>
}

/** The mouth within a face, as shares of the panel. */
const MOUTH = { x: 0.27, y: 0.6, width: 0.46, height: 0.26 }
const CELL = { width: 121, height: 92 }
const NAME_PX = 150
const COLUMNS = 14
const STRIP_PX = 70
const GAP_PX = 14
/** Between two moments, where no phones are known. */
const EVERY_S = 0.1

/** The middle of every phone, or a moment every tenth of a second. */
export function momentsOf(phones: readonly ShownPhone[], durationS: number): number[] {
  const middles = phones.map(({ startS, endS }) => (startS + endS) / 2).filter((timeS) => timeS < durationS)
  if (middles.length > 0) return middles
  return Array.from({ length: Math.floor(durationS / EVERY_S) }, (_, k) => (k + 0.5) * EVERY_S)
}

/** Rows of mouths, a system each, over the sound that they go with: bands of a few moments below each other. */
export async function drawSheet({ panels, moments, strip, pictureAt }: SheetRequest): Promise<OffscreenCanvas> {
  const bandPx = panels.length * CELL.height + STRIP_PX + GAP_PX
  const bands = Math.max(1, Math.ceil(moments.length / COLUMNS))
  const sheet = new OffscreenCanvas(NAME_PX + COLUMNS * CELL.width, bands * bandPx)
  const context = sheet.getContext('2d')!
  context.fillStyle = '#17191c'
  context.fillRect(0, 0, sheet.width, sheet.height)
  for (const [k, timeS] of moments.entries()) {
    const [column, top] = [k % COLUMNS, Math.floor(k / COLUMNS) * bandPx]
    const picture = await pictureAt(timeS)
    panels.forEach((panel, row) => {
      const y = top + row * CELL.height
      if (column === 0) writeName(context, panel.name, y)
      const source = [panel.x + MOUTH.x * panel.width, panel.y + MOUTH.y * panel.height, MOUTH.width * panel.width, MOUTH.height * panel.height] as const
      if (picture) context.drawImage(picture, ...source, NAME_PX + column * CELL.width, y, CELL.width - 2, CELL.height - 2)
    })
    const [before, after] = [moments[k - 1] ?? timeS, moments[k + 1] ?? timeS]
    const halfS = Math.max(0.04, Math.min(timeS - before || 1, after - timeS || 1, 0.3) / 2)
    const y = top + panels.length * CELL.height
    strip.draw(context, { x: NAME_PX + column * CELL.width, y, width: CELL.width - 2, height: STRIP_PX, fromS: timeS - halfS, toS: timeS + halfS })
    context.fillStyle = '#9aa3ab'
    context.font = '11px sans-serif'
    context.fillText(`${timeS.toFixed(2)} s`, NAME_PX + (column + 0.5) * CELL.width, y + STRIP_PX + 11)
  }
  return sheet
}

function writeName(context: OffscreenCanvasRenderingContext2D, name: string, y: number): void {
  context.save()
  context.textAlign = 'left'
  context.font = '600 14px sans-serif'
  context.fillStyle = '#eef1f3'
  context.fillText(name, 6, y + CELL.height / 2, NAME_PX - 12)
  context.restore()
}
