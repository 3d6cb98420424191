import pino from 'pino'
import { expect, it, vi } from 'vitest'
import { UnderstudyError } from '../contract/errors.ts'
import type { IpcHandlers } from '../contract/host.ts'
import { dispatch } from './ipc-dispatch.ts'

const logger = pino({ enabled: false })
const ask = (
  handlers: Partial<IpcHandlers>,
  channel: unknown,
  request?: unknown,
): ReturnType<typeof dispatch> =>
  dispatch(channel, request, { handlers: handlers as IpcHandlers, logger, checkResponses: true })

it('hands the handler what the schema made of the request', async () => {
  const list = vi.fn(() => [])
  expect(await ask({ 'turns.list': list }, 'turns.list', { search: 'bench', extra: 1 })).toEqual({
    ok: true,
    value: [],
  })
  expect(list).toHaveBeenCalledWith({ search: 'bench', limit: 50 })
})

it('refuses a request that does not fit, without calling anybody', async () => {
  const handler = vi.fn()
  expect(await ask({ 'talk.ask': handler }, 'talk.ask', { text: '   ' })).toMatchObject({
    ok: false,
    error: { code: 'bad_request' },
  })
  expect(handler).not.toHaveBeenCalled()
})

it.each(['nothing', 'constructor', '__proto__', 7, undefined])(
  'refuses the unknown channel %s',
  async (channel) => {
    expect(await ask({}, channel)).toMatchObject({ ok: false, error: { code: 'not_found' } })
  },
)

it('passes on what an expected error says', async () => {
  const failing = (): never => {
    throw new UnderstudyError('not_found', 'That turn was deleted.')
  }
  expect(await ask({ 'turns.get': failing }, 'turns.get', { id: 'x' })).toEqual({
    ok: false,
    error: { code: 'not_found', kind: 'expected', message: 'That turn was deleted.', retryable: false },
  })
})

it('tells nothing of a defect but that there was one', async () => {
  const failing = (): never => {
    throw new TypeError('secret of the house')
  }
  const result = await ask({ 'talk.stop': failing }, 'talk.stop')
  expect(result).toMatchObject({ ok: false, error: { code: 'internal', kind: 'defect' } })
  expect(JSON.stringify(result)).not.toContain('secret')
})

it('catches a handler that answers outside its schema', async () => {
  const wrong = (() => ({ ok: 'yes' })) as unknown as IpcHandlers['settings.testEndpoint']
  expect(
    await ask({ 'settings.testEndpoint': wrong }, 'settings.testEndpoint', { role: 'speech' }),
  ).toMatchObject({ ok: false, error: { kind: 'defect' } })
})
