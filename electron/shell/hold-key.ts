import { globalShortcut, systemPreferences } from 'electron'
import type { Logger } from 'pino'
import type { Disposable } from '../base/disposable.ts'
import type { AppStatus } from '../contract/ipc.ts'
import { acceleratorFor, keycodeFor, type KeycodeTable } from './key-names.ts'

export type HoldKeyStatus = AppStatus['hotkey']

export interface HoldKeyOptions {
  press(): void
  release(): void
  logger: Logger
}

type Uiohook = typeof import('uiohook-napi')

/**
 * The global hold key. libuiohook sees it go down and up while another app has the focus; where it cannot run, a global
 * shortcut toggles instead, and `status` says why. Nothing about any other key is looked at or kept.
 */
export class HoldKey implements Disposable {
  private current: HoldKeyStatus = { key: '', mode: 'unavailable', problem: null }
  private held = false
  private watchedKeycode: number | null = null
  private hook: Uiohook['uIOhook'] | null = null
  private accelerator: string | null = null
  private changes: Promise<unknown> = Promise.resolve()
  private disposed = false

  constructor(private readonly options: HoldKeyOptions) {}

  get status(): HoldKeyStatus {
    return this.current
  }

  /** Listens to another key from now on; a hold that is going on ends. Never rejects. */
  configure(key: string): Promise<HoldKeyStatus> {
    const change = this.changes.then(() => this.listenTo(key))
    this.changes = change
    return change
  }

  dispose(): void {
    this.disposed = true
    this.forget()
    this.hook?.removeAllListeners()
    this.hook?.stop()
    this.hook = null
  }

  private async listenTo(key: string): Promise<HoldKeyStatus> {
    this.forget()
    const problem = await this.watch(key)
    if (this.disposed) return this.current
    this.current = problem === null ? { key, mode: 'hold', problem: null } : this.toggle(key, problem)
    if (problem !== null)
      this.options.logger.warn({ mode: this.current.mode, problem }, 'the hold key is limited')
    return this.current
  }

  private forget(): void {
    this.watchedKeycode = null
    if (this.accelerator !== null) globalShortcut.unregister(this.accelerator)
    this.accelerator = null
    this.up()
  }

  private down(): void {
    // The keyboard repeats a held key.
    if (this.held) return
    this.held = true
    this.options.press()
  }

  private up(): void {
    if (!this.held) return
    this.held = false
    this.options.release()
  }

  /** Null when key-down and key-up will be seen, else why not. */
  private async watch(key: string): Promise<string | null> {
    if (process.platform === 'linux' && process.env['XDG_SESSION_TYPE'] === 'wayland') {
      return 'Wayland does not show keys to apps in the background.'
    }
    if (process.platform === 'darwin' && !systemPreferences.isTrustedAccessibilityClient(false)) {
      return 'Allow Understudy under System Settings › Privacy & Security › Accessibility to hold the key.'
    }
    let module: Uiohook
    try {
      module = await import('uiohook-napi')
    } catch (error) {
      this.options.logger.warn({ err: error }, 'libuiohook could not be loaded')
      return 'A system library for the hold key is missing.'
    }
    const keycode = keycodeFor(key, module.UiohookKey as KeycodeTable)
    if (keycode === null) return 'This key has no name that can be watched; choose another one.'
    try {
      this.startHook(module.uIOhook)
    } catch (error) {
      this.options.logger.warn({ err: error }, 'libuiohook could not start')
      return 'The keyboard cannot be watched on this screen.'
    }
    this.watchedKeycode = keycode
    return null
  }

  /** Runs until the end of the app: libuiohook does not come back reliably from a stop. */
  private startHook(hook: Uiohook['uIOhook']): void {
    if (this.hook !== null || this.disposed) return
    hook.start()
    this.hook = hook
    // An error thrown inside the native callback would abort the process; this way it reaches the ordinary handler.
    hook.on(
      'keydown',
      ({ keycode }) => void (keycode === this.watchedKeycode && setImmediate(() => this.down())),
    )
    hook.on('keyup', ({ keycode }) => void (keycode === this.watchedKeycode && setImmediate(() => this.up())))
  }

  private toggle(key: string, problem: string): HoldKeyStatus {
    const accelerator = acceleratorFor(key)
    const registered =
      accelerator !== null &&
      globalShortcut.register(accelerator, () => (this.held ? this.up() : this.down()))
    if (!registered) return { key, mode: 'unavailable', problem }
    this.accelerator = accelerator
    return { key, mode: 'toggle', problem: `${problem} Press once to talk, once more to send.` }
  }
}
