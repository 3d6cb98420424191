import { LevelMeter } from '../../electron/audio/level-meter.ts'
import type { InputLevel } from '../../electron/contract/audio.ts'
import type { Microphone } from './microphone.ts'

const READ_MS = 60

/** Levels of the page's own microphone, for trying it out when no conversation listens. */
export function pageLevels(microphone: Microphone): (listener: (level: InputLevel) => void) => () => void {
  return (listener) => {
    const meter = new LevelMeter()
    const stop = microphone.onMessage((message) => {
      if (message.type === 'frame') meter.push(message.samples, 0, performance.now())
    })
    const timer = setInterval(() => {
      if (microphone.state.kind === 'open') listener(meter.read(performance.now()))
    }, READ_MS)
    return () => {
      stop()
      clearInterval(timer)
    }
  }
}
