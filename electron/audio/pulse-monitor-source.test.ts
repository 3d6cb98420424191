import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { spoken } from '../speech/testing/spoken.ts'
import { floatToInt16, peak } from './pcm.ts'
import { PulseMonitorSource } from './pulse-monitor-source.ts'
import { encodeWav } from './wav.ts'

/** A sound server of our own: these tests hear no sound of this machine, and make none. */
function hasPulse(): boolean {
  try {
    for (const tool of ['pulseaudio', 'pactl', 'parec', 'paplay']) execFileSync(tool, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const available = hasPulse()
if (!available) process.stderr.write('pulseaudio is not installed: the system sound of Linux is not tested.\n')

describe.runIf(available)('PulseMonitorSource', () => {
  let runtime: string
  let server: ChildProcess
  const pactl = (...parameters: string[]): string => execFileSync('pactl', parameters, { encoding: 'utf8' }).trim()

  beforeAll(async () => {
    runtime = mkdtempSync(join(tmpdir(), 'understudy-pulse-'))
    for (const name of ['XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'PULSE_RUNTIME_PATH', 'HOME']) vi.stubEnv(name, runtime)
    vi.stubEnv('PULSE_SERVER', `unix:${runtime}/socket`)
    const modules = [`-L`, `module-native-protocol-unix socket=${runtime}/socket auth-anonymous=1`, '-L', 'module-null-sink sink_name=first sink_properties=device.description=Call']
    server = spawn('pulseaudio', ['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', ...modules], { stdio: 'ignore' })
    await vi.waitFor(() => pactl('info'), { timeout: 15_000, interval: 200 })
  }, 20_000)

  afterAll(async () => {
    const gone = new Promise((resolve) => server.once('exit', resolve))
    server.kill()
    await gone
    vi.unstubAllEnvs()
    rmSync(runtime, { recursive: true, force: true })
  })

  function play(sink: string, seconds: number): ChildProcess {
    const wav = join(runtime, 'tone.wav')
    writeFileSync(wav, encodeWav(Int16Array.from({ length: 16_000 * seconds }, (_, i) => Math.round(8000 * Math.sin((2 * Math.PI * 440 * i) / 16_000))), 16_000))
    return spawn('paplay', [`--device=${sink}`, wav], { stdio: 'ignore' })
  }

  it('hears what the machine plays, and follows it to another output', async () => {
    expect(await PulseMonitorSource.isAvailable()).toBe(true)
    const source = new PulseMonitorSource({ isOurs: () => Promise.resolve(false) })
    const frames: Float32Array[] = []
    const ends: string[] = []
    const start = (): Promise<void> => source.start((frame) => frames.push(frame), (reason) => ends.push(reason))
    const loud = (): number => frames.filter((frame) => frame.some((sample) => Math.abs(sample) > 0.1)).length

    await start()
    expect(source.label).toBe('Call')
    const first = play('first', 20)
    await vi.waitFor(() => expect(loud()).toBeGreaterThan(20), { timeout: 15_000, interval: 100 })
    expect(frames.every(({ length }) => length === 512)).toBe(true)
    const zeroCrossings = frames.at(-1)!.reduce((count, sample, i, all) => count + (i > 0 && sample > 0 !== all[i - 1]! > 0 ? 1 : 0), 0)
    // 440 Hz over 32 ms.
    expect(zeroCrossings).toBeGreaterThan(25)
    expect(zeroCrossings).toBeLessThan(31)
    first.kill()

    pactl('load-module', 'module-null-sink', 'sink_name=second', 'sink_properties=device.description=Headphones')
    pactl('set-default-sink', 'second')
    await vi.waitFor(() => expect(ends).toEqual(['device_lost']), { timeout: 20_000, interval: 100 })
    frames.length = 0
    await start()
    expect(source.label).toBe('Headphones')
    const second = play('second', 20)
    await vi.waitFor(() => expect(loud()).toBeGreaterThan(5), { timeout: 15_000, interval: 100 })
    second.kill()
    source.stop()
    expect(ends).toEqual(['device_lost', 'stopped'])
  }, 90_000)

  it('leaves out what this app plays itself, and keeps it for the recording', async () => {
    pactl('load-module', 'module-null-sink', 'sink_name=call')
    pactl('set-default-sink', 'call')
    const tone = play('call', 40)
    const source = new PulseMonitorSource({ isOurs: ({ pid }) => Promise.resolve(pid !== tone.pid) })
    const heard: { frame: Float32Array; whole: Float32Array }[] = []
    await source.start((frame, whole = frame) => heard.push({ frame, whole }), () => undefined)
    await vi.waitFor(() => expect(heard.filter(({ frame }) => peak(frame) > 0.2).length).toBeGreaterThan(20), { timeout: 20_000, interval: 100 })

    const answer = await spoken('We shipped the hub before it was ready, and nobody was awake to see it.')
    const wav = join(runtime, 'answer.wav')
    // A stream is there before its first word, as the app's is.
    writeFileSync(wav, encodeWav(floatToInt16(Float32Array.from({ length: 32_000 + answer.length }, (_, n) => answer[n - 32_000] ?? 0)), 16_000))
    const from = heard.length
    const player = spawn('paplay', ['--device=call', wav], { stdio: 'ignore' })
    const played = new Promise((resolve) => player.once('exit', resolve))
    await played
    tone.kill()
    source.stop()
    const during = heard.slice(from)
    const loudest = (of: 'frame' | 'whole'): number => during.filter((one) => peak(one[of]) > 0.3).length
    expect(loudest('whole')).toBeGreaterThan(30)
    expect(loudest('frame')).toBeLessThan(loudest('whole') / 10)
    // The tone of the others goes on below it.
    expect(during.filter(({ frame }) => peak(frame) > 0.2).length).toBeGreaterThan(during.length * 0.8)
  }, 60_000)

  it('says that it is lost when the output goes away', async () => {
    const gone = pactl('load-module', 'module-null-sink', 'sink_name=usb')
    pactl('set-default-sink', 'usb')
    const source = new PulseMonitorSource()
    const ends: string[] = []
    await source.start(
      () => undefined,
      (reason) => ends.push(reason),
    )
    pactl('unload-module', gone)
    await vi.waitFor(() => expect(ends).toEqual(['device_lost']), { timeout: 20_000, interval: 100 })
  }, 40_000)

  it('says what to do where there is no sound server', async () => {
    vi.stubEnv('PULSE_SERVER', `unix:${runtime}/nobody`)
    expect(await PulseMonitorSource.isAvailable()).toBe(false)
    await expect(new PulseMonitorSource().start(() => undefined, () => undefined)).rejects.toMatchObject({ code: 'audio_no_device' })
  }, 20_000)
})
