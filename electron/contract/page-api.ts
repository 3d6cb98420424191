import type { ErrorShape } from './errors.ts'
import type { IpcChannel, IpcEvent, IpcEventPayload, IpcPort, IpcRequest, IpcResponse } from './ipc.ts'

/** What every request resolves to: errors cross as data, because contextBridge strips error objects to a string. */
export type IpcResult<C extends IpcChannel> =
  { ok: true; value: IpcResponse<C> } | { ok: false; error: ErrorShape }

/** A channel without a request takes no second argument. */
export type IpcArguments<C extends IpcChannel> =
  undefined extends IpcRequest<C> ? [] : [request: IpcRequest<C>]

/** Data of the window message that carries a port to the page; the port itself is `event.ports[0]`. */
export interface PortMessage {
  type: 'understudy:port'
  name: IpcPort
}

/** Everything the preload script gives the page, as `window.understudy`. */
export interface PageApi {
  /** Never rejects: a failure is `{ ok: false, error }`. */
  invoke<C extends IpcChannel>(channel: C, ...request: IpcArguments<C>): Promise<IpcResult<C>>
  /** Returns the function that ends the subscription. */
  on<E extends IpcEvent>(event: E, listener: (payload: IpcEventPayload<E>) => void): () => void
  /**
   * Opens the port to the main process. It arrives as a window message (`PortMessage`, own origin, one port) because
   * ports cannot pass contextBridge; listen before calling. Opening a name again closes its previous port.
   */
  openPort(name: IpcPort): void
}

declare global {
  interface Window {
    readonly understudy: PageApi
  }
}
