import { Menu, nativeImage, Tray, type NativeImage } from 'electron'
import { join } from 'node:path'
import type { Disposable } from '../base/disposable.ts'
import type { WindowMode } from '../contract/ipc.ts'
import type { MeetingState } from '../contract/meeting.ts'
import type { ConversationState } from '../contract/turn.ts'

type TrayState = 'idle' | 'listening' | 'speaking' | 'recording' | 'paused'
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
  recording: 'Understudy is recording a meeting',
  paused: 'The meeting is paused',
}

export interface TrayActions {
  open(mode: WindowMode): void
  pauseMeeting(): void
  resumeMeeting(): void
  stopMeeting(): void
  setMuted(muted: boolean): void
  quit(): void
}

/** The icon in the system's tray: what the app is doing at a glance, and the way back to it. */
export class AppTray implements Disposable {
  private readonly tray: Tray
  private readonly images: Readonly<Record<TrayState, NativeImage>>
  private conversation: ConversationState = 'idle'
  private meeting: 'recording' | 'paused' | null = null
  private state: TrayState = 'idle'

  constructor(
    iconsDir: string,
    private readonly actions: TrayActions,
    private muted: boolean,
  ) {
    const load = (state: TrayState): NativeImage =>
      nativeImage.createFromPath(join(iconsDir, `tray-${state}.png`))
    this.images = {
      idle: load('idle'),
      listening: load('listening'),
      speaking: load('speaking'),
      recording: load('recording'),
      paused: load('paused'),
    }
    this.tray = new Tray(this.images.idle)
    this.tray.on('click', () => actions.open('main'))
    this.draw()
  }

  showState(state: ConversationState): void {
    this.conversation = state
    this.showCurrent()
  }

  /** Until it ends a meeting is what the icon tells, whatever else is said meanwhile. */
  showMeeting(state: MeetingState): void {
    this.meeting = state === 'running' ? 'recording' : state === 'paused' ? 'paused' : null
    this.showCurrent()
    this.draw()
  }

  showMuted(muted: boolean): void {
    if (muted === this.muted) return
    this.muted = muted
    this.draw()
  }

  dispose(): void {
    if (!this.tray.isDestroyed()) this.tray.destroy()
  }

  private showCurrent(): void {
    const next = this.meeting ?? TRAY_STATES[this.conversation]
    if (next === this.state) return
    this.state = next
    this.tray.setImage(this.images[next])
    this.tray.setToolTip(TOOLTIPS[next])
  }

  private meetingItems(): Electron.MenuItemConstructorOptions[] {
    if (this.meeting === null) return []
    return [
      this.meeting === 'paused'
        ? { label: 'Go on with the meeting', click: () => this.actions.resumeMeeting() }
        : { label: 'Pause the meeting', click: () => this.actions.pauseMeeting() },
      { label: 'End the meeting', click: () => this.actions.stopMeeting() },
      { type: 'separator' },
    ]
  }

  private draw(): void {
    this.tray.setToolTip(TOOLTIPS[this.state])
    this.tray.setContextMenu(
      Menu.buildFromTemplate([
        ...this.meetingItems(),
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
