import { expect, it } from 'vitest'
import { acceleratorFor, keycodeFor } from './key-names.ts'

const table = { F8: 66, Ctrl: 29, CtrlRight: 3613, A: 30 }

it.each([
  ['F8', 66],
  ['RightCtrl', 3613],
  ['CtrlRight', 3613],
  ['LeftCtrl', 29],
  ['Ctrl', 29],
  ['toString', null],
  ['F99', null],
])('knows the code of %s', (name, code) => {
  expect(keycodeFor(name, table)).toBe(code)
})

it.each([
  ['F8', 'F8'],
  ['ArrowUp', 'Up'],
  ['CapsLock', 'Capslock'],
  ['RightCtrl', null],
  ['toString', null],
])('names %s as a global shortcut', (name, accelerator) => {
  expect(acceleratorFor(name)).toBe(accelerator)
})
