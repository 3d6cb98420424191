import { expect, it } from 'vitest'
import { isAppOrigin } from './origin.ts'
import { isTrustedSender } from './sender.ts'

const frame = (url: string, parent: object | null = null): Parameters<typeof isTrustedSender>[0] => ({
  url,
  parent: parent as never,
})

it('trusts the main frame of the page', () => {
  expect(isTrustedSender(frame('understudy://app/index.html?window=main'))).toBe(true)
})

it.each([
  ['a subframe of the page', frame('understudy://app/index.html', {})],
  ['a frame that is gone', null],
  ['an empty URL', frame('')],
  ['about:blank', frame('about:blank')],
  ['another host', frame('understudy://app.example/index.html')],
  ['our host with a user name', frame('understudy://somebody@app/index.html')],
  ['our host on another scheme', frame('https://app/index.html')],
  ['a data URL', frame('data:text/html,understudy://app/')],
])('does not trust %s', (_who, sender) => {
  expect(isTrustedSender(sender)).toBe(false)
})

it('knows its origin with and without a closing slash, and no other', () => {
  expect(
    ['understudy://app', 'understudy://app/', 'understudy://app.example', 'null', ''].map(isAppOrigin),
  ).toEqual([true, true, false, false, false])
})
