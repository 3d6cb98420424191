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
  ['C', 'Save a clip'],
  ['Ctrl+V', 'Coefficients to play, as text'],
  ['/', 'Search the movements'],
  ['Esc', 'Stop, or go back'],
]

const OPEN_OVER_IT = '[role="dialog"], [role="menu"]'
const WRITTEN_INTO = 'input:not([type="range"], [type="checkbox"], [readonly]), textarea'
/** Closes by Escape, if it is open. */
const CHOICE = 'input[readonly]'

/** Keys of the bench, and coefficients that are pasted, unless something lies over it or wants them itself. */
export function useBenchKeys(bench: Bench | null, { help, back }: { help: () => void; back: () => void }): void {
  const { viewer } = useServices()
  useEffect(() => {
    if (!bench) return
    const { stage, pose, store } = bench
    const commands: Record<string, () => void> = {
      ' ': () => bench.playOrStop(viewer.store.getState().clip),
      w: () => bench.setWires(!store.getState().wires),
      t: () => pose.setTurning(!pose.store.getState().turning),
      a: () => pose.live(),
      r: () => pose.reset(),
      c: () => {
        const { clip, shown } = viewer.store.getState()
        void bench.makeClip(clip, shown?.mark ?? '')
      },
      p: () => void bench.photograph(viewer.store.getState().shown?.mark ?? ''),
      '/': () => document.querySelector<HTMLElement>('[data-testid="viewer-search"]')?.focus(),
      '?': help,
      escape: () => {
        if (stage.store.getState().playing) stage.stop()
        else if (store.getState().filmed !== null) bench.endClip()
        else back()
      },
    }
    const down = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || document.querySelector(OPEN_OVER_IT)) return
      const target = event.target instanceof Element ? event.target : null
      if (target?.closest(WRITTEN_INTO) || (event.key === ' ' && target?.closest('button, input, summary')) || (event.key === 'Escape' && target?.closest(CHOICE))) return
      const command = commands[event.key.toLowerCase()]
      if (!command) return
      event.preventDefault()
      command()
    }
    const paste = (event: ClipboardEvent): void => {
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (text === '' || document.querySelector(OPEN_OVER_IT) || (event.target instanceof Element && event.target.closest(WRITTEN_INTO))) return
      event.preventDefault()
      void viewer.takeClip([new File([text], 'Pasted.json')])
    }
    window.addEventListener('keydown', down)
    window.addEventListener('paste', paste)
    return () => {
      window.removeEventListener('keydown', down)
      window.removeEventListener('paste', paste)
    }
  }, [bench, viewer, help, back])
}
