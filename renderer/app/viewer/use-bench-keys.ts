import { useEffect } from 'react'
import { useServices } from '../services/services-context.tsx'
import type { Bench } from './bench.ts'

export const VIEWER_SHORTCUTS: readonly [key: string, what: string][] = [
  ['Space', 'Play, or stop'],
  ['W', 'Wireframe'],
  ['T', 'Turntable'],
  ['A', 'Alive'],
  ['R', 'Every slider at rest'],
  ['P', 'Save a picture'],
  ['/', 'Search the movements'],
  ['Esc', 'Stop, or go back'],
]

const OPEN_OVER_IT = '[role="dialog"], [role="menu"]'

/** Keys of the bench, unless something lies over it or wants the key itself. */
export function useBenchKeys(bench: Bench | null, { help, back }: { help: () => void; back: () => void }): void {
  const { viewer } = useServices()
  useEffect(() => {
    if (!bench) return
    const { stage, pose, store } = bench
    const commands: Record<string, () => void> = {
      ' ': () => {
        const { clip } = viewer.store.getState()
        if (stage.store.getState().playing) stage.stop()
        else if (clip) stage.play(clip)
        else void stage.say()
      },
      w: () => bench.setWires(!store.getState().wires),
      t: () => pose.setTurning(!pose.store.getState().turning),
      a: () => pose.live(),
      r: () => pose.reset(),
      p: () => void bench.photograph(viewer.store.getState().shown?.mark ?? ''),
      '/': () => document.querySelector<HTMLElement>('[data-testid="viewer-search"]')?.focus(),
      '?': help,
      escape: () => (stage.store.getState().playing ? stage.stop() : back()),
    }
    const down = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || document.querySelector(OPEN_OVER_IT)) return
      const target = event.target instanceof Element ? event.target : null
      if (target?.closest('input:not([type="range"], [type="checkbox"]), textarea') || (event.key === ' ' && target?.closest('button, input, summary'))) return
      const command = commands[event.key.toLowerCase()]
      if (!command) return
      event.preventDefault()
      command()
    }
    window.addEventListener('keydown', down)
    return () => window.removeEventListener('keydown', down)
  }, [bench, viewer, help, back])
}
