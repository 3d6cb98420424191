import { describe, expect, it } from 'vitest'
import { reviewCommand, type KeyPlace } from './review-keys.ts'

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })
const at = (place: Partial<KeyPlace> = {}): KeyPlace => ({ mode: 'read', text: false, button: false, arrows: false, ...place })

describe('reviewCommand', () => {
  it('knows every verdict by its letter, also with caps lock', () => {
    expect(['a', 'C', 'n', 'u', 'g', 'm'].map((key) => reviewCommand(press(key), at()))).toEqual(['approve', 'correct', 'never', 'undo', 'askAgain', 'note'])
  })

  it('leaves letters, space and enter to whoever types', () => {
    const typing = at({ text: true, mode: 'correct' })
    expect(['a', ' ', 'Enter', 'ArrowDown', 'u'].map((key) => reviewCommand(press(key), typing))).toEqual([null, null, null, null, null])
    expect(reviewCommand(press('z', { ctrlKey: true }), typing)).toBeNull()
  })

  it('saves with Ctrl+Enter and leaves with Escape while one types', () => {
    expect(reviewCommand(press('Enter', { ctrlKey: true }), at({ text: true, mode: 'correct' }))).toBe('save')
    expect(reviewCommand(press('Enter', { metaKey: true }), at({ text: true, mode: 'note' }))).toBe('save')
    expect(reviewCommand(press('Escape'), at({ text: true, mode: 'correct' }))).toBe('cancel')
    expect(reviewCommand(press('Escape'), at())).toBeNull()
  })

  it('takes the latest verdict back with Ctrl+Z too', () => {
    expect(reviewCommand(press('z', { ctrlKey: true }), at())).toBe('undo')
    expect(reviewCommand(press('Z', { ctrlKey: true, shiftKey: true }), at())).toBeNull()
  })

  it('chooses sentences by number only while they are chosen, and saves with Enter', () => {
    expect(reviewCommand(press('3'), at({ mode: 'never' }))).toEqual({ sentence: 2 })
    expect(reviewCommand(press('3'), at())).toBeNull()
    expect(reviewCommand(press('Enter'), at({ mode: 'never' }))).toBe('save')
    expect(reviewCommand(press('Enter'), at({ mode: 'never', button: true }))).toBeNull()
  })

  it('leaves Space to buttons and arrows to what they move', () => {
    expect(reviewCommand(press(' '), at())).toBe('play')
    expect(reviewCommand(press(' '), at({ button: true }))).toBeNull()
    expect(reviewCommand(press('ArrowDown'), at())).toBe('next')
    expect(reviewCommand(press('ArrowUp'), at({ arrows: true }))).toBeNull()
  })

  it('leaves the keys of the system and of the other screens alone', () => {
    expect(reviewCommand(press('a', { ctrlKey: true }), at())).toBeNull()
    expect(reviewCommand(press('c', { metaKey: true }), at())).toBeNull()
    expect(reviewCommand(press('n', { altKey: true }), at())).toBeNull()
    expect(reviewCommand(press('1', { ctrlKey: true }), at({ mode: 'never' }))).toBeNull()
  })
})
