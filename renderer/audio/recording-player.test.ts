import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RecordingPlayer, type SoundOutput } from './recording-player.ts'

const RATE_HZ = 1_000

/** A loudspeaker whose clock follows the test's, from when it is first resumed. */
class FakeOutput implements SoundOutput {
  played: { atS: number; first: number; length: number }[] = []
  volume = 1
  silenced = 0
  disposed = false
  private runningSince: number | null = null
  private restS = 0
  stuck = false

  get timeS(): number {
    return this.restS + (this.runningSince === null || this.stuck ? 0 : (Date.now() - this.runningSince) / 1000)
  }

  async resume(): Promise<void> {
    this.runningSince ??= Date.now()
  }

  play(samples: Float32Array, atS: number): void {
    this.played.push({ atS, first: Math.round((samples[0] ?? 0) * 32_768), length: samples.length })
  }

  silence(): void {
    this.restS = this.timeS
    this.runningSince = null
    this.silenced++
  }

  setVolume(volume: number): void {
    this.volume = volume
  }

  dispose(): void {
    this.disposed = true
  }
}

/** Sample n of the recording has the value of its tenth of a second. */
function recording(durationMs: number) {
  const asked: number[] = []
  const read = async (startMs: number, wantedMs: number) => {
    asked.push(startMs)
    const length = Math.max(0, Math.min(wantedMs, durationMs - startMs))
    return { sampleRateHz: RATE_HZ, pcm: Int16Array.from({ length }, (_, k) => Math.floor((startMs + k) / 100)) }
  }
  return { asked, read }
}

function playerOf(durationMs: number, said = durationMs) {
  const output = new FakeOutput()
  const { asked, read } = recording(durationMs)
  const player = new RecordingPlayer(() => output)
  player.load(read, said)
  return { player, output, asked }
}

describe('RecordingPlayer', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('plays all of it without a gap, fetches a piece at a time, and ends', async () => {
    const { player, output, asked } = playerOf(25_000)
    player.play()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(player.snapshot()).toMatchObject({ playing: true, waiting: false })
    expect(player.positionMs()).toBeGreaterThan(800)
    expect(player.positionMs()).toBeLessThan(1_001)
    expect(asked).toEqual([0, 10_000])
    await vi.advanceTimersByTimeAsync(25_000)
    expect(asked).toEqual([0, 10_000, 20_000])
    expect(player.snapshot().playing).toBe(false)
    expect(player.positionMs()).toBe(25_000)
    const heard = output.played.reduce((sum, { length }) => sum + length, 0)
    expect(heard).toBe(25_000)
    output.played.slice(1).forEach(({ atS }, k) => {
      const before = output.played[k]!
      expect(atS).toBeCloseTo(before.atS + before.length / RATE_HZ, 6)
    })
  })

  it('goes on from anywhere at once, and never plays what was asked for before a jump', async () => {
    const { player, output, asked } = playerOf(7_200_000)
    player.play()
    player.seek(1_605_000)
    await vi.advanceTimersByTimeAsync(500)
    expect(asked).toContain(1_600_000)
    expect(output.played.map(({ first }) => first)[0]).toBe(16_050)
    expect(player.positionMs()).toBeGreaterThan(1_605_300)
    player.seek(10)
    await vi.advanceTimersByTimeAsync(300)
    expect(player.positionMs()).toBeLessThan(400)
    expect(output.played.at(-1)!.first).toBeLessThan(50)
  })

  it('rests where it was paused', async () => {
    const { player } = playerOf(60_000)
    player.play()
    await vi.advanceTimersByTimeAsync(2_000)
    player.pause()
    const at = player.positionMs()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(player.positionMs()).toBe(at)
    player.toggle()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(player.positionMs() - at).toBeGreaterThan(800)
    expect(player.positionMs() - at).toBeLessThan(1_001)
  })

  it('counts on the recording’s clock when it plays faster', async () => {
    const { player } = playerOf(60_000)
    player.setRate(2)
    player.play()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(player.positionMs()).toBeGreaterThan(9_000)
    expect(player.positionMs()).toBeLessThan(10_100)
  })

  it('holds minutes of it, not hours', async () => {
    const { player, asked } = playerOf(7_200_000)
    for (let atMs = 0; atMs < 600_000; atMs += 10_000) player.seek(atMs)
    await vi.advanceTimersByTimeAsync(10)
    asked.length = 0
    player.seek(0)
    await vi.advanceTimersByTimeAsync(10)
    expect(asked).toEqual([0])
  })

  it('says why it stops when the recording cannot be read, and can be tried again', async () => {
    const output = new FakeOutput()
    const { read } = recording(20_000)
    let broken = true
    const player = new RecordingPlayer(() => output)
    player.load(async (startMs, durationMs) => {
      if (broken) throw new Error('disk')
      return read(startMs, durationMs)
    }, 20_000)
    player.play()
    await vi.advanceTimersByTimeAsync(300)
    expect(player.snapshot()).toMatchObject({ playing: false, problem: { code: 'internal' } })
    broken = false
    player.play()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(player.snapshot()).toMatchObject({ playing: true, problem: null })
  })

  it('ends where a recording is shorter than it was said to be', async () => {
    const { player } = playerOf(3_000, 30_000)
    player.play()
    await vi.advanceTimersByTimeAsync(6_000)
    expect(player.snapshot().playing).toBe(false)
  })

  it('gives up on a loudspeaker that does not start', async () => {
    const { player, output } = playerOf(60_000)
    output.stuck = true
    player.play()
    await vi.advanceTimersByTimeAsync(6_000)
    expect(player.snapshot()).toMatchObject({ playing: false, problem: { code: 'audio_no_device' } })
  })
})
