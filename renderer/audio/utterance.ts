import type { HushLevel } from '../../electron/contract/audio.ts'
import { int16ToFloat } from '../../electron/audio/pcm.ts'
import { PlaybackTimeline } from './playback-timeline.ts'

/** Long enough not to click, short enough that a stopped answer is silent at once. */
const FADE_MS = 8
/** Of the volume, while somebody may be interrupting: −14 dB. */
const DUCKED = 0.2

/** One answer on one audio context: its stretches, its own volume, and what of it is audible now. */
export class Utterance {
  private readonly gain: GainNode
  private readonly timeline: PlaybackTimeline
  private readonly sources = new Set<AudioBufferSourceNode>()
  private readonly window: Float32Array<ArrayBuffer>
  private ended = false
  private hushed: HushLevel = 'off'
  private suspendTimer: ReturnType<typeof setTimeout> | null = null
  scheduled = false

  constructor(
    private readonly context: AudioContext,
    readonly turnId: string,
    private volume: number,
    /** `analyser` leads to the loudspeaker; `played` hears what it plays. */
    private readonly taps: { analyser: AnalyserNode; played: AudioNode },
  ) {
    this.gain = new GainNode(context, { gain: volume })
    this.window = new Float32Array(taps.analyser.fftSize)
    this.gain.connect(taps.analyser)
    this.gain.connect(taps.played)
    const leadS = Math.max(context.baseLatency, 256 / context.sampleRate)
    this.timeline = new PlaybackTimeline(context.sampleRate, Math.ceil(leadS * context.sampleRate))
  }

  /** @param pcm 16-bit mono at the context's rate */
  schedule(startMs: number, pcm: Int16Array): void {
    if (pcm.length === 0) return
    const { sampleRate, currentTime } = this.context
    const buffer = new AudioBuffer({ length: pcm.length, numberOfChannels: 1, sampleRate })
    buffer.getChannelData(0).set(int16ToFloat(pcm))
    const source = new AudioBufferSourceNode(this.context, { buffer })
    source.connect(this.gain)
    source.onended = () => this.sources.delete(source)
    source.start(this.timeline.schedule(startMs, pcm.length, currentTime * sampleRate) / sampleRate)
    this.sources.add(source)
    this.scheduled = true
  }

  /** No more stretches will come. */
  end(): void {
    this.ended = true
  }

  get finished(): boolean {
    if (!this.ended) return false
    const endFrame = this.timeline.endFrame
    return endFrame === null || this.audibleFrame() >= endFrame
  }

  positionMs(): number | null {
    return this.timeline.positionMs(this.audibleFrame())
  }

  rms(): number {
    this.taps.analyser.getFloatTimeDomainData(this.window)
    return Math.sqrt(this.window.reduce((sum, sample) => sum + sample * sample, 0) / this.window.length)
  }

  setVolume(volume: number): void {
    this.volume = volume
    if (this.hushed === 'off') this.gain.gain.setTargetAtTime(volume, this.context.currentTime, 0.02)
  }

  get isPaused(): boolean {
    return this.hushed === 'paused'
  }

  /** Softer, or silent with the clock standing still; `off` goes on where it stopped. */
  hush(level: HushLevel): void {
    if (this.suspendTimer) clearTimeout(this.suspendTimer)
    this.suspendTimer = null
    // Also a suspension that was asked for and has not come yet.
    if (level !== 'paused' && this.hushed === 'paused') void this.context.resume().catch(() => undefined)
    this.hushed = level
    this.fadeTo(level === 'off' ? this.volume : level === 'ducked' ? this.volume * DUCKED : 0)
    if (level === 'paused') this.suspendTimer = setTimeout(() => void this.context.suspend().catch(() => undefined), FADE_MS * 2)
  }

  /** Fades out. @returns milliseconds until the last of it has left the loudspeaker */
  silence(): number {
    this.fadeTo(0)
    for (const source of this.sources) source.stop(this.context.currentTime + FADE_MS / 1000)
    return FADE_MS + (this.context.outputLatency || 0) * 1000
  }

  /** Lets the graph go once a running fade is over. */
  dispose(): void {
    if (this.suspendTimer) clearTimeout(this.suspendTimer)
    setTimeout(() => {
      for (const source of this.sources) source.disconnect()
      this.gain.disconnect()
    }, FADE_MS * 4)
  }

  private fadeTo(gain: number): void {
    const now = this.context.currentTime
    this.gain.gain.cancelScheduledValues(now)
    this.gain.gain.setValueAtTime(this.gain.gain.value, now)
    this.gain.gain.linearRampToValueAtTime(gain, now + FADE_MS / 1000)
  }

  /** The frame that leaves the loudspeaker now. `currentTime` is ahead of it by the device's buffers and moves in steps. */
  private audibleFrame(): number {
    const { contextTime, performanceTime } = this.context.getOutputTimestamp()
    const seconds =
      contextTime && performanceTime
        ? Math.min(contextTime + (performance.now() - performanceTime) / 1000, this.context.currentTime)
        : this.context.currentTime - (this.context.outputLatency || this.context.baseLatency)
    return seconds * this.context.sampleRate
  }
}
