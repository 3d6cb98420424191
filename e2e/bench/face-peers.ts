import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { COEFFICIENT_INDEX, COEFFICIENT_NAMES } from '../../electron/contract/coefficients.ts'
import { coefficientsOfViseme } from '../../electron/animation/metric/reference-curves.ts'
import type { CoefficientTrack } from '../../electron/animation/metric/score-face.ts'
import { resample } from '../../electron/audio/resample.ts'
import { SpectrumAnalyser } from './spectrum-analyser.ts'

/** Anything that turns 16 kHz speech into a face. */
export interface FaceSystem {
  name: string
  animate(samples: Float32Array): Promise<CoefficientTrack>
}

const RATE_HZ = 16_000
/** What a browser's audio runs at. */
const CONTEXT_RATE_HZ = 48_000
const FPS = 60
/** What an audio worklet is handed at a time. */
const QUANTUM = 128

/** No phonetics at all: the jaw follows the sound's level. */
export const energyOnly: FaceSystem = {
  name: 'energy only',
  animate: (samples) => {
    const levels = frameTimes(samples).map((timeS) => {
      const middle = Math.round(timeS * RATE_HZ)
      const window = samples.subarray(Math.max(0, middle - 320), middle + 320)
      return Math.sqrt(window.reduce((sum, value) => sum + value * value, 0) / Math.max(1, window.length))
    })
    const loud = [...levels].sort((a, b) => a - b)[Math.floor(0.95 * levels.length)] || 1
    const frames = levels.map((level) => {
      const frame = new Array<number>(COEFFICIENT_NAMES.length).fill(0)
      frame[COEFFICIENT_INDEX.jawOpen] = Math.min(1, (0.5 * level) / loud)
      return frame
    })
    return Promise.resolve({ times: frameTimes(samples), frames })
  },
}

/** HeadAudio as its manual says, its worklet and node joined without a browser between them. */
export const headAudio: FaceSystem = {
  name: 'HeadAudio',
  async animate(samples) {
    Object.assign(globalThis, { AudioWorkletNode: class { port = { onmessage: null, postMessage: () => undefined } } })
    const { HeadAudio } = await import('@met4citizen/headaudio/modules/headaudio.mjs')
    const { Processor } = await import('@met4citizen/headaudio/modules/processor.mjs')
    const parameterData = { vadGateActiveDb: -40, vadGateInactiveDb: -60 }
    const node = new HeadAudio(null, { parameterData })
    const processor = new Processor(
      { sampleRate: CONTEXT_RATE_HZ, parameterData },
      { port: { onmessage: null, postMessage: (data) => node.port.onmessage?.({ data }) } },
    )
    node.port.postMessage = (data) => processor._onmessage({ data })
    const model = await readFile(createRequire(import.meta.url).resolve('@met4citizen/headaudio/dist/model-en-mixed.bin'))
    await node.loadModel(`data:application/octet-stream;base64,${model.toString('base64')}`)
    const weights = new Map<string, number>()
    node.onvalue = (viseme, value) => void weights.set(viseme, value)
    const played = await resample(samples, RATE_HZ, CONTEXT_RATE_HZ)
    let at = 0
    return visemeTrack(samples, weights, (untilS) => {
      for (; at + QUANTUM <= Math.min(played.length, untilS * CONTEXT_RATE_HZ); at += QUANTUM) processor.process(played.subarray(at, at + QUANTUM))
      node.update(1000 / FPS)
    })
  },
}

/** wawa-lipsync, eased from viseme to viseme as its own example does. */
export const wawaLipsync: FaceSystem = {
  name: 'wawa-lipsync',
  async animate(samples) {
    let nowS = 0
    const analyser = new SpectrumAnalyser(await resample(samples, RATE_HZ, CONTEXT_RATE_HZ), CONTEXT_RATE_HZ, () => nowS)
    const AudioContext = class {
      sampleRate = CONTEXT_RATE_HZ
      createAnalyser = (): SpectrumAnalyser => analyser
    }
    Object.assign(globalThis, { window: { AudioContext } })
    const clock = performance.now
    performance.now = () => nowS * 1000
    try {
      const { Lipsync } = await import('wawa-lipsync')
      const lipsync = new Lipsync()
      const weights = new Map<string, number>()
      return visemeTrack(samples, weights, (untilS) => {
        nowS = untilS
        lipsync.processAudio()
        const vowel = (lipsync as unknown as { state: string }).state === 'vowel'
        for (const [viseme, weight] of weights) if (viseme !== lipsync.viseme) weights.set(viseme, weight * (vowel ? 0.9 : 0.8))
        const before = weights.get(lipsync.viseme) ?? 0
        weights.set(lipsync.viseme, before + (1 - before) * (vowel ? 0.2 : 0.4))
      })
    } finally {
      performance.now = clock
      Reflect.deleteProperty(globalThis, 'window')
    }
  },
}

/** Viseme weights at every display frame → coefficients through the articulation table. */
function visemeTrack(samples: Float32Array, weights: ReadonlyMap<string, number>, advance: (untilS: number) => void): CoefficientTrack {
  const times = frameTimes(samples)
  const frames = times.map((timeS) => {
    advance(timeS)
    const frame = new Array<number>(COEFFICIENT_NAMES.length).fill(0)
    for (const [viseme, weight] of weights) {
      const shape = coefficientsOfViseme(viseme)
      frame.forEach((value, k) => (frame[k] = Math.min(1, value + weight * (shape?.[k] ?? 0))))
    }
    return frame
  })
  return { times, frames }
}

function frameTimes(samples: Float32Array): number[] {
  return Array.from({ length: Math.floor((samples.length / RATE_HZ) * FPS) }, (_, k) => k / FPS)
}
