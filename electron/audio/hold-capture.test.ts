import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { CAPTURE_FRAME_SAMPLES, type EchoReading } from '../contract/audio.ts'
import { roomNoise, spoken } from '../speech/testing/spoken.ts'
import { HoldCapture } from './hold-capture.ts'
import { concat } from './pcm.ts'
import { SileroVad } from './silero.ts'

const SAMPLES_PER_MS = 16
/** What of the synthetic speech is over this is loud enough to be missed. */
const AUDIBLE = 0.02

let vad: SileroVad
let question: Float32Array
let capture: HoldCapture
let heardFrames = 0
let sentFrames = 0

beforeAll(async () => {
  vad = await SileroVad.create()
  question = await spoken('Could you tell me how the company began?')
})
afterAll(() => vad.dispose())
afterEach(() => {
  vi.useRealTimers()
  capture.dispose()
})

function open(): void {
  vad.reset()
  heardFrames = sentFrames = 0
  capture = new HoldCapture({ vad, onFrame: () => heardFrames++ })
}

/** As a microphone would, a last part of a frame left out; waits until all of it has been listened to. */
async function hear(samples: Float32Array, echo?: EchoReading): Promise<void> {
  for (let at = 0; at + CAPTURE_FRAME_SAMPLES <= samples.length; at += CAPTURE_FRAME_SAMPLES) {
    capture.push(samples.slice(at, at + CAPTURE_FRAME_SAMPLES), echo)
    sentFrames++
  }
  await vi.waitUntil(() => heardFrames === sentFrames, { interval: 1, timeout: 5000 })
}

/** Sample of the stream at which the cut-out begins; -1 when it isn't in there. */
function positionIn(stream: Float32Array, part: Float32Array): number {
  for (let at = 0; at + part.length <= stream.length; at += CAPTURE_FRAME_SAMPLES) {
    if (part.every((sample, i) => sample === stream[at + i])) return at
  }
  return -1
}

const wholeFrames = (ms: number): number => Math.floor((ms * SAMPLES_PER_MS) / CAPTURE_FRAME_SAMPLES) * CAPTURE_FRAME_SAMPLES

