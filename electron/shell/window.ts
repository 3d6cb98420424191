import { BrowserWindow, dialog, screen, type RenderProcessGoneDetails } from 'electron'
import type { Logger } from 'pino'
import type { Disposable } from '../base/disposable.ts'
import type { WindowMode } from '../contract/ipc.ts'
import { pageUrl } from './origin.ts'
import {
  MINIMUM_SIZE,
  placeWindow,
  readWindowState,
  writeWindowState,
  type WindowState,
} from './window-bounds.ts'

const REMEMBER_DELAY_MS = 400
/** A page that dies this often in a minute will not be helped by another start. */
const MAX_REOPENS_PER_MINUTE = 3

export interface AppWindowOptions {
  preload: string
  icon: string
  stateFile: string
  developer: boolean
  logger: Logger
  /** Asked when the person closes the window: true hides it, false lets it close. */
  staysInTray(): boolean
  onModeChanged(mode: WindowMode): void
  /** Hidden or minimised, or there again. */
  onShown(shown: boolean): void
  /** Shown for the first time, page loaded. */
  onReady(): void
}

/**
 * The app's one window. It has two shapes, so that page, head and microphone exist once and an answer goes on while
 * the shape changes.
 */
export class AppWindow implements Disposable {
  private readonly window: BrowserWindow
  private readonly state: WindowState
  private reopenTimes: number[] = []
  private rememberTimer: NodeJS.Timeout | undefined
  private disposed = false

  constructor(private readonly options: AppWindowOptions) {
    this.state = readWindowState(options.stateFile)
    this.window = new BrowserWindow({
      ...this.place(this.state.mode),
      show: false,
      title: 'Understudy',
      icon: options.icon,
      backgroundColor: '#101114',
      autoHideMenuBar: true,
      webPreferences: {
        preload: options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
        devTools: options.developer,
        // The hold key may be pressed in another app, without any gesture in ours.
        autoplayPolicy: 'no-user-gesture-required',
      },
    })
    this.window.removeMenu()
    this.shape(this.state.mode)
    this.listen()
  }

  get mode(): WindowMode {
    return this.state.mode
  }

  /** Neither hidden nor minimised. */
  get shown(): boolean {
    return !this.window.isDestroyed() && this.window.isVisible() && !this.window.isMinimized()
  }

  get contents(): Electron.WebContents | null {
    return this.window.isDestroyed() ? null : this.window.webContents
  }

  /** For dialogs that belong to the window; null once it is gone. */
  get native(): BrowserWindow | null {
    return this.window.isDestroyed() ? null : this.window
  }

  async load(): Promise<void> {
    await this.window.loadURL(pageUrl(this.state.mode))
  }

  show(mode: WindowMode = this.state.mode): void {
    if (this.window.isDestroyed()) return
    this.setMode(mode)
    if (this.window.isMinimized()) this.window.restore()
    this.window.show()
  }

  setMode(mode: WindowMode): void {
    if (mode === this.state.mode) return
    this.remember()
    this.state.mode = mode
    this.shape(mode)
    this.window.setBounds(this.place(mode))
    this.remember()
    this.options.onModeChanged(mode)
  }

  /** While somebody speaks, a covered page must not be slowed down; otherwise it may sleep. */
  keepAwake(awake: boolean): void {
    if (!this.window.isDestroyed()) this.window.webContents.setBackgroundThrottling(!awake)
  }

  dispose(): void {
    if (this.disposed) return
    this.disposed = true
    clearTimeout(this.rememberTimer)
    if (this.window.isDestroyed()) return
    this.remember()
    this.window.destroy()
  }

  private place(mode: WindowMode): Electron.Rectangle {
    const primary = screen.getPrimaryDisplay()
    const others = screen.getAllDisplays().filter((display) => display.id !== primary.id)
    return placeWindow(mode, this.state[mode], [
      primary.workArea,
      ...others.map((display) => display.workArea),
    ])
  }

  private shape(mode: WindowMode): void {
    const compact = mode === 'compact'
    this.window.setMinimumSize(MINIMUM_SIZE[mode].width, MINIMUM_SIZE[mode].height)
    this.window.setAlwaysOnTop(compact, 'floating')
    this.window.setMaximizable(!compact)
    this.window.setFullScreenable(!compact)
  }

  private listen(): void {
    const { window } = this
    window.once('ready-to-show', () => {
      window.show()
      this.options.onReady()
    })
    window.on('close', (event) => {
      if (this.disposed || !this.options.staysInTray()) return
      event.preventDefault()
      window.hide()
    })
    // On macOS a window that others cover tells the same by `hide` and `show`.
    window.on('show', () => this.options.onShown(true))
    window.on('restore', () => this.options.onShown(true))
    // Not every window manager tells of a restored window; one that is worked in is there.
    window.on('focus', () => this.options.onShown(true))
    window.on('hide', () => this.options.onShown(false))
    window.on('minimize', () => this.options.onShown(false))
    const rememberSoon = (): void => {
      clearTimeout(this.rememberTimer)
      this.rememberTimer = setTimeout(() => this.remember(), REMEMBER_DELAY_MS)
    }
    window.on('resize', rememberSoon)
    window.on('move', rememberSoon)
    window.webContents.on('render-process-gone', (_event, details) => this.reopen(details))
    window.on('unresponsive', () => void this.offerReload())
  }

  private remember(): void {
    if (this.window.isDestroyed()) return
    this.state[this.state.mode] = this.window.getNormalBounds()
    try {
      writeWindowState(this.options.stateFile, this.state)
    } catch (error) {
      this.options.logger.warn({ err: error }, 'the place of the window could not be remembered')
    }
  }

  private reopen(details: RenderProcessGoneDetails): void {
    if (this.disposed || details.reason === 'clean-exit') return
    this.options.logger.error({ reason: details.reason, exitCode: details.exitCode }, 'the page died')
    const now = Date.now()
    this.reopenTimes = [...this.reopenTimes.filter((time) => now - time < 60_000), now]
    if (this.reopenTimes.length <= MAX_REOPENS_PER_MINUTE) {
      // Not inside the event: Chromium is still taking the old process down.
      setImmediate(() => !this.disposed && void this.load())
      return
    }
    dialog.showErrorBox(
      'Understudy',
      'The window keeps failing on this machine. Your conversations are safe; start Understudy again, and send us its log if it happens once more.',
    )
    this.window.destroy()
  }

  private async offerReload(): Promise<void> {
    this.options.logger.warn('the page does not respond')
    const { response } = await dialog.showMessageBox(this.window, {
      type: 'warning',
      message: 'The window does not respond.',
      detail: 'Your conversations are safe either way.',
      buttons: ['Wait', 'Reload'],
      defaultId: 0,
      cancelId: 0,
    })
    if (response === 1 && !this.disposed) this.window.webContents.forcefullyCrashRenderer()
  }
}
