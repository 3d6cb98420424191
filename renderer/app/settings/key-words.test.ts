import { describe, expect, it } from 'vitest'
import { originOf, type KeyPlace } from '../../../electron/contract/settings.ts'
import { keyHint, slotWords } from './key-words.ts'

const keysAt = (...places: KeyPlace[]) => ({
  places,
  has: (slot: string, address: string | undefined) => places.some((place) => place.slot === slot && place.origin === originOf(address)),
})

describe('what stands under a key', () => {
  const stored = keysAt({ slot: 'speech', origin: 'https://a.example' }, { slot: 'language', origin: 'http://b.example:80' })
  const hint = (address: string | undefined, optional = false, keys = stored): string => keyHint(keys, { slot: 'speech', address, optional })

  it('names the host that has one', () => {
    expect(hint('https://a.example/v1')).toContain('One is stored for a.example')
  })

  it('says that a key of another host is not sent', () => {
    expect(hint('http://a.example/v1')).toBe('None is stored for http://a.example; that of a.example is not sent there.')
    expect(hint('https://c.example')).toContain('that of a.example is not sent there')
  })

  it('asks for the address first', () => {
    for (const address of [undefined, 'westeurope']) expect(hint(address)).toContain('Enter the address first')
  })

  it('says where none has to be', () => {
    expect(hint('http://triton:8000', true, keysAt())).toBe('Only where the server asks for one.')
    expect(hint('http://triton:8000', false, keysAt())).toContain('for http://triton:8000')
  })
})

it('says what a key is for', () => {
  const nameOf = (id: string): string => (id === 'iris-valdane' ? 'Iris Valdane' : id)
  expect(slotWords('speech', nameOf)).toBe('Voice')
  expect(slotWords('animation/iris-valdane', nameOf)).toBe('Face of Iris Valdane')
})
