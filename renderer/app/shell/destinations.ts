import { IconChecklist, IconMessageCircle, IconSettings, IconUserEdit, IconUsers, type Icon } from '@tabler/icons-react'
import type { View } from '../state/page-store.ts'

/** Where one can go, in the order of the rail and of the keys 1 to 5. */
export const DESTINATIONS: readonly { view: View; label: string; icon: Icon }[] = [
  { view: 'talk', label: 'Talk', icon: IconMessageCircle },
  { view: 'meeting', label: 'Meeting', icon: IconUsers },
  { view: 'review', label: 'Review', icon: IconChecklist },
  { view: 'studio', label: 'Studio', icon: IconUserEdit },
  { view: 'settings', label: 'Settings', icon: IconSettings },
]

/** @returns the screen that Ctrl (Cmd on a Mac) with this digit leads to, or null */
export function destinationOf(event: Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>, mac: boolean): View | null {
  const { code, ctrlKey, metaKey, altKey, shiftKey } = event
  if (altKey || shiftKey || (mac ? !metaKey || ctrlKey : !ctrlKey || metaKey)) return null
  const digit = /^(?:Digit|Numpad)([1-5])$/.exec(code)?.[1]
  return digit ? DESTINATIONS[Number(digit) - 1]!.view : null
}
