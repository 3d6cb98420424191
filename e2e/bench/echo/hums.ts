import { randomSource } from '../../../electron/audio/testing/room.ts'

const RATE_HZ = 16_000
/** A closed mouth: murmur of the nose, with little above it. Hz, bandwidth in Hz. */
const RESONANCES = [[250, 80], [1_050, 200], [2_200, 300]] as const
/** Between the two, breath through the nose. */
const BREATH = 0.06
const FADE_MS = 30
const SPOKEN_RMS = 0.1

export interface Hum {
  pitchHz: number
  /** Of the second to the first: over 1 it rises. */
  turn: number
  firstMs: number
  breathMs: number
  secondMs: number
  seed: number
}

/**
 * «Mm-hm», which a synthesizer spells: two hums, the second on another tone, and breath between them. Pulses of a voice through
 * the resonances of a closed mouth (Klatt 1980, the cascade). Mono, 16 kHz, −20 dBFS.
 */
export function hum({ pitchHz, turn, firstMs, breathMs, secondMs, seed }: Hum): Float32Array {
  const random = randomSource(seed)
  const totalMs = firstMs + breathMs + secondMs
  const source = new Float32Array(totalMs * 16)
  let phase = 0
  for (let n = 0; n < source.length; n++) {
    const atMs = n / 16
    const second = (atMs - firstMs - breathMs) / secondMs
    const voiced = Math.max(rise(atMs, 0, firstMs), rise(atMs, firstMs + breathMs, totalMs))
    phase += (pitchHz * (second < 0 ? 1 : 1 + (turn - 1) * Math.min(1, second * 2)) * (1 + 0.01 * (random() - 0.5))) / RATE_HZ
    const pulse = phase >= 1 ? 1 : 0
    phase %= 1
    source[n] = pulse * voiced + (random() - 0.5) * BREATH * (1 - 0.8 * voiced) * rise(atMs, 0, totalMs)
  }
  const out = RESONANCES.reduce<Float32Array>((sound, [hz, bandwidth]) => resonated(sound, hz, bandwidth), source)
  const rms = Math.sqrt(out.reduce((sum, sample) => sum + sample * sample, 0) / out.length)
  return out.map((sample) => (sample * SPOKEN_RMS) / rms)
}

/** 1 between the two times, with soft edges; 0 outside. */
function rise(atMs: number, fromMs: number, toMs: number): number {
  return Math.max(0, Math.min(1, (atMs - fromMs) / FADE_MS, (toMs - atMs) / FADE_MS))
}

function resonated(input: Float32Array, hz: number, bandwidth: number): Float32Array {
  const radius = Math.exp((-Math.PI * bandwidth) / RATE_HZ)
  const b = 2 * radius * Math.cos((2 * Math.PI * hz) / RATE_HZ)
  const c = -radius * radius
  const out = new Float32Array(input.length)
  for (let n = 0; n < input.length; n++) out[n] = (1 - b - c) * input[n]! + b * (out[n - 1] ?? 0) + c * (out[n - 2] ?? 0)
  return out
}

/** Of several people: some high, some low, some short, some drawn out. */
export function hums(count: number, seed: number): Float32Array[] {
  const random = randomSource(seed)
  const between = (low: number, high: number): number => low + (high - low) * random()
  return Array.from({ length: count }, (_, k) =>
    hum({ pitchHz: between(95, 230), turn: k % 3 === 2 ? between(0.75, 0.9) : between(1.12, 1.4), firstMs: Math.round(between(90, 180)), breathMs: Math.round(between(40, 90)), secondMs: Math.round(between(140, 280)), seed: seed + k }),
  )
}
