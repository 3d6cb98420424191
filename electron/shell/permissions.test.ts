import { expect, it, vi } from 'vitest'
import { mayCheck, mayRequest } from './permissions.ts'

vi.mock('electron', () => ({}))
const PAGE = 'understudy://app/index.html'

it('grants the microphone to the page and to nobody else', () => {
  expect(mayRequest('media', PAGE, true, ['audio'], false)).toBe(true)
  expect(mayRequest('media', PAGE, false, ['audio'], false)).toBe(false)
  expect(mayRequest('media', 'https://example.com/', true, ['audio'], false)).toBe(false)
  expect(mayRequest('media', 'about:blank', true, ['audio'], false)).toBe(false)
})

it('grants no camera, alone or with the microphone, and nothing unnamed', () => {
  expect(mayRequest('media', PAGE, true, ['video'], false)).toBe(false)
  expect(mayRequest('media', PAGE, true, ['audio', 'video'], false)).toBe(false)
  expect(mayRequest('media', PAGE, true, [], false)).toBe(false)
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
  expect(mayRequest(permission, PAGE, true, [], false)).toBe(false)
  expect(mayCheck(permission, 'understudy://app/', true, undefined)).toBe(false)
})

it('lets the page look at its microphone permission only', () => {
  expect(mayCheck('media', 'understudy://app/', true, 'audio')).toBe(true)
  expect(mayCheck('media', 'understudy://app/', true, 'video')).toBe(false)
  expect(mayCheck('media', 'https://example.com/', true, 'audio')).toBe(false)
})

it('lets the page capture the system only while a meeting runs, and no other page ever', () => {
  expect(mayRequest('display-capture', PAGE, true, [], true)).toBe(true)
  expect(mayRequest('display-capture', PAGE, true, [], false)).toBe(false)
  expect(mayRequest('display-capture', PAGE, false, [], true)).toBe(false)
  expect(mayRequest('display-capture', 'https://example.com/', true, [], true)).toBe(false)
})
