import { useEffect, useMemo, useRef, type KeyboardEvent, type PointerEvent } from 'react'
import type { MeetingRecord, SegmentSource } from '../../../electron/contract/meeting.ts'
import { useServices } from '../services/services-context.tsx'
import { timecode } from '../ui/format.ts'
import styles from './seek-bar.module.css'
import { useRecording } from './use-meetings.ts'
import { SKIP_MS } from './use-player-keys.ts'

const PAGE_MS = 60_000
/** Height of a side's lane, of ten; the persona stands over both. */
const LANES: Record<SegmentSource, { y: number; height: number }> = {
  mic: { y: 0, height: 4.4 },
  system: { y: 5.6, height: 4.4 },
  persona: { y: 0, height: 10 },
}

/** The whole recording: who spoke when, where something was decided, and where one is. */
export function SeekBar({ record, durationMs }: { record: MeetingRecord; durationMs: number }) {
  const { recording } = useServices().meetings.library
  const { playing } = useRecording()
  const bar = useRef<HTMLDivElement>(null)
  const marks = useMemo(() => [...record.notes.decisions, ...record.notes.actions].filter(({ atMs }) => atMs < durationMs), [record.notes, durationMs])

  useEffect(() => {
    let request = 0
    const draw = (): void => {
      const element = bar.current
      if (!element) return
      const positionMs = recording.positionMs()
      element.style.setProperty('--at', String(positionMs / durationMs))
      element.setAttribute('aria-valuenow', String(Math.round(positionMs / 1000)))
      element.setAttribute('aria-valuetext', timecode(positionMs))
      if (playing) request = requestAnimationFrame(draw)
    }
    draw()
    const stop = recording.subscribe(draw)
    return () => {
      cancelAnimationFrame(request)
      stop()
    }
  }, [recording, durationMs, playing])

  const seekTo = ({ clientX, currentTarget }: PointerEvent<HTMLElement>): void => {
    const { left, width } = currentTarget.getBoundingClientRect()
    recording.seek(((clientX - left) / width) * durationMs)
  }
  const keyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { PageUp: PAGE_MS, PageDown: -PAGE_MS, ArrowUp: SKIP_MS, ArrowDown: -SKIP_MS }
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? durationMs : recording.positionMs() + (steps[event.key] ?? NaN)
    if (Number.isNaN(to)) return
    event.preventDefault()
    recording.seek(to)
  }

  return (
    <div
      ref={bar}
      className={styles.bar}
      role="slider"
      tabIndex={0}
      aria-label="Place in the recording"
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs / 1000)}
      aria-valuenow={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        seekTo(event)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event)
      }}
      onKeyDown={keyDown}
      data-testid="meeting-seek"
    >
      <Lanes record={record} durationMs={durationMs} />
      {marks.map(({ atMs, text }, k) => (
        <i key={k} className={styles.mark} style={{ left: `${(atMs / durationMs) * 100}%` }} title={text} />
      ))}
      <span className={styles.played} aria-hidden />
      <span className={styles.knob} aria-hidden />
    </div>
  )
}

/** A path for each side: thousands of segments are three elements. */
function Lanes({ record, durationMs }: { record: MeetingRecord; durationMs: number }) {
  const paths = useMemo(() => {
    const drawn: Record<SegmentSource, string> = { mic: '', system: '', persona: '' }
    for (const { source, startMs, endMs } of record.segments) {
      const { y, height } = LANES[source]
      const x = (startMs / durationMs) * 1000
      const width = Math.max(((endMs - startMs) / durationMs) * 1000, 0.8)
      drawn[source] += `M${x.toFixed(1)} ${y}h${width.toFixed(1)}v${height}h-${width.toFixed(1)}z`
    }
    return drawn
  }, [record.segments, durationMs])
  return (
    <svg className={styles.lanes} viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden>
      <path className={styles.mic} d={paths.mic} />
      <path className={styles.system} d={paths.system} />
      <path className={styles.persona} d={paths.persona} />
    </svg>
  )
}
