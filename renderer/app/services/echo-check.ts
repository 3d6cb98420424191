import { floatToInt16 } from '../../../electron/audio/pcm.ts'
import type { AnswerPlayer } from '../../audio/answer-player.ts'
import { EchoMonitor } from '../../audio/echo-monitor.ts'
import type { Microphone } from '../../audio/microphone.ts'
import type { PageStore } from '../state/page-store.ts'
import { ownPlayback } from './replayer.ts'

const RATE_HZ = 16_000
const LENGTH_S = 4
const FADE_S = 0.3
/** Soft, and as loud as an answer where it counts. */
const PEAK = 0.12

/** Whether the microphone hears the loudspeaker: watched during every answer, and checked with a sound when asked. */
export class EchoCheck {
  private readonly monitor: EchoMonitor
  private readonly cleanups: (() => void)[]

  constructor(
    private readonly store: PageStore,
    private readonly player: AnswerPlayer,
    private readonly microphone: Microphone,
  ) {
    this.monitor = new EchoMonitor((echo) => store.setState({ echo }))
    this.cleanups = [
      microphone.onMessage((message) => {
        if (message.type === 'frame') {
          if (message.echo) this.monitor.push(message.echo)
        } else this.monitor.reset()
      }),
      player.onReport(({ type, turnId }) => {
        if (turnId === CHECK && (type === 'finished' || type === 'flushed')) store.setState({ echoChecking: false })
      }),
    ]
  }

  /** Plays a rushing sound for some seconds, while nobody speaks; the microphone has to be open. */
  play(): void {
    const { conversation, replay, settings } = this.store.getState()
    if (conversation.phase !== 'idle' || replay || this.microphone.state.kind !== 'open') return
    this.monitor.reset()
    this.store.setState({ echoChecking: true })
    this.player.setVolume(settings?.volume ?? 1)
    this.player.apply({ type: 'begin', turnId: CHECK, sampleRateHz: RATE_HZ })
    this.player.apply({ type: 'audio', turnId: CHECK, startMs: 0, pcm: floatToInt16(rushing()) })
    this.player.apply({ type: 'end', turnId: CHECK, durationMs: LENGTH_S * 1000 })
  }

  dispose(): void {
    for (const cleanup of this.cleanups) cleanup()
  }
}

const CHECK = ownPlayback('echo-check')

/** Noise that falls towards the high notes as speech does: every note is there, none is a word. */
function rushing(): Float32Array {
  const samples = new Float32Array(LENGTH_S * RATE_HZ)
  let low = 0
  for (let n = 0; n < samples.length; n++) {
    low += 0.2 * (Math.random() * 2 - 1 - low)
    const fade = Math.min(1, n / (FADE_S * RATE_HZ), (samples.length - n) / (FADE_S * RATE_HZ))
    samples[n] = low * 2 * PEAK * fade
  }
  return samples
}
