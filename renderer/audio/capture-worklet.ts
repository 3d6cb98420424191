import { ClockWatch } from '../../electron/audio/echo/clock-watch.ts'
import { EchoGate } from '../../electron/audio/echo/echo-gate.ts'
import type { CaptureFormat, CapturedSound } from './capture-format.ts'
import { Framer } from './framer.ts'

/** What an AudioWorkletGlobalScope has; the DOM library does not describe it. */
declare const sampleRate: number
declare function registerProcessor(name: string, processor: typeof CaptureProcessor): void
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}

/**
 * Sends the first channel of its first input to the page in frames of the wanted format, freed of what the second one plays. The
 * two come with the same clock: what lies between them is the way through the room.
 */
class CaptureProcessor extends AudioWorkletProcessor {
  private readonly heard: Framer
  private readonly played: Framer
  private readonly gate: EchoGate | null
  private readonly clock = new ClockWatch()
  private readonly frameMs: number
  private playedFrame: Float32Array<ArrayBuffer> | null = null

  constructor({ processorOptions: { sampleRateHz, frameSamples, gatesEcho } }: { processorOptions: CaptureFormat }) {
    super()
    this.frameMs = (frameSamples / sampleRateHz) * 1000
    this.gate = gatesEcho ? new EchoGate() : null
    this.played = new Framer(sampleRate, sampleRateHz, frameSamples, (frame) => (this.playedFrame = frame))
    this.heard = new Framer(sampleRate, sampleRateHz, frameSamples, (frame) => this.send(frame))
  }

  process(inputs: Float32Array[][]): boolean {
    const heard = inputs[0]?.[0]
    if (!heard) return true
    // First what is played, so that it is there for the frame which it belongs to. Without a connection there is none.
    if (this.gate) this.played.push(inputs[1]?.[0] ?? new Float32Array(heard.length))
    this.heard.push(heard)
    return true
  }

  private send(frame: Float32Array<ArrayBuffer>): void {
    if (this.clock.push(this.frameMs, Date.now())) this.gate?.lost()
    const sound: CapturedSound = this.gate ? this.gate.process(frame, this.playedFrame) : { samples: frame, echo: null }
    this.port.postMessage(sound, [sound.samples.buffer])
  }
}

registerProcessor('capture', CaptureProcessor)
