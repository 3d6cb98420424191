import type { AudioEndReason, AudioSource, OnFrame } from './audio-source.ts'
import { NativeMicrophoneSource } from './native-microphone-source.ts'
import type { PortSource } from './port-source.ts'
import { PulseMonitorSource } from './pulse-monitor-source.ts'

const MONITOR = /^Monitor of /

/**
 * What this machine plays, by the way that works here: on Linux the monitor of the output, elsewhere (and where there is no
 * sound server) the page's display capture. Chosen anew at each start.
 */
export class SystemSoundSource implements AudioSource {
  private current: AudioSource | null = null

  constructor(
    private readonly page: PortSource,
    private readonly platform: NodeJS.Platform = process.platform,
  ) {}

  get label(): string {
    return this.current?.label ?? 'System sound'
  }

  async start(onFrame: OnFrame, onEnd: (reason: AudioEndReason) => void): Promise<void> {
    this.stop()
    const source = this.platform === 'linux' ? ((await monitor()) ?? this.page) : this.page
    this.current = source
    await source.start(onFrame, onEnd)
  }

  stop(): void {
    this.current?.stop()
    this.current = null
  }
}

/** The recorder of the sound server, or the library that the microphone uses, where that lists the output's monitor. */
async function monitor(): Promise<AudioSource | null> {
  if (await PulseMonitorSource.isAvailable()) return new PulseMonitorSource()
  const deviceIndex = (await NativeMicrophoneSource.devices()).findIndex((name) => MONITOR.test(name))
  return deviceIndex < 0 ? null : new NativeMicrophoneSource({ deviceIndex })
}
