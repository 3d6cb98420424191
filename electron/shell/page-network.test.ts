import { expect, it, vi } from 'vitest'
import { mayLoad } from './page-network.ts'

vi.mock('electron', () => ({}))

it('loads our own scheme and what the page made itself', () => {
  expect(mayLoad('understudy://app/index.html')).toBe(true)
  expect(mayLoad('blob:understudy://app/0f8e')).toBe(true)
  expect(mayLoad('data:image/png;base64,AA==')).toBe(true)
})

it.each(['https://example.com/', 'http://127.0.0.1:8080/', 'ws://localhost/', 'file:///etc/hosts', 'understudy://other/', ''])(
  'does not load %s',
  (url) => expect(mayLoad(url)).toBe(false),
)
