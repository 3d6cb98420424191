import { expect, it } from 'vitest'
import { RealFft } from './real-fft.ts'

const noise = (length: number): Float32Array => {
  let state = 1
  return Float32Array.from({ length }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 31 - 1)
}

it('agrees with the definition of the transform', () => {
  const input = noise(64)
  const [re, im] = [new Float32Array(33), new Float32Array(33)]
  new RealFft(64).forward(input, re, im)
  for (let k = 0; k <= 32; k++) {
    let [expectedRe, expectedIm] = [0, 0]
    for (const [n, sample] of input.entries()) {
      expectedRe += sample * Math.cos((2 * Math.PI * k * n) / 64)
      expectedIm -= sample * Math.sin((2 * Math.PI * k * n) / 64)
    }
    expect(re[k]).toBeCloseTo(expectedRe, 4)
    expect(im[k]).toBeCloseTo(expectedIm, 4)
  }
})

it('gives back what went in', () => {
  const fft = new RealFft(512)
  const input = noise(512)
  const [re, im, output] = [new Float32Array(257), new Float32Array(257), new Float32Array(512)]
  fft.forward(input, re, im)
  fft.inverse(re, im, output)
  for (const [n, sample] of input.entries()) expect(output[n]).toBeCloseTo(sample, 5)
})
