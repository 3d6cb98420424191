/** Page key codes (`KeyboardEvent.code`) whose name as a hold key differs; others keep theirs. */
const HOLD_KEY_OF_CODE: Record<string, string> = {
  ControlLeft: 'Ctrl',
  ControlRight: 'CtrlRight',
  AltLeft: 'Alt',
  AltRight: 'AltRight',
  ShiftLeft: 'Shift',
  ShiftRight: 'ShiftRight',
  MetaLeft: 'Meta',
  MetaRight: 'MetaRight',
  Backquote: 'Backquote',
  ContextMenu: 'ContextMenu',
}

const LABELS: Record<string, string> = {
  Ctrl: 'Left Ctrl',
  CtrlRight: 'Right Ctrl',
  RightCtrl: 'Right Ctrl',
  Alt: 'Left Alt',
  AltRight: 'Right Alt',
  Shift: 'Left Shift',
  ShiftRight: 'Right Shift',
  Meta: 'Left Meta',
  MetaRight: 'Right Meta',
  Backquote: '` (Backquote)',
  CapsLock: 'Caps Lock',
}

/** Keys that stay free for typing and moving about are refused: a global hold key is taken from every other app. */
export function holdKeyOf(code: string): string | null {
  if (/^F([1-9]|1\d|2[0-4])$/.test(code)) return code
  return HOLD_KEY_OF_CODE[code] ?? (['CapsLock', 'ScrollLock', 'Insert', 'PrintScreen'].includes(code) ? code : null)
}

export function holdKeyLabel(key: string): string {
  return LABELS[key] ?? key
}
