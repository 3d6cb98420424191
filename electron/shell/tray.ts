import { Menu, nativeImage, Tray, type NativeImage } from 'electron'
import { join } from 'node:path'
import type { Disposable } from '../base/disposable.ts'
import type { WindowMode } from '../contract/ipc.ts'
import type { ConversationState } from '../contract/turn.ts'

type TrayState = 'idle' | 'listening' | 'speaking'
const TRAY_STATES: Readonly<Record<ConversationState, TrayState>> = {
  idle: 'idle',
  listening: 'listening',
  thinking: 'speaking',
  speaking: 'speaking',
}
const TOOLTIPS: Readonly<Record<TrayState, string>> = {
  idle: 'Understudy',
  listening: 'Understudy is listening',
  speaking: 'Understudy is answering',
}

export interface TrayActions {
  open(mode: WindowMode): void
  setMuted(muted: boolean): void
  quit(): void
}

/** The icon in the system's tray: what the app is doing at a glance, and the way back to it. */
export class AppTray implements Disposable {
  private readonly tray: Tray
  private readonly images: Readonly<Record<TrayState, NativeImage>>
  private state: TrayState = 'idle'

  constructor(
    iconsDir: string,
    private readonly actions: TrayActions,
    private muted: boolean,
  ) {
    const load = (state: TrayState): NativeImage =>
      nativeImage.createFromPath(join(iconsDir, `tray-${state}.png`))
    this.images = { idle: load('idle'), listening: load('listening'), speaking: load('speaking') }
    this.tray = new Tray(this.images.idle)
    this.tray.on('click', () => actions.open('main'))
    this.draw()
  }

  showState(state: ConversationState): void {
    const next = TRAY_STATES[state]
    if (next === this.state) return
    this.state = next
    this.tray.setImage(this.images[next])
    this.tray.setToolTip(TOOLTIPS[next])
  }

  showMuted(muted: boolean): void {
    if (muted === this.muted) return
    this.muted = muted
    this.draw()
  }

  dispose(): void {
    if (!this.tray.isDestroyed()) this.tray.destroy()
  }

  private draw(): void {
    this.tray.setToolTip(TOOLTIPS[this.state])
    this.tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: 'Open Understudy', click: () => this.actions.open('main') },
        { label: 'Open the small window', click: () => this.actions.open('compact') },
        { type: 'separator' },
        {
          label: 'Mute the voice',
          type: 'checkbox',
          checked: this.muted,
          click: (item) => this.actions.setMuted(item.checked),
        },
        { type: 'separator' },
        { label: 'Quit', click: () => this.actions.quit() },
      ]),
    )
  }
}
