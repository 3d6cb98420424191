import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { Disposable } from '../base/disposable.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { ipcEvents, type IpcEvent, type IpcEventPayload } from '../contract/ipc.ts'
import { dispatch, type DispatchOptions } from './ipc-dispatch.ts'
import { IPC_EVENT, IPC_INVOKE } from './ipc-names.ts'
import { isTrustedSender } from './sender.ts'

/** The one place where requests of the page meet their handlers. Every channel of the contract has one, by its type. */
export function registerIpc(options: DispatchOptions): Disposable {
  ipcMain.handle(IPC_INVOKE, (event: IpcMainInvokeEvent, channel: unknown, request: unknown) => {
    if (!isTrustedSender(event.senderFrame)) {
      options.logger.warn('a request from outside the page was refused')
      const refusal = new UnderstudyError('forbidden', 'Only the page of Understudy may ask this.')
      return { ok: false, error: refusal.toShape() }
    }
    return dispatch(channel, request, options)
  })
  return { dispose: () => ipcMain.removeHandler(IPC_INVOKE) }
}

/** Tells a page something. Development checks the payload; a page that is gone is not told. */
export function emitToPage<E extends IpcEvent>(
  contents: WebContents,
  event: E,
  payload: IpcEventPayload<E>,
  options: { check: boolean },
): void {
  if (contents.isDestroyed() || contents.isCrashed()) return
  if (options.check) ipcEvents[event].parse(payload)
  contents.send(IPC_EVENT, event, payload)
}
