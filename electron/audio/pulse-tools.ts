import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { promisify } from 'node:util'
import { CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'
import { int16ToFloat } from './pcm.ts'

const run = promisify(execFile)
const ANSWER_WITHIN_MS = 3_000
const LATENCY_MS = 50
const FORMAT = ['--raw', '--format=s16le', `--rate=${CAPTURE_SAMPLE_RATE_HZ}`, '--channels=1', `--latency-msec=${LATENCY_MS}`, '--client-name=Understudy']

/** English words, whatever the desktop speaks: what the tools print is read. */
const environment = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C' })

/** What PulseAudio's own tools say; PipeWire answers them too. Rejects where no sound server does. */
export async function pactl(...parameters: string[]): Promise<string> {
  const { stdout } = await run('pactl', parameters, { env: environment(), timeout: ANSWER_WITHIN_MS })
  return stdout
}

/** Whether a sound server answers and its recorder is installed. */
export async function hasPulse(): Promise<boolean> {
  try {
    await Promise.all([pactl('info'), run('parec', ['--version'], { timeout: ANSWER_WITHIN_MS })])
    return true
  } catch {
    return false
  }
}

/** Tells each change of the sound server, as `pactl subscribe` prints it, until it is killed. */
export function watchPulse(onLine: (line: string) => void): ChildProcess {
  const child = spawn('pactl', ['subscribe'], { env: environment(), stdio: ['ignore', 'pipe', 'ignore'] })
  child.on('error', () => undefined)
  child.stdout.setEncoding('utf8').on('data', (text: string) => text.split('\n').forEach(onLine))
  return child
}

/** Records a sink's monitor, or one stream on it, as mono sound at 16 kHz, until it is killed. */
export function recordPulse(sink: string, onSamples: (samples: Float32Array) => void, { streamIndex }: { streamIndex?: number } = {}): ChildProcess {
  const what = [`--device=${sink}.monitor`, ...(streamIndex === undefined ? [] : [`--monitor-stream=${streamIndex}`])]
  const child = spawn('parec', [...what, ...FORMAT], { env: environment(), stdio: ['ignore', 'pipe', 'ignore'] })
  let rest: Buffer = Buffer.alloc(0)
  child.stdout.on('data', (chunk: Buffer) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    const whole = bytes.length & ~1
    rest = bytes.subarray(whole)
    // A chunk may begin at an odd address.
    const copy = new Uint8Array(bytes.subarray(0, whole))
    onSamples(int16ToFloat(new Int16Array(copy.buffer, 0, copy.length >> 1)))
  })
  return child
}
