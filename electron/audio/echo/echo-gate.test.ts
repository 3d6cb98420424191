import { describe, expect, it } from 'vitest'
import { spoken, roomNoise } from '../../speech/testing/spoken.ts'
import { rmsDb } from '../pcm.ts'
import { Convolver, roomResponse } from '../testing/room.ts'
import { EchoGate, type GatedFrame } from './echo-gate.ts'

const FRAME = 512
const ANSWER = 'We shipped the hub before it was ready. At two in the morning a certificate on our message broker expired, and nobody was awake to see it.'
const ROOMS = [
  { name: 'a laptop on a desk', rt60S: 0.25, delayMs: 30, gain: 0.2 },
  { name: 'loudspeakers in a living room', rt60S: 0.5, delayMs: 110, gain: 0.5 },
  { name: 'a loud box over Bluetooth in a bare hall', rt60S: 0.8, delayMs: 280, gain: 0.5 },
]

interface Heard {
  gated: GatedFrame[]
  microphone: Float32Array
  cleaned: Float32Array
}

/** From when on the delay is another one, as where sound was lost on its way. */
interface Jump {
  atMs: number
  delayMs: number
}

/** The answer in a room, or over headphones, with what somebody says from `nearMs` on. */
function listen(answer: Float32Array, room: { rt60S: number; delayMs: number; gain: number } | null, near: Float32Array | null, nearMs = 0, jumps: Jump[] = []): Heard {
  const gate = new EchoGate()
  const length = Math.floor(answer.length / FRAME) * FRAME
  const microphone = roomNoise(length / 16)
  const convolver = room && new Convolver(roomResponse({ size: [4.2, 5.1, 2.6], rt60S: room.rt60S, distance: 0.6, seed: 4 }), FRAME)
  for (let at = 0; convolver && at < length; at += FRAME) {
    const delayMs = jumps.findLast(({ atMs }) => at / 16 >= atMs)?.delayMs ?? room.delayMs
    const late = Float32Array.from({ length: FRAME }, (_, k) => (answer[at + k - delayMs * 16] ?? 0) * room.gain)
    for (const [k, sample] of convolver.push(late).entries()) microphone[at + k]! += sample
  }
  for (const [k, sample] of near?.entries() ?? []) microphone[nearMs * 16 + k]! += sample * 0.5
  const cleaned = new Float32Array(length)
  const gated: GatedFrame[] = []
  for (let at = 0; at < length; at += FRAME) {
    const frame = gate.process(microphone.subarray(at, at + FRAME), answer.subarray(at, at + FRAME))
    cleaned.set(frame.samples, at)
    gated.push(frame)
  }
  return { gated, microphone, cleaned }
}

const nearFrames = ({ gated }: Heard, fromMs: number, toMs: number): number => gated.slice(fromMs / 32, toMs / 32).filter(({ echo }) => echo?.near).length

describe('EchoGate', () => {
  it.each(ROOMS)('takes the persona for nobody else from the first word on, and its voice out of the sound: $name', async (room) => {
    const heard = listen(await spoken(ANSWER), room, null)
    expect(nearFrames(heard, 0, Infinity)).toBeLessThanOrEqual(3)
    const late = 3_000 * 16
    expect(rmsDb(heard.cleaned.subarray(late))).toBeLessThan(rmsDb(heard.microphone.subarray(late)) - 15)
  })

  it.each([...ROOMS, { name: 'headphones', rt60S: 0.2, delayMs: 5, gain: 0 }])('hears at once who speaks over it: $name', async (room) => {
    const near = await spoken('Wait, who pays for that?', { voice: 'rms' })
    const heard = listen(await spoken(ANSWER), room, near, 3_008)
    expect(nearFrames(heard, 0, 3_000)).toBeLessThanOrEqual(3)
    expect(nearFrames(heard, 3_008, 3_264)).toBeGreaterThan(2)
    // The words are still there: the cleaned sound goes with the voice, not with the echo.
    const voiced = heard.cleaned.subarray(3_008 * 16 + 256, 3_008 * 16 + 256 + near.length)
    expect(likeness(voiced, near)).toBeGreaterThan(0.6)
  })

  it('finds the echo again where the delay jumps, and then hears who speaks', async () => {
    const room = ROOMS[1]!
    const jumps = [{ atMs: 3_008, delayMs: 120 }, { atMs: 4_512, delayMs: 85 }, { atMs: 5_504, delayMs: 137 }]
    const answer = await spoken(ANSWER)
    const alone = listen(answer, room, null, 0, jumps)
    expect(nearFrames(alone, 0, Infinity)).toBeLessThanOrEqual(12)
    const [from, to] = [4_800 * 16, 5_500 * 16]
    expect(rmsDb(alone.cleaned.subarray(from, to))).toBeLessThan(rmsDb(alone.microphone.subarray(from, to)) - 15)
    const near = await spoken('Wait, who pays for that?', { voice: 'rms' })
    expect(nearFrames(listen(answer, room, near, 4_800, jumps), 4_800, 5_056)).toBeGreaterThan(2)
  })

  it('tells how much of the loudspeaker the microphone hears', async () => {
    const answer = await spoken(ANSWER)
    const loud = listen(answer, ROOMS[1]!, null).gated.findLast(({ echo }) => echo)!.echo!
    expect(loud.echoDb).toBeCloseTo(loud.heardDb, -1)
    expect(loud.leftDb).toBeLessThan(loud.heardDb - 12)
    const headphones = listen(answer, null, null).gated.findLast(({ echo }) => echo)!.echo!
    expect(headphones.echoDb).toBeLessThan(headphones.playedDb - 30)
  })

  it('leaves the sound as it is, one block later, while nothing plays', async () => {
    const gate = new EchoGate()
    const voice = (await spoken('Nothing plays.')).subarray(0, FRAME * 20)
    const out = new Float32Array(voice.length)
    for (let at = 0; at < voice.length; at += FRAME) {
      const { samples, echo } = gate.process(voice.subarray(at, at + FRAME), null)
      expect(echo).toBeNull()
      out.set(samples, at)
    }
    for (let n = 256; n < out.length; n++) expect(Math.abs(out[n]! - voice[n - 256]!)).toBeLessThan(1e-4)
  })
})

/** Normalised correlation. */
function likeness(a: Float32Array, b: Float32Array): number {
  const product = (x: Float32Array, y: Float32Array): number => x.reduce((sum, sample, n) => sum + sample * (y[n] ?? 0), 0)
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}
