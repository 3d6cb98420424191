import { COEFFICIENT_COUNT, COEFFICIENT_INDEX } from '../../../electron/contract/coefficients.ts'
import type { HeadView } from '../../head/index.ts'

const CLOSING_MS = 110
const CLOSED_MS = 120
const OPENING_MS = 180

/** One slow blink of an otherwise still face; then it lives on. */
export async function blink(view: HeadView): Promise<void> {
  const startMs = performance.now()
  const whole = CLOSING_MS + CLOSED_MS + OPENING_MS
  for (let atMs = 0; atMs < whole; atMs = performance.now() - startMs) {
    const coefficients = new Float32Array(COEFFICIENT_COUNT)
    const closed = Math.min(1, atMs / CLOSING_MS, (whole - atMs) / OPENING_MS)
    coefficients[COEFFICIENT_INDEX.eyeBlinkLeft] = closed
    coefficients[COEFFICIENT_INDEX.eyeBlinkRight] = closed
    view.setStill({ coefficients })
    await new Promise(requestAnimationFrame)
  }
  view.setStill(null)
}
