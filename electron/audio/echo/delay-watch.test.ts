import { expect, it } from 'vitest'
import { spoken } from '../../speech/testing/spoken.ts'
import { AHEAD_BLOCKS, DelayWatch } from './delay-watch.ts'
import { BLOCK_SAMPLES } from './echo-filter.ts'

const WORDS = 'At two in the morning a certificate on our message broker expired.'

/** What is found in a second of speech that is heard so much later than it is expected, with other sound over it. */
function found(voice: Float32Array, laterSamples: number, over: Float32Array | null = null): number[] {
  const watch = new DelayWatch()
  const lags = new Set<number>()
  for (let at = 8_000; at < 24_000; at += BLOCK_SAMPLES) {
    const heard = Float32Array.from({ length: BLOCK_SAMPLES }, (_, k) => voice[at + k - laterSamples]! + (over?.[at + k] ?? 0))
    watch.push(heard, voice.subarray(at, at + BLOCK_SAMPLES))
    lags.add(watch.look(voice.slice(at, at + (1 + AHEAD_BLOCKS) * BLOCK_SAMPLES)))
  }
  lags.delete(0)
  return [...lags]
}

it.each([160, -160, 640, -900, 13])('finds by how much the echo comes later or sooner: %i samples', async (laterSamples) => {
  expect(found(await spoken(WORDS), laterSamples)).toEqual([laterSamples])
})

it('finds nothing where the echo comes as expected, be there another voice or not, and in another voice alone', async () => {
  const [voice, other] = [await spoken(WORDS), await spoken('Who pays for that, and who decided that we wait?', { voice: 'rms' })]
  expect(found(voice, 0)).toEqual([])
  expect(found(voice, 0, other)).toEqual([])
  expect(found(voice, 0, other.map((sample, n) => 2 * sample - (voice[n] ?? 0)))).toEqual([])
})

it('finds nothing in silence', () => {
  expect(found(new Float32Array(32_000), 160)).toEqual([])
})
