import { int16ToFloat } from '../../electron/audio/pcm.ts'
import { UnderstudyError, type ErrorShape } from '../../electron/contract/errors.ts'
import { TimeStretch } from './time-stretch.ts'

export type ReadRecording = (startMs: number, durationMs: number) => Promise<{ sampleRateHz: number; pcm: Int16Array }>

/** Where the sound goes; times are seconds on its own clock. */
export interface SoundOutput {
  readonly timeS: number
  resume(): Promise<void>
  play(samples: Float32Array, atS: number): void
  /** Takes back what was scheduled and silences what plays. */
  silence(): void
  setVolume(volume: number): void
  dispose(): void
}

export interface PlayerState {
  playing: boolean
  /** It wants to play and waits for sound. */
  waiting: boolean
  rate: number
  durationMs: number
  problem: ErrorShape | null
}

/** Small enough that a jump is heard at once, large enough that asking for them costs nothing. */
const CHUNK_MS = 10_000
const KEPT_CHUNKS = 12
const PIECE_MS = 1_000
/** Scheduled ahead of what is heard: a hidden window's timers come once a second. */
const AHEAD_S = 2.5
const PUMP_MS = 200
const LEAD_S = 0.05
/** A device that does not start in this time is not going to. */
const SILENT_DEVICE_MS = 3_000

/**
 * Plays a recording of any length from the pieces that it is asked for, from anywhere, at another pace but the same pitch.
 * Holds about two minutes of it at a time.
 */
export class RecordingPlayer {
  private state: PlayerState = { playing: false, waiting: false, rate: 1, durationMs: 0, problem: null }
  private output: SoundOutput | null = null
  private outputRateHz = 0
  private volume = 1
  private readonly chunks = new Map<number, Promise<Float32Array>>()
  private readonly listeners = new Set<() => void>()
  private timer: ReturnType<typeof setInterval> | null = null
  /** Where the next piece begins, and where the last one was put. */
  private nextMs = 0
  private readyS = 0
  private stretches: { atS: number; endS: number; startMs: number; rate: number }[] = []
  private stretch: TimeStretch | null = null
  /** Counts starts and stops, so that sound that was asked for before one of them is not played after it. */
  private run = 0
  private pumping = false
  private restingMs = 0

  private movedAtMs = 0
  private movedToS = 0
  private read: ReadRecording = () => Promise.reject(new UnderstudyError('not_found', 'There is no recording to play.'))

  /** @param open gives an output at the recording's own rate, mono */
  constructor(private readonly open: (sampleRateHz: number) => SoundOutput = openSound) {}

  readonly snapshot = (): PlayerState => this.state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Prepares a recording of this length; its beginning is fetched at once. */
  load(read: ReadRecording, durationMs: number): void {
    this.stop()
    this.read = read
    this.chunks.clear()
    this.restingMs = 0
    this.change({ durationMs, problem: null })
    if (durationMs > 0) this.chunk(0).catch(() => undefined)
  }

  /** @returns ms of the recording that are heard now, or where it will go on */
  positionMs(): number {
    if (!this.state.playing || !this.output) return this.restingMs
    const now = this.output.timeS
    const current = this.stretches.findLast(({ atS }) => atS <= now)
    if (!current) return this.restingMs
    return Math.min(current.startMs + (Math.min(now, current.endS) - current.atS) * current.rate * 1000, this.state.durationMs)
  }

  play(): void {
    if (this.state.playing || this.state.durationMs === 0) return
    if (this.restingMs >= this.state.durationMs - 50) this.restingMs = 0
    this.nextMs = this.restingMs
    this.stretches = []
    this.stretch = null
    this.readyS = 0
    this.movedAtMs = Date.now()
    this.run++
    this.change({ playing: true, waiting: true, problem: null })
    this.timer = setInterval(() => void this.pump(), PUMP_MS)
    void this.pump()
  }

  pause(): void {
    if (this.state.playing) this.stop()
  }

  toggle(): void {
    if (this.state.playing) this.pause()
    else this.play()
  }

  seek(positionMs: number): void {
    const { playing, durationMs } = this.state
    if (playing) this.stop()
    this.restingMs = Math.max(0, Math.min(positionMs, durationMs))
    if (playing && this.restingMs < durationMs) this.play()
    else if (durationMs > 0) this.chunk(this.chunkOf(Math.min(this.restingMs, durationMs - 1))).catch(() => undefined)
    this.change({})
  }

  /** @param rate 1…2 */
  setRate(rate: number): void {
    const { playing } = this.state
    if (playing) this.stop()
    this.change({ rate })
    if (playing) this.play()
  }

  /** @param volume 0…1 */
  setVolume(volume: number): void {
    this.volume = volume
    this.output?.setVolume(volume)
  }

  dispose(): void {
    this.stop()
    this.listeners.clear()
    this.chunks.clear()
    this.output?.dispose()
    this.output = null
  }

  private stop(): void {
    this.restingMs = this.positionMs()
    this.run++
    if (this.timer) clearInterval(this.timer)
    this.timer = null
    this.output?.silence()
    this.stretches = []
    this.change({ playing: false, waiting: false })
  }