describe('HoldCapture on real speech', () => {
  it('keeps the first word whole when the key comes late, and the last when it goes early', async () => {
    open()
    const stream = concat([roomNoise(992), question, roomNoise(992)])
    const onset = stream.findIndex((sample) => Math.abs(sample) > AUDIBLE)
    const offset = stream.findLastIndex((sample) => Math.abs(sample) > AUDIBLE)
    const press = wholeFrames(onset / SAMPLES_PER_MS + 160)
    const release = wholeFrames(offset / SAMPLES_PER_MS - 160)

    await hear(stream.subarray(0, press))
    capture.press()
    await hear(stream.subarray(press, release))
    const asked = capture.release()
    await hear(stream.subarray(release))
    const held = await asked

    const from = positionIn(stream, held.samples)
    expect(held.hadSpeech).toBe(true)
    expect(from).toBeGreaterThanOrEqual(0)
    expect(from).toBeLessThanOrEqual(onset)
    expect(from + held.samples.length).toBeGreaterThan(offset)
    expect(held.samples.length).toBeLessThan(stream.length - wholeFrames(992))
    expect(capture.holding).toBe(false)
  })

  it('has all of what begins as the key goes down and ends as it goes up, give or take a tenth of a second', async () => {
    const said = [question, await spoken('Ask for six.', { voice: 'awb', speed: 1.2 })]
    for (const speech of said) {
      const stream = concat([roomNoise(992), speech, roomNoise(992)])
      const onset = stream.findIndex((sample) => Math.abs(sample) > AUDIBLE)
      const offset = stream.findLastIndex((sample) => Math.abs(sample) > AUDIBLE)
      for (const [early, late] of [[-100, -100], [-100, 100], [0, 0], [100, -100], [100, 100]] as const) {
        open()
        const press = wholeFrames(onset / SAMPLES_PER_MS + early)
        const release = wholeFrames(offset / SAMPLES_PER_MS + late)
        await hear(stream.subarray(0, press))
        capture.press()
        await hear(stream.subarray(press, release))
        const asked = capture.release()
        await hear(stream.subarray(release))
        const held = await asked
        const from = positionIn(stream, held.samples)
        expect(held.hadSpeech).toBe(true)
        expect(from).toBeGreaterThanOrEqual(0)
        expect(from).toBeLessThanOrEqual(onset)
        expect(from + held.samples.length).toBeGreaterThan(offset)
        capture.dispose()
      }
    }
  })

  it('leaves out what was said before the key', async () => {
    open()
    // It ends so shortly before that it is still in the pre-roll.
    await hear(question)
    capture.press()
    await hear(concat([roomNoise(640), await spoken('Thank you very much.')]))
    capture.endOfInput()
    const held = await capture.release()
    expect(held.hadSpeech).toBe(true)
    expect(held.speechStartMs).toBeGreaterThan(640)
  })

  it('gives, after a pause, exactly what the snapshot gave: it need not be transcribed again', async () => {
    open()
    await hear(roomNoise(640))
    capture.press()
    await hear(concat([question, roomNoise(512)]))
    const before = capture.snapshot()
    const asked = capture.release()
    await hear(roomNoise(320))
    const held = await asked
    expect(held.hadSpeech).toBe(true)
    expect(held.range).toBe(before?.range)
    expect(held.samples).toEqual(before?.samples)
  })

  it('names a longer range while the person goes on speaking', async () => {
    open()
    capture.press()
    await hear(question.subarray(0, question.length / 2))
    const half = capture.snapshot()
    await hear(question.subarray(question.length / 2))
    expect(half?.hadSpeech).toBe(true)
    expect(capture.snapshot()?.range).not.toBe(half?.range)
  })

  const click = roomNoise(960)
  for (let i = 0; i < 80; i++) click[4000 + i] = (i % 2 ? 0.8 : -0.8) * Math.exp(-i / 20)
  it.each<[what: string, sound: Float32Array]>([
    ['an empty hold', new Float32Array(0)],
    ['digital silence', new Float32Array(wholeFrames(960))],
    ['a quiet room', roomNoise(960)],
    ['a key click', click],
    ['loud noise', roomNoise(1920, 0.3)],
  ])('hears no speech in %s', async (_what, sound) => {
    open()
    await hear(roomNoise(640))
    capture.press()
    await hear(sound)
    const asked = capture.release()
    await hear(roomNoise(640))
    expect(await asked).toMatchObject({ hadSpeech: false, speechStartMs: 0, speechEndMs: 0 })
  })

  it('keeps the first word of whoever talks over the persona with the key, and nothing of the persona', async () => {
    const persona = await spoken('We shipped the hub before it was ready.', { voice: 'rms' })
    const echo = { playedDb: -20, echoDb: -30, heardDb: -28, leftDb: -45 }
    const onset = wholeFrames(question.findIndex((sample) => Math.abs(sample) > AUDIBLE) / SAMPLES_PER_MS)
    for (const gated of [true, false]) {
      open()
      await hear(persona.subarray(0, wholeFrames(960)), gated ? { ...echo, near: false } : undefined)
      await hear(question.subarray(onset, onset + wholeFrames(128)), gated ? { ...echo, near: true } : undefined)
      capture.press({ preRoll: 'near' })
      await hear(question.subarray(onset + wholeFrames(128)))
      const asked = capture.release()
      await hear(roomNoise(640))
      const { samples, hadSpeech } = await asked
      expect(hadSpeech).toBe(true)
      const start = gated ? onset : onset + wholeFrames(128)
      expect(positionIn(samples, question.slice(start, start + CAPTURE_FRAME_SAMPLES))).toBe(0)
    }
  })

  it('gives what there is when the device is gone in the middle of a word, announced before or after the key', async () => {
    for (const lostFirst of [true, false]) {
      open()
      capture.press()
      await hear(question.subarray(0, wholeFrames(800)))
      // The clock stands still: only the news can end the wait.
      vi.useFakeTimers()
      if (lostFirst) capture.endOfInput()
      const asked = capture.release()
      if (!lostFirst) capture.endOfInput()
      expect(await asked).toMatchObject({ hadSpeech: true, heldMs: 800 })
      vi.useRealTimers()
    }
  })

  it('does not wait for a device that stops without a word', async () => {
    open()
    capture.press()
    await hear(question.subarray(0, wholeFrames(800)))
    expect((await capture.release()).hadSpeech).toBe(true)
  })

  it('forgets a cancelled hold and is ready for the next', async () => {
    open()
    capture.press()
    await hear(question.subarray(0, wholeFrames(800)))
    const asked = capture.release()
    capture.cancel()
    await expect(asked).rejects.toMatchObject({ code: 'cancelled', kind: 'cancelled' })
    expect(capture.holding).toBe(false)
    expect(capture.snapshot()).toBeUndefined()

    await hear(roomNoise(960))
    capture.press()
    await hear(roomNoise(320))
    expect((await capture.release()).hadSpeech).toBe(false)
  })

  it('refuses to let go of a key that is not held', async () => {
    open()
    await expect(capture.release()).rejects.toMatchObject({ code: 'internal' })
  })
})

it('finds the speech that goes on after a long doubt from before the key', async () => {
  const probability = (level: number): number => (level > 0.3 ? 0.9 : level > 0.1 ? 0.4 : 0.02)
  const hears = { process: (frame: Float32Array) => Promise.resolve(probability(frame[0] ?? 0)), reset: () => undefined }
  capture = new HoldCapture({ vad: hears, onFrame: () => heardFrames++ })
  heardFrames = sentFrames = 0
  const frames = (count: number, level: number): Float32Array => new Float32Array(count * CAPTURE_FRAME_SAMPLES).fill(level)
  await hear(concat([frames(10, 0.5), frames(30, 0.2)]))
  capture.press()
  await hear(concat([frames(10, 0.5), frames(10, 0)]))
  expect(capture.snapshot()).toMatchObject({ hadSpeech: true, trailingSilenceMs: 320 })
})
