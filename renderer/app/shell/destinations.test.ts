import { describe, expect, it } from 'vitest'
import { destinationOf, DESTINATIONS } from './destinations.ts'

const key = (code: string, held: Partial<KeyboardEvent> = {}) => ({ code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })

describe('destinationOf', () => {
  it('leads by Ctrl and a digit to the screens in the order of the rail', () => {
    const reached = [1, 2, 3, 4, 5].map((digit) => destinationOf(key(`Digit${digit}`, { ctrlKey: true }), false))
    expect(reached).toEqual(DESTINATIONS.map(({ view }) => view))
    expect(destinationOf(key('Digit6', { ctrlKey: true }), false)).toBeNull()
  })

  it('takes Cmd on a Mac and leaves Ctrl to the system there', () => {
    expect(destinationOf(key('Digit3', { metaKey: true }), true)).toBe('review')
    expect(destinationOf(key('Digit3', { ctrlKey: true }), true)).toBeNull()
    expect(destinationOf(key('Digit3', { metaKey: true }), false)).toBeNull()
  })

  it('leaves plain digits and other combinations alone', () => {
    expect(destinationOf(key('Digit1'), false)).toBeNull()
    expect(destinationOf(key('Digit1', { ctrlKey: true, shiftKey: true }), false)).toBeNull()
    expect(destinationOf(key('Digit1', { ctrlKey: true, altKey: true }), false)).toBeNull()
  })
})
