import { usePage } from '../services/services-context.tsx'
import { holdKeyLabel } from '../settings/key-names.ts'
import { ShortcutsSheet } from '../ui/shortcuts-sheet.tsx'
import styles from './talk-shortcuts.module.css'

export function TalkShortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const hotkey = usePage(({ status }) => status?.hotkey)
  const rows: [string, string][] = [
    ['Space', 'Hold to talk, in this window'],
    ['Esc', 'Stop the answer'],
    ['O', 'Always on: open the microphone, or close it'],
    ['Enter', 'Ask the typed question'],
    ['/', 'Type a question'],
  ]
  if (hotkey && hotkey.mode !== 'unavailable') {
    const how = hotkey.mode === 'hold' ? 'Hold to talk, from any app' : 'Press to talk from any app, press again to ask'
    rows.unshift([holdKeyLabel(hotkey.key), how])
  }
  return (
    <ShortcutsSheet opened={opened} onClose={onClose} rows={rows}>
      {hotkey?.problem && <p className={styles.problem}>{hotkey.problem}</p>}
    </ShortcutsSheet>
  )
}
