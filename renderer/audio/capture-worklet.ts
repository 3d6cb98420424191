import type { CaptureFormat } from './capture-format.ts'
import { Framer } from './framer.ts'

/** What an AudioWorkletGlobalScope has; the DOM library does not describe it. */
declare const sampleRate: number
declare function registerProcessor(name: string, processor: typeof CaptureProcessor): void
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}

/** Sends the first channel of its input to the page in frames of the wanted format. */
class CaptureProcessor extends AudioWorkletProcessor {
  private readonly framer: Framer

  constructor({ processorOptions }: { processorOptions: CaptureFormat }) {
    super()
    this.framer = new Framer(sampleRate, processorOptions.sampleRateHz, processorOptions.frameSamples, (frame) =>
      this.port.postMessage(frame, [frame.buffer]),
    )
  }

  process(inputs: Float32Array[][]): boolean {
    const channel = inputs[0]?.[0]
    if (channel) this.framer.push(channel)
    return true
  }
}

registerProcessor('capture', CaptureProcessor)
