import { expect, it } from 'vitest'
import type { EchoReading } from '../../electron/contract/audio.ts'
import { EchoMonitor, type EchoState } from './echo-monitor.ts'

const SEPARATED: EchoReading = { near: false, playedDb: -22, echoDb: -34, heardDb: -33, leftDb: -56 }
const UNHEARD: EchoReading = { near: false, playedDb: -22, echoDb: -71, heardDb: -60, leftDb: -61 }
const LOUD: EchoReading = { near: false, playedDb: -22, echoDb: -14, heardDb: -13, leftDb: -17 }

function monitor(): { push: (reading: EchoReading, seconds: number) => void; states: EchoState[]; reset: () => void } {
  const states: EchoState[] = []
  const echo = new EchoMonitor((state) => states.push(state))
  const push = (reading: EchoReading, seconds: number): void => {
    for (let k = 0; k < (seconds * 1000) / 32; k++) echo.push(reading)
  }
  return { push, states, reset: () => echo.reset() }
}

it.each([
  ['unheard', UNHEARD],
  ['separated', SEPARATED],
  ['loud', LOUD],
] as const)('tells after two seconds of playing: %s', (state, reading) => {
  const { push, states } = monitor()
  push(reading, 1)
  expect(states).toEqual([])
  push(reading, 2)
  expect(states).toEqual([state])
})

it('learns nothing from what somebody says over it, nor from silence', () => {
  const { push, states } = monitor()
  push({ ...LOUD, near: true }, 5)
  push({ ...UNHEARD, playedDb: -80 }, 5)
  expect(states).toEqual([])
})

it('notices headphones that are put on, and starts over with another microphone', () => {
  const { push, states, reset } = monitor()
  push(LOUD, 3)
  push(UNHEARD, 1)
  reset()
  push(SEPARATED, 1)
  expect(states).toEqual(['loud', 'unheard', 'unknown'])
})

it('does not take an echo that was not recognised, as where much sound is lost, for none', () => {
  const { push, states } = monitor()
  push({ ...LOUD, echoDb: -31 }, 4)
  expect(states).toEqual(['loud'])
})

it('is not misled by a moment in which sound was lost on its way', () => {
  const { push, states } = monitor()
  push(SEPARATED, 3)
  push(LOUD, 0.5)
  push(SEPARATED, 1)
  push(LOUD, 0.5)
  push(SEPARATED, 1)
  expect(states).toEqual(['separated'])
})
