import type { Playback } from './ports.ts'

/** Longest wait for the page's word that it fell silent. */
const REPORT_MS = 300

/** Silence at once. @returns how much had been heard, ms; `knownMs` where nobody says */
export function flush(playback: Playback, turnId: string, knownMs: number): Promise<number> {
  return new Promise((resolve) => {
    const done = (heardMs: number): void => {
      clearTimeout(timer)
      off()
      resolve(heardMs)
    }
    const timer = setTimeout(() => done(knownMs), REPORT_MS)
    const off = playback.onReport((report) => {
      // It may be said at once, before there is a way to stop listening.
      if (report.type === 'flushed' && report.turnId === turnId) done(report.heardMs)
    })
    playback.flush(turnId)
  })
}
