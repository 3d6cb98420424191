import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeWav } from '../../electron/audio/wav.ts'
import { COEFFICIENT_INDEX, COEFFICIENT_NAMES } from '../../electron/contract/coefficients.ts'
import type { FilmedFrame } from './faces.ts'
import { filmClip, openStudio } from './film-clip.ts'
import { momentsOf } from './sheet.ts'
import { recordedClips, type SpokenClip } from './spoken-clips.ts'

const RATE_HZ = 16_000

describe('clips', { timeout: 180_000 }, () => {
  let folder = ''
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'understudy-clips-'))))
  afterEach(() => rm(folder, { recursive: true }))

  function mouth(jawOpen: number): FilmedFrame[] {
    return Array.from({ length: 31 }, (_, k) => {
      const coefficients = COEFFICIENT_NAMES.map((_name, index) => (index === COEFFICIENT_INDEX.jawOpen ? jawOpen : 0))
      return { timeS: k / 60, coefficients }
    })
  }

  it('are a video with sound and all its frames, and a sheet of mouths', async () => {
    const hum = Float32Array.from({ length: RATE_HZ / 2 }, (_, n) => 0.3 * Math.sin(n / 10))
    const clip: SpokenClip = { name: 'hum', samples: hum, sampleRateHz: RATE_HZ, phones: [{ symbol: 'm', startS: 0, endS: 0.5 }] }
    const studio = await openStudio()
    try {
      const filmed = await filmClip(studio, clip, [{ name: 'shut', frames: mouth(0) }, { name: 'open', frames: mouth(0.6) }], { tier: 'low', out: folder })
      expect(filmed).toMatchObject({ frames: 15, hasSound: true, systems: ['shut', 'open'] })
      expect(filmed.durationS).toBeCloseTo(0.5, 1)
      expect((await readFile(filmed.video)).subarray(0, 4)).toEqual(Buffer.from([0x1a, 0x45, 0xdf, 0xa3]))
      expect((await readFile(filmed.sheet)).subarray(1, 4).toString()).toBe('PNG')
    } finally {
      await studio.dispose()
    }
  })

  it('take the phones that lie beside a recording, and nothing that would overwrite another clip', async () => {
    const wav = join(folder, 'a.wav')
    await writeFile(wav, encodeWav(new Int16Array(RATE_HZ), RATE_HZ))
    expect((await recordedClips([wav]))[0]).toMatchObject({ name: 'a', phones: [] })
    await writeFile(join(folder, 'a.json'), JSON.stringify([{ symbol: 'm', startS: 0, endS: 1 }]))
    expect((await recordedClips([wav]))[0]!.phones).toHaveLength(1)
    await expect(recordedClips([wav, wav])).rejects.toThrow('Two recordings are called a')
    await writeFile(wav, encodeWav(new Int16Array(0), RATE_HZ))
    await expect(recordedClips([wav])).rejects.toThrow('no sound')
  })

  it('are shown at the middle of every phone, or ten times a second', () => {
    expect(momentsOf([{ symbol: 'm', startS: 0, endS: 0.2 }, { symbol: 'aa', startS: 0.2, endS: 0.6 }], 1)).toEqual([0.1, 0.4])
    expect(momentsOf([], 0.35)).toHaveLength(3)
  })
})
