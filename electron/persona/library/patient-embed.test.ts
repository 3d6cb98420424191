import { describe, expect, it, vi } from 'vitest'
import { UnderstudyError } from '../../contract/errors.ts'
import { patient } from './patient-embed.ts'

const late = (): UnderstudyError => new UnderstudyError('timeout', 'The embedding server has sent nothing for too long.', { retryable: true })
const vectors = [new Float32Array(2)]

describe('asking for vectors while a persona is made', () => {
  it('asks an engine that missed its start again, and says so each time', async () => {
    const embed = vi.fn().mockRejectedValueOnce(late()).mockRejectedValueOnce(late()).mockResolvedValue(vectors)
    const onWait = vi.fn()
    expect(await patient(embed, { onWait, pauseMs: 1 })(['a'])).toBe(vectors)
    expect(embed).toHaveBeenCalledTimes(3)
    expect(onWait).toHaveBeenCalledTimes(2)
  })

  it('gives up in the end, and at once where another attempt changes nothing', async () => {
    const never = vi.fn().mockRejectedValue(late())
    await expect(patient(never, { onWait: () => undefined, pauseMs: 1 })(['a'])).rejects.toMatchObject({ code: 'timeout' })
    expect(never.mock.calls.length).toBeGreaterThan(3)
    const broken = vi.fn().mockRejectedValue(new UnderstudyError('provider_failed', 'The embedding server sent unusable vectors.'))
    await expect(patient(broken, { onWait: () => undefined, pauseMs: 1 })(['a'])).rejects.toMatchObject({ code: 'provider_failed' })
    expect(broken).toHaveBeenCalledTimes(1)
  })

  it('ends in the pause when it is cancelled', async () => {
    const abort = new AbortController()
    const embed = vi.fn().mockRejectedValue(late())
    await expect(patient(embed, { signal: abort.signal, onWait: () => abort.abort(), pauseMs: 60_000 })(['a'])).rejects.toMatchObject({ code: 'cancelled' })
    expect(embed).toHaveBeenCalledTimes(1)
  })
})
