import { app, session } from 'electron'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { DisposableStore } from '../base/disposable.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { HostPaths } from '../contract/host.ts'
import type { IpcEvent, IpcEventPayload } from '../contract/ipc.ts'
import { addressOf } from '../inference/endpoints.ts'
import { createHost } from '../conversation/host.ts'
import { installCrashHandling } from './crash-handling.ts'
import { Dialogs } from './dialogs.ts'
import { HoldKey } from './hold-key.ts'
import { HostGate } from './host-gate.ts'
import { spawnInferenceProcess } from './inference-process.ts'
import { KeyVault } from './key-vault.ts'
import { cutPageNetwork } from './page-network.ts'
import { installPermissions } from './permissions.ts'
import { acceptPorts } from './ports.ts'
import { serveApp } from './protocol.ts'
import { emitToPage, registerIpc } from './registrar.ts'
import { SafeStorageCipher } from './safe-storage-cipher.ts'
import { SettingsStore } from './settings-store.ts'
import { appStatus, createShellHandlers, SHELL_CHANNELS } from './shell-handlers.ts'
import { AppTray } from './tray.ts'
import { AppWindow } from './window.ts'

export interface RunningApp {
  /** A second start, a click on the dock: the window comes to the front. */
  show(): void
  /** The app is ending: the window closes instead of hiding in the tray. */
  dispose(): Promise<void>
}

export interface AppLocations extends HostPaths {
  /** Built programs and page. */
  out: string
}

/** The app's one composition root: everything Electron does for us is put together here. */
export async function composeApp(locations: AppLocations, logger: Logger): Promise<RunningApp> {
  const opened = new DisposableStore()
  const developer = !app.isPackaged
  const icons = join(locations.resources, 'icons')

  const settings = await SettingsStore.open(join(locations.userData, 'settings.json'))
  const keys = new KeyVault(join(locations.userData, 'keys.json'), new SafeStorageCipher())
  await keys.assignHosts((slot) => addressOf(slot, settings.current)).catch((error: unknown) => logger.warn({ err: error }, 'keys without a host stay unused'))

  let tray: AppTray | null = null
  let quitting = false
  const emit = <E extends IpcEvent>(event: E, payload: IpcEventPayload<E>): void => {
    if (event === 'turn.event') followConversation(payload as IpcEventPayload<'turn.event'>)
    if (event === 'meeting.event') followMeeting(payload as IpcEventPayload<'meeting.event'>)
    if (window.contents !== null) emitToPage(window.contents, event, payload, { check: developer })
  }
  const followConversation = (event: IpcEventPayload<'turn.event'>): void => {
    if (event.type !== 'state') return
    tray?.showState(event.state)
    awake.conversation = event.state !== 'idle'
    window.keepAwake(awake.conversation || awake.meeting)
  }
  const followMeeting = (event: IpcEventPayload<'meeting.event'>): void => {
    if (event.type !== 'state') return
    tray?.showMeeting(event.state)
    awake.meeting = event.state === 'running'
    window.keepAwake(awake.conversation || awake.meeting)
  }
  const awake = { conversation: false, meeting: false }

  opened.add(
    serveApp(session.defaultSession, {
      renderer: join(locations.out, 'renderer'),
      resources: locations.resources,
      head: (place) => gate.headFolder(place),
    }),
  )
  installPermissions(session.defaultSession, () => gate.ready?.meetingRuns ?? false)
  cutPageNetwork(session.defaultSession)
  // Otherwise Chromium fetches a dictionary at the first start, whatever the window's preferences say.
  session.defaultSession.setSpellCheckerEnabled(false)
  session.defaultSession.setSpellCheckerLanguages([])

  const window = opened.add(
    new AppWindow({
      preload: join(locations.out, 'preload', 'preload.cjs'),
      icon: join(icons, 'app.png'),
      stateFile: join(locations.userData, 'window.json'),
      developer,
      logger,
      staysInTray: () => !quitting && tray !== null && settings.current.closeToTray,
      onModeChanged: (mode) => emit('window.mode', { mode }),
      onShown: (shown) => emit('window.shown', { shown }),
      // Whoever started us may wait for this (e2e/runtime/start.mjs).
      onReady: () => process.send?.({ type: 'ready' }),
    }),
  )
  installCrashHandling(logger, (notice) => emit('notice', notice))

  const dialogs = new Dialogs(() => window.native)
  const gate = new HostGate(
    createHost({
      paths: locations,
      settings,
      keys,
      grants: dialogs,
      spawnInference: () => spawnInferenceProcess(join(locations.out, 'main', 'process-main.js'), logger),
      emit,
      statusChanged: () => announceStatus(),
      logger,
    }),
    SHELL_CHANNELS,
    logger,
  )
  const holdKey = opened.add(
    new HoldKey({ press: () => gate.ready?.hold.press(), release: () => gate.ready?.hold.release(), logger }),
  )
  const announceStatus = (): void => {
    const status = appStatus({ gate, holdKey, keys })
    if (status !== null) emit('app.status', status)
  }

  opened.add(
    registerIpc({
      handlers: {
        ...createShellHandlers({ gate, settings, keys, holdKey, window, dialogs, logsDir: locations.logs }),
        ...gate.handlers,
      },
      logger,
      checkResponses: developer,
    }),
  )
  opened.add(
    acceptPorts(
      {
        microphone: (port) => gate.attachMicrophone(port),
        playback: (port) => gate.attachPlayback(port),
        system: (port) => gate.attachSystemSound(port),
      },
      logger,
    ),
  )

  const fromTray = async (channel: 'meeting.pause' | 'meeting.resume' | 'meeting.stop'): Promise<void> => {
    try {
      await gate.handlers[channel]()
    } catch (thrown) {
      emit('notice', UnderstudyError.from(thrown).toShape())
    }
  }
  let audibleVolume = settings.current.volume || 1
  tray = opened.add(
    new AppTray(
      icons,
      {
        open: (mode) => window.show(mode),
        pauseMeeting: () => void fromTray('meeting.pause'),
        resumeMeeting: () => void fromTray('meeting.resume'),
        stopMeeting: () => void fromTray('meeting.stop'),
        setMuted: (muted) => void settings.update({ volume: muted ? 0 : audibleVolume }),
        quit: () => app.quit(),
      },
      settings.current.volume === 0,
    ),
  )
  const stopFollowingSettings = settings.onChange((current, previous) => {
    emit('settings.changed', current)
    if (current.volume > 0) audibleVolume = current.volume
    tray?.showMuted(current.volume === 0)
    if (current.holdKey !== previous.holdKey) void holdKey.configure(current.holdKey).then(announceStatus)
  })
  opened.defer(stopFollowingSettings)

  await window.load()
  if (settings.notice !== null) emit('notice', settings.notice)
  void holdKey.configure(settings.current.holdKey).then(announceStatus)

  return {
    show: () => window.show(),
    dispose: async () => {
      quitting = true
      holdKey.dispose()
      await gate.dispose()
      opened.dispose()
    },
  }
}
