import type { IpcPort } from '../../electron/contract/ipc.ts'
import type { PageApi, PortMessage } from '../../electron/contract/page-api.ts'

export interface PortLinkHandlers<Incoming> {
  onMessage?(message: Incoming): void
  /** A port came: the other side knows nothing of what was before. */
  onOpen?(): void
  /** The other side closed it: what plays has no listener any more. */
  onLost?(): void
}

/** One named MessagePort to the main process. */
export class PortLink<Incoming, Outgoing> {
  private port: MessagePort | null = null

  constructor(
    private readonly api: Pick<PageApi, 'openPort'>,
    private readonly name: IpcPort,
    private readonly handlers: PortLinkHandlers<Incoming>,
  ) {
    window.addEventListener('message', this.receive)
  }

  open(): void {
    this.api.openPort(this.name)
  }

  /** Dropped while there is no port: sound and positions are worth nothing later. */
  post(message: Outgoing): void {
    this.port?.postMessage(message)
  }

  dispose(): void {
    window.removeEventListener('message', this.receive)
    this.port?.close()
    this.port = null
  }

  private readonly receive = (event: MessageEvent<Partial<PortMessage> | null>): void => {
    if (event.source !== window || event.data?.type !== 'understudy:port' || event.data.name !== this.name) return
    const port = event.ports[0]
    if (!port) return
    this.port?.close()
    this.port = port
    port.addEventListener('message', ({ data }: MessageEvent<Incoming>) => this.handlers.onMessage?.(data))
    port.addEventListener('close', () => {
      if (this.port !== port) return
      this.port = null
      this.handlers.onLost?.()
    })
    port.start()
    this.handlers.onOpen?.()
  }
}
