import { app, shell } from 'electron'
import { UnderstudyError } from '../contract/errors.ts'
import type { IpcHandlers, KeyAccess, SettingsAccess, ShellChannel } from '../contract/host.ts'
import type { AppStatus } from '../contract/ipc.ts'
import type { Dialogs } from './dialogs.ts'
import type { HoldKey } from './hold-key.ts'
import type { HostGate } from './host-gate.ts'
import { openInBrowser } from './navigation-guards.ts'
import type { AppWindow } from './window.ts'

export const SHELL_CHANNELS = [
  'app.status',
  'app.openLogs',
  'settings.get',
  'settings.set',
  'settings.setKey',
  'settings.keys',
  'dialog.open',
  'dialog.save',
  'window.mode',
  'window.shown',
  'window.openExternal',
] as const satisfies readonly ShellChannel[]

export interface ShellServices {
  gate: HostGate
  settings: SettingsAccess
  keys: KeyAccess
  holdKey: HoldKey
  window: AppWindow
  dialogs: Dialogs
  logsDir: string
}

/** Requests that only Electron can answer. */
export function createShellHandlers(services: ShellServices): IpcHandlers<ShellChannel> {
  const { gate, settings, keys, window, dialogs, logsDir } = services
  return {
    'app.status': async () => {
      await gate.services()
      return appStatus(services) as AppStatus
    },
    'app.openLogs': async () => {
      const problem = await shell.openPath(logsDir)
      if (problem !== '')
        throw new UnderstudyError('unavailable', `The folder could not be shown; it is ${logsDir}.`)
    },
    'settings.get': () => settings.current,
    'settings.set': (patch) => settings.update(patch),
    'settings.setKey': ({ key, ...place }) => keys.set(place, key),
    'settings.keys': () => keys.present(),
    'dialog.open': ({ kind }) => dialogs.open(kind),
    'dialog.save': ({ suggestedName }) => dialogs.save(suggestedName),
    'window.mode': ({ mode }) => window.show(mode),
    'window.shown': () => ({ shown: window.shown }),
    'window.openExternal': ({ url }) => openInBrowser(url),
  }
}

/** Null until the services are there. */
export function appStatus({
  gate,
  holdKey,
  keys,
}: Pick<ShellServices, 'gate' | 'holdKey' | 'keys'>): AppStatus | null {
  if (gate.ready === null) return null
  return {
    version: app.getVersion(),
    hotkey: holdKey.status,
    keyStorage: keys.protection,
    ...gate.ready.status(),
  }
}
