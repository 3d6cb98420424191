import { describe, expect, it } from 'vitest'
import { CAPTURE_FRAME_MS, CAPTURE_FRAME_SAMPLES } from '../../contract/audio.ts'
import { Endpointer } from './endpointer.ts'
import { SpeakerPace } from './speaker-pace.ts'

const SILENCE = new Float32Array(CAPTURE_FRAME_SAMPLES)

/** Frames of speech at given pitches, Hz: one for each, with a few overtones. */
function speak(endpointer: Endpointer, pitches: readonly number[]): void {
  let phase = 0
  for (const hz of pitches) {
    const frame = Float32Array.from({ length: CAPTURE_FRAME_SAMPLES }, () => {
      phase += (2 * Math.PI * hz) / 16_000
      return 0.1 * (Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.3 * Math.sin(3 * phase))
    })
    expect(endpointer.push(frame, 0.95)).toBe(false)
  }
}

const steps = (from: number, to: number, frames: number): number[] => Array.from({ length: frames }, (_, k) => from + ((to - from) * k) / (frames - 1))
const FALLING = [...steps(140, 120, 30), ...steps(120, 85, 10)]
const LEVEL = [...steps(100, 140, 20), ...steps(130, 118, 20)]

/** Silence until the turn is over. `text` is known 200 ms into it. @returns ms of silence */
function silenceNeeded(endpointer: Endpointer, text: string | null): number {
  for (let silentMs = CAPTURE_FRAME_MS; silentMs < 5_000; silentMs += CAPTURE_FRAME_MS) {
    if (endpointer.push(SILENCE, 0.02)) return silentMs
    if (text !== null && silentMs >= 200) endpointer.heard(text, silentMs)
  }
  return Infinity
}

function afterSpeech(pitches: readonly number[], text: string | null, pace?: SpeakerPace): number {
  const endpointer = new Endpointer(pace ? { pace } : {})
  endpointer.begin()
  speak(endpointer, pitches)
  return silenceNeeded(endpointer, text)
}

describe('Endpointer', () => {
  it('lets a finished question go sooner than a statement, and that sooner than an unfinished clause', () => {
    const question = afterSpeech(FALLING, 'What happened on Sunday?')
    const statement = afterSpeech(FALLING, 'I think the price is too high.')
    const clause = afterSpeech(FALLING, 'I wanted to ask about the')
    expect(question).toBeLessThan(statement)
    expect(statement).toBeLessThan(clause)
  })

  it('waits longer where the voice has not come down', () => {
    expect(afterSpeech(LEVEL, 'What happened on Sunday?')).toBeGreaterThan(afterSpeech(FALLING, 'What happened on Sunday?'))
  })

  it('ends also without any words, and never waits longer than 1.2 s', () => {
    for (const pitches of [FALLING, LEVEL, [], steps(120, 120, 40)]) {
      for (const text of [null, '', 'So, um,', 'My number is four']) {
        const slow = new SpeakerPace()
        for (let k = 0; k < 50; k++) slow.paused(3_000)
        expect(afterSpeech(pitches, text, slow)).toBeLessThan(1_200)
      }
    }
  })

  it('forgets the words of a pause after which the speaker went on', () => {
    const endpointer = new Endpointer()
    endpointer.begin()
    speak(endpointer, FALLING)
    for (let k = 0; k < 8; k++) endpointer.push(SILENCE, 0.02)
    endpointer.heard('What happened on Sunday?', 256)
    speak(endpointer, FALLING)
    // The old text would end it early.
    expect(silenceNeeded(endpointer, null)).toBeGreaterThan(afterSpeech(FALLING, 'What happened on Sunday?'))
  })

  it('gives who takes their time more of it, and hurries with who hurries', () => {
    const [slow, quick] = [new SpeakerPace(), new SpeakerPace()]
    for (let k = 0; k < 10; k++) {
      slow.paused(900)
      quick.paused(250)
    }
    const usual = afterSpeech(FALLING, 'What happened on Sunday?')
    expect(afterSpeech(FALLING, 'What happened on Sunday?', slow)).toBeGreaterThan(usual)
    expect(afterSpeech(FALLING, 'What happened on Sunday?', quick)).toBeLessThan(usual)
  })

  it('says nothing between turns', () => {
    const endpointer = new Endpointer()
    expect(silenceNeeded(endpointer, null)).toBe(Infinity)
    endpointer.begin()
    speak(endpointer, FALLING)
    endpointer.end()
    expect(silenceNeeded(endpointer, 'What happened on Sunday?')).toBe(Infinity)
  })
})
