import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { concat, int16ToFloat } from '../../../electron/audio/pcm.ts'
import { resample } from '../../../electron/audio/resample.ts'

/** Of the loudspeaker, so that nothing is converted on the way. */
const RATE_HZ = 48_000
/** The sound server renders its output in pieces of at most this, ms. */
const PIECE_MS = 10

/** The sound server's clock is looked at over this long, s: a piece that was read at once is among so many. */
const CLOCK_S = 4

export interface RecordedSound {
  samples: Float32Array
  sampleRateHz: number
  /** When a sample was heard, epoch ms. */
  heardAtMs(sample: number): number
}

/** What is heard at the loudspeaker of a sound server without a device, and when. */
export class SoundRecorder {
  private readonly pieces: Float32Array[] = []
  private samples = 0
  private readonly arrivals: { atS: number; atMs: number }[] = []
  private odd: Buffer = Buffer.alloc(0)

  private constructor(private readonly recorder: ChildProcessByStdio<null, Readable, null>) {
    recorder.stdout.on('data', (chunk: Buffer) => this.take(chunk, performance.timeOrigin + performance.now()))
  }

  /** @param env finds the sound server */
  static async start(env: Record<string, string>): Promise<SoundRecorder> {
    const options = ['--device=loudspeaker.monitor', '--raw', '--format=s16le', `--rate=${RATE_HZ}`, '--channels=1', `--latency-msec=${PIECE_MS}`]
    const recorder = new SoundRecorder(spawn('parec', options, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] }))
    await once(recorder.recorder.stdout, 'data')
    return recorder
  }

  /** Ends it. @param sampleRateHz wanted of what was heard */
  async stop(sampleRateHz: number): Promise<RecordedSound> {
    const ended = once(this.recorder, 'exit')
    this.recorder.kill()
    await ended
    const samples = await resample(concat(this.pieces), RATE_HZ, sampleRateHz)
    return { samples, sampleRateHz, heardAtMs: (sample) => this.heardAtMs(sample / sampleRateHz) }
  }

  /** A piece is handed on when its first sample is due; being read too late is all that can happen to it. */
  private heardAtMs(positionS: number): number {
    const around = this.arrivals.filter(({ atS }) => Math.abs(atS - positionS) < CLOCK_S / 2)
    return positionS * 1_000 + Math.min(...around.map(({ atS, atMs }) => atMs - atS * 1_000))
  }

  private take(chunk: Buffer, atMs: number): void {
    this.arrivals.push({ atS: this.samples / RATE_HZ, atMs })
    const bytes = Buffer.concat([this.odd, chunk])
    const whole = bytes.length - (bytes.length % 2)
    this.odd = bytes.subarray(whole)
    const pcm = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + whole))
    this.pieces.push(int16ToFloat(pcm))
    this.samples += pcm.length
  }
}
