import { ipcMain, type IpcMainEvent, type MessagePortMain } from 'electron'
import type { Logger } from 'pino'
import type { z } from 'zod'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { microphoneMessageSchema, playbackReportSchema } from '../contract/audio.ts'
import type { HostPort, MicrophonePort, PlaybackPort, Unsubscribe } from '../contract/host.ts'
import { ipcPorts, type IpcPort } from '../contract/ipc.ts'
import { IPC_PORT } from './ipc-names.ts'
import { isTrustedSender } from './sender.ts'

export interface PortReceivers {
  microphone(port: MicrophonePort): void
  playback(port: PlaybackPort): void
  system(port: MicrophonePort): void
}

/** Hands the ports that the page opens to the services. Opening one again closes the one before. */
export function acceptPorts(receivers: PortReceivers, logger: Logger): Disposable {
  const open = new Map<IpcPort, CheckedPort<unknown, unknown>>()
  const accept = <Incoming, Outgoing>(
    name: IpcPort,
    port: MessagePortMain,
    schema: z.ZodType<Incoming>,
  ): HostPort<Incoming, Outgoing> => {
    open.get(name)?.close()
    const checked = new CheckedPort<Incoming, Outgoing>(port, schema, () =>
      logger.warn({ port: name }, 'an invalid message was dropped'),
    )
    open.set(name, checked as CheckedPort<unknown, unknown>)
    return checked
  }
  const onPort = (event: IpcMainEvent, name: unknown): void => {
    const [port] = event.ports
    if (port === undefined) return
    if (!isTrustedSender(event.senderFrame) || !isPortName(name)) return port.close()
    if (name === 'playback') receivers.playback(accept(name, port, playbackReportSchema))
    else receivers[name](accept(name, port, microphoneMessageSchema))
    port.start()
  }
  ipcMain.on(IPC_PORT, onPort)
  const store = new DisposableStore()
  store.defer(() => open.forEach((port) => port.close()))
  store.defer(() => ipcMain.removeListener(IPC_PORT, onPort))
  return store
}

const isPortName = (name: unknown): name is IpcPort => (ipcPorts as readonly unknown[]).includes(name)

/** A MessagePort that lets only messages of the contract through. */
class CheckedPort<Incoming, Outgoing> implements HostPort<Incoming, Outgoing> {
  private readonly messageListeners = new Set<(message: Incoming) => void>()
  private readonly closeListeners = new Set<() => void>()
  private closed = false

  constructor(
    private readonly port: MessagePortMain,
    schema: z.ZodType<Incoming>,
    onInvalid: () => void,
  ) {
    port.on('message', ({ data }) => {
      const message = schema.safeParse(data)
      if (!message.success) onInvalid()
      else this.messageListeners.forEach((listener) => listener(message.data))
    })
    port.once('close', () => this.end())
  }

  send(message: Outgoing): void {
    if (!this.closed) this.port.postMessage(message)
  }

  onMessage(listener: (message: Incoming) => void): Unsubscribe {
    this.messageListeners.add(listener)
    return () => this.messageListeners.delete(listener)
  }

  onClose(listener: () => void): Unsubscribe {
    this.closeListeners.add(listener)
    return () => this.closeListeners.delete(listener)
  }

  close(): void {
    if (this.closed) return
    this.port.close()
    this.end()
  }

  private end(): void {
    if (this.closed) return
    this.closed = true
    this.messageListeners.clear()
    const listeners = [...this.closeListeners]
    this.closeListeners.clear()
    listeners.forEach((listener) => listener())
  }
}
