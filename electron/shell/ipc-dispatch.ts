import type { Logger } from 'pino'
import { UnderstudyError } from '../contract/errors.ts'
import type { IpcHandler, IpcHandlers } from '../contract/host.ts'
import { ipcChannels, type IpcChannel } from '../contract/ipc.ts'
import type { IpcResult } from '../contract/page-api.ts'

export interface DispatchOptions {
  handlers: IpcHandlers
  logger: Logger
  /** Development: a handler that answers outside its schema is a defect. The page trusts us, so that it costs nothing later. */
  checkResponses: boolean
}

/** One request of a trusted page: known channel, parsed request, answer or error as data. */
export async function dispatch(
  channel: unknown,
  request: unknown,
  options: DispatchOptions,
): Promise<IpcResult<IpcChannel>> {
  try {
    if (!isChannel(channel))
      throw new UnderstudyError('not_found', 'The page asked for something Understudy does not offer.')
    return { ok: true, value: (await answer(channel, request, options)) as never }
  } catch (thrown) {
    const error = UnderstudyError.from(thrown)
    if (error.kind === 'defect')
      options.logger.error(
        { err: thrown, channel: isChannel(channel) ? channel : undefined },
        'request failed',
      )
    return { ok: false, error: error.toShape() }
  }
}

const isChannel = (channel: unknown): channel is IpcChannel =>
  typeof channel === 'string' && Object.hasOwn(ipcChannels, channel)

async function answer<C extends IpcChannel>(
  channel: C,
  request: unknown,
  options: DispatchOptions,
): Promise<unknown> {
  const parsed = ipcChannels[channel].request.safeParse(request)
  if (!parsed.success)
    throw new UnderstudyError('bad_request', 'The page sent a request that Understudy does not understand.')
  const handler = options.handlers[channel] as IpcHandler<C>
  const value = await handler(parsed.data as Parameters<IpcHandler<C>>[0])
  if (!options.checkResponses) return value
  const response = ipcChannels[channel].response.safeParse(value)
  if (!response.success) {
    const paths = response.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`)
    options.logger.error({ channel, paths }, 'a handler answered outside its schema')
    throw new UnderstudyError(
      'internal',
      'Understudy answered in a form the page does not know; this is our mistake.',
    )
  }
  return response.data
}
