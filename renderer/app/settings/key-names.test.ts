import { describe, expect, it } from 'vitest'
import { holdKeyLabel, holdKeyOf } from './key-names.ts'

describe('holdKeyOf', () => {
  it.each([
    ['F8', 'F8'],
    ['F24', 'F24'],
    ['ControlRight', 'CtrlRight'],
    ['CapsLock', 'CapsLock'],
  ])('takes %s as %s', (code, key) => expect(holdKeyOf(code)).toBe(key))

  it.each(['KeyA', 'Space', 'Enter', 'Escape', 'F25', 'ArrowLeft', 'Digit1'])('leaves %s to typing', (code) =>
    expect(holdKeyOf(code)).toBeNull(),
  )

  it('names keys as they are called', () => {
    expect(holdKeyLabel('CtrlRight')).toBe('Right Ctrl')
    expect(holdKeyLabel('F8')).toBe('F8')
  })
})
