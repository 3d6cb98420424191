import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { IpcChannel, IpcResponse } from '../../../electron/contract/ipc.ts'
import type { IpcArguments, PageApi } from '../../../electron/contract/page-api.ts'

/** Asks the main process. @throws UnderstudyError with what it answered, its message fit to be shown. */
export async function request<C extends IpcChannel>(
  api: PageApi,
  channel: C,
  ...args: IpcArguments<C>
): Promise<IpcResponse<C>> {
  const result = await api.invoke(channel, ...args)
  if (!result.ok) throw UnderstudyError.fromShape(result.error)
  return result.value
}
