import { expect, it, vi } from 'vitest'
import { mayCheck, mayRequest } from './permissions.ts'

vi.mock('electron', () => ({}))
const PAGE = 'understudy://app/index.html'

it('grants the microphone to the page and to nobody else', () => {
  expect(mayRequest('media', PAGE, true, ['audio'])).toBe(true)
  expect(mayRequest('media', PAGE, false, ['audio'])).toBe(false)
  expect(mayRequest('media', 'https://example.com/', true, ['audio'])).toBe(false)
  expect(mayRequest('media', 'about:blank', true, ['audio'])).toBe(false)
})

it('grants no camera, alone or with the microphone, and nothing unnamed', () => {
  expect(mayRequest('media', PAGE, true, ['video'])).toBe(false)
  expect(mayRequest('media', PAGE, true, ['audio', 'video'])).toBe(false)
  expect(mayRequest('media', PAGE, true, [])).toBe(false)
})

it.each([
  'geolocation',
  'notifications',
  'midi',
  'display-capture',
  'openExternal',
  'clipboard-read',
  'fileSystem',
  'some-new-thing',
])('denies %s to the page too', (permission) => {
  expect(mayRequest(permission, PAGE, true, [])).toBe(false)
  expect(mayCheck(permission, 'understudy://app/', true, undefined)).toBe(false)
})

it('lets the page look at its microphone permission only', () => {
  expect(mayCheck('media', 'understudy://app/', true, 'audio')).toBe(true)
  expect(mayCheck('media', 'understudy://app/', true, 'video')).toBe(false)
  expect(mayCheck('media', 'https://example.com/', true, 'audio')).toBe(false)
})
