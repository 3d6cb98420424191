import type { Rectangle } from 'electron'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { windowModeSchema, type WindowMode } from '../contract/ipc.ts'

const rectangleSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
})
const stateSchema = z.object({
  mode: windowModeSchema,
  main: rectangleSchema.optional(),
  compact: rectangleSchema.optional(),
})
export type WindowState = z.infer<typeof stateSchema>

export const MINIMUM_SIZE: Readonly<Record<WindowMode, { width: number; height: number }>> = {
  main: { width: 900, height: 640 },
  compact: { width: 300, height: 400 },
}
const DEFAULT_SIZE: Readonly<Record<WindowMode, { width: number; height: number }>> = {
  main: { width: 1180, height: 780 },
  compact: { width: 360, height: 480 },
}
/** So much of a remembered window has to lie on a screen for its title bar to be caught. */
const MIN_VISIBLE_PX = 80
const MARGIN_PX = 24

/**
 * Where a window goes: where it was, unless that screen is gone; else the middle of the primary work area, the compact
 * one in its lower right corner. Never larger than the screen.
 */
export function placeWindow(
  mode: WindowMode,
  remembered: Rectangle | undefined,
  workAreas: readonly [Rectangle, ...Rectangle[]],
): Rectangle {
  const minimum = MINIMUM_SIZE[mode]
  if (remembered !== undefined && workAreas.some((area) => visiblePart(remembered, area) >= MIN_VISIBLE_PX)) {
    return {
      ...remembered,
      width: Math.max(remembered.width, minimum.width),
      height: Math.max(remembered.height, minimum.height),
    }
  }
  const [primary] = workAreas
  const width = Math.min(DEFAULT_SIZE[mode].width, primary.width)
  const height = Math.min(DEFAULT_SIZE[mode].height, primary.height)
  const corner = mode === 'compact'
  const x = corner ? primary.x + primary.width - width - MARGIN_PX : primary.x + (primary.width - width) / 2
  const y = corner
    ? primary.y + primary.height - height - MARGIN_PX
    : primary.y + (primary.height - height) / 2
  return { x: Math.max(primary.x, Math.round(x)), y: Math.max(primary.y, Math.round(y)), width, height }
}

/** The smaller side of what is visible, in pixels. */
function visiblePart(window: Rectangle, area: Rectangle): number {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  const height = Math.min(window.y + window.height, area.y + area.height) - Math.max(window.y, area.y)
  return Math.min(width, height)
}

/** What was remembered, or the beginning. A file that cannot be read costs a position, nothing else. */
export function readWindowState(file: string): WindowState {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { mode: 'main' }
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}