  /** Keeps enough sound scheduled, and ends when all of it was heard. */
  private async pump(): Promise<void> {
    if (this.pumping) return
    this.pumping = true
    let run = this.run
    try {
      while (this.state.playing) {
        run = this.run
        const now = this.output?.timeS ?? 0
        if (this.nextMs >= this.state.durationMs) {
          if (now >= this.readyS) this.finish()
          break
        }
        if (this.readyS - now > AHEAD_S) {
          this.watchDevice(now)
          break
        }
        if (this.readyS < now + LEAD_S && !this.state.waiting) this.change({ waiting: true })
        const startMs = this.nextMs
        const samples = await this.piece(startMs)
        if (run === this.run) this.schedule(startMs, samples)
      }
    } catch (thrown) {
      if (run === this.run) this.fail(thrown)
    } finally {
      this.pumping = false
    }
    // It was stopped and started again while this round waited for sound of before.
    if (this.state.playing && run !== this.run) void this.pump()
  }

  /** The next second or so, up to its chunk's end; the chunk after it is fetched meanwhile. */
  private async piece(startMs: number): Promise<Float32Array> {
    const index = this.chunkOf(startMs)
    const chunk = await this.chunk(index)
    if ((index + 1) * CHUNK_MS < this.state.durationMs) this.chunk(index + 1).catch(() => undefined)
    const from = this.samplesIn(startMs - index * CHUNK_MS)
    return chunk.subarray(from, from + this.samplesIn(PIECE_MS))
  }

  private schedule(startMs: number, samples: Float32Array): void {
    const output = this.output!
    void output.resume()
    if (samples.length === 0) {
      // The recording is shorter than it was said to be.
      this.nextMs = this.state.durationMs
      return
    }
    const { rate } = this.state
    if (rate !== 1) this.stretch ??= new TimeStretch(this.outputRateHz, rate)
    const sound = this.stretch ? this.stretch.push(samples) : samples
    const atS = Math.max(this.readyS, output.timeS + LEAD_S)
    const lastsS = sound.length / this.outputRateHz
    output.play(sound, atS)
    this.stretches = [...this.stretches.slice(-8), { atS, endS: atS + lastsS, startMs, rate }]
    this.readyS = atS + lastsS
    this.nextMs = startMs + (samples.length / this.outputRateHz) * 1000
    if (this.state.waiting) this.change({ waiting: false })
  }

  /** Sound is scheduled, and the clock it is scheduled on has to move. */
  private watchDevice(nowS: number): void {
    if (nowS !== this.movedToS) {
      this.movedToS = nowS
      this.movedAtMs = Date.now()
    } else if (Date.now() - this.movedAtMs > SILENT_DEVICE_MS) {
      this.fail(new UnderstudyError('audio_no_device', 'The recording could not be played: check the loudspeaker or headphones, then try again.', { retryable: true }))
    }
  }

  private finish(): void {
    this.stop()
    this.restingMs = this.state.durationMs
    this.change({})
  }

  private fail(thrown: unknown): void {
    this.stop()
    this.change({ problem: UnderstudyError.from(thrown).toShape() })
  }

  private chunkOf(positionMs: number): number {
    return Math.floor((positionMs + 0.5) / CHUNK_MS)
  }

  private samplesIn(ms: number): number {
    return Math.max(0, Math.round((ms / 1000) * this.outputRateHz))
  }

  /** Those used last stay; one that could not be read is asked for again next time. */
  private chunk(index: number): Promise<Float32Array> {
    const known = this.chunks.get(index)
    const chunk = known ?? this.fetchChunk(index)
    this.chunks.delete(index)
    this.chunks.set(index, chunk)
    if (!known) chunk.catch(() => this.chunks.get(index) === chunk && this.chunks.delete(index))
    for (const key of [...this.chunks.keys()].slice(0, -KEPT_CHUNKS)) this.chunks.delete(key)
    return chunk
  }

  private async fetchChunk(index: number): Promise<Float32Array> {
    const { sampleRateHz, pcm } = await this.read(index * CHUNK_MS, CHUNK_MS)
    if (!this.output || this.outputRateHz !== sampleRateHz) {
      this.output?.dispose()
      this.output = this.open(sampleRateHz)
      this.output.setVolume(this.volume)
      this.outputRateHz = sampleRateHz
    }
    return int16ToFloat(pcm)
  }

  private change(patch: Partial<PlayerState>): void {
    this.state = { ...this.state, ...patch }
    for (const listener of this.listeners) listener()
  }
}

/** The loudspeaker, by WebAudio at the recording's rate. */
function openSound(sampleRateHz: number): SoundOutput {
  const context = new AudioContext({ sampleRate: sampleRateHz, latencyHint: 'playback' })
  const gain = new GainNode(context)
  gain.connect(context.destination)
  const sources = new Set<AudioBufferSourceNode>()
  return {
    get timeS() {
      return context.currentTime
    },
    async resume() {
      if (context.state === 'suspended') await context.resume()
    },
    play(samples, atS) {
      if (samples.length === 0) return
      const buffer = new AudioBuffer({ length: samples.length, numberOfChannels: 1, sampleRate: sampleRateHz })
      buffer.getChannelData(0).set(samples)
      const source = new AudioBufferSourceNode(context, { buffer })
      source.connect(gain)
      source.onended = () => sources.delete(source)
      source.start(atS)
      sources.add(source)
    },
    silence() {
      for (const source of sources) {
        source.onended = null
        source.stop()
        source.disconnect()
      }
      sources.clear()
      void context.suspend()
    },
    setVolume(volume) {
      gain.gain.value = volume
    },
    dispose() {
      void context.close()
    },
  }
}
