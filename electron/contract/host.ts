import type { Logger } from 'pino'
import type { MicrophoneMessage, PlaybackCommand, PlaybackReport } from './audio.ts'
import type { AppStatus, IpcChannel, IpcEvent, IpcEventPayload, IpcResponse, ipcChannels } from './ipc.ts'
import type { InferenceCommand } from './inference.ts'
import type { KeyPlace, Settings, SettingsPatch } from './settings.ts'
import type { z } from 'zod'

/**
 * The seam between the shell, which knows Electron, and the services, which don't: the shell builds a `HostDependencies`,
 * the services give back a `Host`.
 */

export type Unsubscribe = () => void

/** One end of a MessagePort whose messages have been checked against the contract. */
export interface HostPort<Incoming, Outgoing> {
  send(message: Outgoing): void
  onMessage(listener: (message: Incoming) => void): Unsubscribe
  /** The other end is gone: page closed, reloaded or crashed. Called once. */
  onClose(listener: () => void): Unsubscribe
  close(): void
}
export type MicrophonePort = HostPort<MicrophoneMessage, never>
export type PlaybackPort = HostPort<PlaybackReport, PlaybackCommand>

/** The inference process, whoever started it: a utility process in the app, a child process elsewhere. */
export interface InferenceChild {
  readonly pid: number | undefined
  /** Must not throw once the child is gone. */
  send(command: InferenceCommand): void
  /** Raw; the supervisor validates. */
  onMessage(listener: (message: unknown) => void): void
  /** Exactly once, also when the child never started. */
  onExit(listener: (code: number | null, signal: string | null) => void): void
  kill(): void
}

export interface SettingsAccess {
  readonly current: Settings
  /** Checked, written to disk, then told to every listener. */
  update(patch: SettingsPatch): Promise<Settings>
  onChange(listener: (settings: Settings, previous: Settings) => void): Unsubscribe
}

/** Keys of custom endpoints. They can be set and used, never shown. */
export interface KeyAccess {
  readonly protection: AppStatus['keyStorage']
  get(place: KeyPlace): Promise<string | null>
  set(place: KeyPlace, key: string | null): Promise<void>
  /** The places that hold a key. */
  present(): Promise<KeyPlace[]>
}

/** Paths which a person chose in the system's dialog: the page may have these read or written, and no others. */
export interface PathGrants {
  has(path: string): boolean
}

export interface HostPaths {
  userData: string
  resources: string
  models: string
  logs: string
}

export interface HostDependencies {
  paths: HostPaths
  settings: SettingsAccess
  keys: KeyAccess
  grants: PathGrants
  spawnInference(): InferenceChild
  /** Tells the page; dropped when no page is there. */
  emit<E extends IpcEvent>(event: E, payload: IpcEventPayload<E>): void
  /** To be called when `status()` would answer differently. */
  statusChanged(): void
  logger: Logger
}

/** Channels the shell answers itself; all others are the services'. */
export type ShellChannel =
  | 'app.status'
  | 'app.openLogs'
  | 'settings.get'
  | 'settings.set'
  | 'settings.setKey'
  | 'settings.keys'
  | 'dialog.open'
  | 'dialog.save'
  | 'window.mode'
  | 'window.shown'
  | 'window.openExternal'
export type HostChannel = Exclude<IpcChannel, ShellChannel>

/** A handler gets the parsed request (defaults filled in) and throws `UnderstudyError`. */
export type IpcHandler<C extends IpcChannel> = (
  request: z.output<(typeof ipcChannels)[C]['request']>,
) => IpcResponse<C> | Promise<IpcResponse<C>>
export type IpcHandlers<Channels extends IpcChannel = IpcChannel> = { [C in Channels]: IpcHandler<C> }

export interface Host {
  readonly handlers: IpcHandlers<HostChannel>
  status(): Pick<AppStatus, 'inference' | 'persona' | 'store' | 'offline'>
  attachMicrophone(port: MicrophonePort): void
  attachPlayback(port: PlaybackPort): void
  /** The system's sound, captured by the page: asked for only while a meeting runs. */
  attachSystemSound(port: MicrophonePort): void
  /**
   * Where the head lies which a URL of the page names; null where there is none that may be shown.
   * @param place what stands in the URL between `heads/` and the file
   */
  headFolder(place: readonly string[]): Promise<string | null>
  /** Whether display capture may be granted now: a meeting with consent runs. */
  readonly meetingRuns: boolean
  /** The global hold key. Neither throws: what goes wrong is told as a notice. */
  readonly hold: { press(): void; release(): void }
  /** Ends turns, writes what is unwritten, stops the inference process. */
  dispose(): Promise<void>
}

export type CreateHost = (dependencies: HostDependencies) => Promise<Host>
