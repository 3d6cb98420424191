import type { HushLevel } from '../../electron/contract/audio.ts'
import { int16ToFloat } from '../../electron/audio/pcm.ts'
import { PlaybackClock } from './playback-clock.ts'
import { PlaybackTimeline } from './playback-timeline.ts'

/** Long enough not to click, short enough that a stopped answer is silent at once. */
const FADE_MS = 8
/** Of the volume, while somebody may be interrupting: −14 dB. */
const DUCKED = 0.2

interface Stretch {
  buffer: AudioBuffer
  /** Of the answer's own clock. */
  whenFrame: number
  /** Null while it is held. */
  source: AudioBufferSourceNode | null
}

/** One answer on one audio context: its stretches, its own volume, and what of it is audible now. */
export class Utterance {
  private readonly gain: GainNode
  private readonly timeline: PlaybackTimeline
  private readonly leadFrames: number
  private readonly clock = new PlaybackClock()
  /** What plays and what is still to come. */
  private stretches: Stretch[] = []
  private readonly window: Float32Array<ArrayBuffer>
  private ended = false
  private hushed: HushLevel = 'off'
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
    this.leadFrames = Math.ceil(leadS * context.sampleRate)
    this.timeline = new PlaybackTimeline(context.sampleRate, this.leadFrames)
  }

  /** @param pcm 16-bit mono at the context's rate */
  schedule(startMs: number, pcm: Int16Array): void {
    if (pcm.length === 0) return
    const buffer = new AudioBuffer({ length: pcm.length, numberOfChannels: 1, sampleRate: this.context.sampleRate })
    buffer.getChannelData(0).set(int16ToFloat(pcm))
    const whenFrame = this.timeline.schedule(startMs, pcm.length, this.clock.at(this.nowFrame))
    const stretch: Stretch = { buffer, whenFrame, source: null }
    this.stretches.push(stretch)
    if (!this.clock.isHeld) this.start(stretch, 0)
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
    return this.clock.isHeld
  }

  /** Softer, or silent with the clock standing still; `off` goes on where it stopped. */
  hush(level: HushLevel): void {
    this.hushed = level
    if (level === 'paused') return this.hold()
    this.fadeTo(level === 'off' ? this.volume : this.volume * DUCKED, this.clock.isHeld ? this.goOn() : this.nowFrame)
  }

  /** Fades out. @returns milliseconds until the last of it has left the loudspeaker */
  silence(): number {
    this.fadeTo(0)
    for (const { source } of this.stretches) source?.stop(this.context.currentTime + FADE_MS / 1000)
    return FADE_MS + (this.context.outputLatency || 0) * 1000
  }

  /** Lets the graph go once a running fade is over. */
  dispose(): void {
    setTimeout(() => {
      for (const { source } of this.stretches) source?.disconnect()
      this.gain.disconnect()
    }, FADE_MS * 4)
  }

  private hold(): void {
    if (this.clock.isHeld) return
    this.fadeTo(0)
    const untilFrame = this.nowFrame + Math.ceil((FADE_MS / 1000) * this.context.sampleRate)
    this.clock.hold(untilFrame)
    for (const stretch of this.stretches) {
      stretch.source!.onended = null
      stretch.source!.stop(untilFrame / this.context.sampleRate)
      stretch.source = null
    }
  }

  /** @returns the frame of the context at which it is heard again */
  private goOn(): number {
    const fromFrame = this.clock.goOn(this.nowFrame + this.leadFrames)
    this.stretches = this.stretches.filter(({ buffer, whenFrame }) => whenFrame + buffer.length > fromFrame)
    for (const stretch of this.stretches) this.start(stretch, Math.max(0, fromFrame - stretch.whenFrame))
    return this.clock.toContext(fromFrame)
  }

  private start(stretch: Stretch, skippedFrames: number): void {
    const { sampleRate } = this.context
    const source = new AudioBufferSourceNode(this.context, { buffer: stretch.buffer })
    source.connect(this.gain)
    source.onended = () => (this.stretches = this.stretches.filter((other) => other !== stretch))
    source.start(this.clock.toContext(stretch.whenFrame + skippedFrames) / sampleRate, skippedFrames / sampleRate)
    stretch.source = source
  }

  /** @param fromFrame of the context, now or later */
  private fadeTo(gain: number, fromFrame = this.nowFrame): void {
    const param = this.gain.gain
    const { value } = param
    const fromS = fromFrame / this.context.sampleRate
    param.cancelScheduledValues(this.context.currentTime)
    param.setValueAtTime(value, this.context.currentTime)
    param.setValueAtTime(value, fromS)
    param.linearRampToValueAtTime(gain, fromS + FADE_MS / 1000)
  }

  private get nowFrame(): number {
    return Math.round(this.context.currentTime * this.context.sampleRate)
  }

  /** The frame of the answer that leaves the loudspeaker now: it stands still while the answer is held. */
  private audibleFrame(): number {
    return this.clock.at(this.audibleContextFrame())
  }

  /** `currentTime` is ahead of what leaves the loudspeaker by the device's buffers, and moves in steps. */
  private audibleContextFrame(): number {
    const { contextTime, performanceTime } = this.context.getOutputTimestamp()
    const seconds =
      contextTime && performanceTime
        ? Math.min(contextTime + (performance.now() - performanceTime) / 1000, this.context.currentTime)
        : this.context.currentTime - (this.context.outputLatency || this.context.baseLatency)
    return seconds * this.context.sampleRate
  }
}
