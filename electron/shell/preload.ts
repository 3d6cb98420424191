import { contextBridge, ipcRenderer } from 'electron'
import type { PortMessage } from '../contract/page-api.ts'
import { IPC_EVENT, IPC_INVOKE, IPC_PORT } from './ipc-names.ts'

// Electron's own event objects stay on this side: they would hand the page `sender` and with it every channel.
const listeners = new Map<string, Set<(payload: unknown) => void>>()
ipcRenderer.on(IPC_EVENT, (_event, name: string, payload: unknown) => {
  listeners.get(name)?.forEach((listener) => listener(payload))
})

// The page's side is typed by PageApi (electron/contract/page-api.ts); the bridge itself sees plain values.
contextBridge.exposeInMainWorld('understudy', {
  invoke: (channel: string, request: unknown): Promise<unknown> =>
    ipcRenderer.invoke(IPC_INVOKE, channel, request),
  on: (event: string, listener: (payload: unknown) => void): (() => void) => {
    const ofEvent = listeners.get(event) ?? new Set()
    listeners.set(event, ofEvent.add(listener))
    return () => void ofEvent.delete(listener)
  },
  openPort: (name: PortMessage['name']): void => {
    const { port1, port2 } = new MessageChannel()
    ipcRenderer.postMessage(IPC_PORT, name, [port2])
    const message: PortMessage = { type: 'understudy:port', name }
    // A port cannot pass contextBridge, a window message can carry one.
    window.postMessage(message, window.location.origin, [port1])
  },
})
