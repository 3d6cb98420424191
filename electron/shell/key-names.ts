/** Names and codes of libuiohook, e.g. `{ F8: 66, CtrlRight: 3613 }`. */
export type KeycodeTable = Readonly<Record<string, number>>

const SIDES = ['Left', 'Right'] as const
const MODIFIERS = ['Ctrl', 'Alt', 'Shift', 'Meta']
/** Names that a global shortcut calls differently; all other single keys are called the same. */
const ACCELERATORS: Readonly<Record<string, string>> = {
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  CapsLock: 'Capslock',
  NumLock: 'Numlock',
  ScrollLock: 'Scrolllock',
}
const PLAIN_ACCELERATOR =
  /^(?:F\d{1,2}|[A-Z0-9]|Space|Tab|Backspace|Delete|Insert|Enter|Home|End|PageUp|PageDown|Escape|PrintScreen)$/

/** `RightCtrl` and `CtrlRight` are the same key; the left one has no suffix. */
function canonicalName(name: string): string {
  for (const side of SIDES) {
    if (!name.startsWith(side) || !MODIFIERS.includes(name.slice(side.length))) continue
    return side === 'Left' ? name.slice(side.length) : `${name.slice(side.length)}${side}`
  }
  return MODIFIERS.includes(name.replace(/Left$/, '')) ? name.replace(/Left$/, '') : name
}

/** Code of a key by its name, or null where libuiohook knows none of that name. */
export function keycodeFor(name: string, table: KeycodeTable): number | null {
  const canonical = canonicalName(name)
  return Object.hasOwn(table, canonical) ? (table[canonical] ?? null) : null
}

/** The same key as an Electron accelerator; null for a modifier, which cannot be one by itself. */
export function acceleratorFor(name: string): string | null {
  const canonical = canonicalName(name)
  if (Object.hasOwn(ACCELERATORS, canonical)) return ACCELERATORS[canonical] ?? null
  return PLAIN_ACCELERATOR.test(canonical) ? canonical : null
}
