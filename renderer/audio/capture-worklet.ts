import { ClockWatch } from '../../electron/audio/echo/clock-watch.ts'
import { EchoGate } from '../../electron/audio/echo/echo-gate.ts'
import { OwnSoundRemover } from '../../electron/audio/own-sound/own-sound-remover.ts'
import type { CaptureFormat, CapturedSound, TakenOut } from './capture-format.ts'
import { Framer } from './framer.ts'

/** What an AudioWorkletGlobalScope has; the DOM library does not describe it. */
declare const sampleRate: number
declare function registerProcessor(name: string, processor: typeof CaptureProcessor): void
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}

/** From what the page plays to where the system hears it, as a first guess: 150 ms. */
const EXPECTED_DELAY_SAMPLES = 2_400

/**
 * Sends the first channel of its first input to the page in frames of the wanted format, freed of what the second one plays. The
 * two come with the same clock: what lies between them is the way through the room, or through the system.
 */
class CaptureProcessor extends AudioWorkletProcessor {
  private readonly heard: Framer
  private readonly played: Framer
  private readonly takesOut: TakenOut | null
  private readonly gate: EchoGate | null
  private readonly remover: OwnSoundRemover | null
  private readonly clock = new ClockWatch()
  private readonly frameMs: number
  private playedFrame: Float32Array<ArrayBuffer> | null = null

  constructor({ processorOptions: { sampleRateHz, frameSamples, takesOut } }: { processorOptions: CaptureFormat }) {
    super()
    this.frameMs = (frameSamples / sampleRateHz) * 1000
    this.takesOut = takesOut
    this.gate = takesOut === 'echo' ? new EchoGate() : null
    this.remover = takesOut && !this.gate ? new OwnSoundRemover((samples, whole) => this.post({ samples, whole, echo: null }), { expected: EXPECTED_DELAY_SAMPLES }) : null
    this.played = new Framer(sampleRate, sampleRateHz, frameSamples, (frame) => (this.playedFrame = frame))
    this.heard = new Framer(sampleRate, sampleRateHz, frameSamples, (frame) => this.send(frame))
  }

  process(inputs: Float32Array[][]): boolean {
    const heard = inputs[0]?.[0]
    if (!heard) return true
    // First what is played, so that it is there for the frame which it belongs to. Without a connection there is none.
    if (this.takesOut) this.played.push(inputs[1]?.[0] ?? new Float32Array(heard.length))
    this.heard.push(heard)
    return true
  }

  private send(frame: Float32Array<ArrayBuffer>): void {
    if (this.clock.push(this.frameMs, Date.now())) this.gate?.lost()
    if (this.remover) this.remove(this.remover, frame)
    else this.post(this.gate ? this.gate.process(frame, this.playedFrame) : { samples: frame, echo: null })
  }

  /** What the system left out is put back for the recording, about where it was; that it did so is not just believed. */
  private remove(remover: OwnSoundRemover, frame: Float32Array<ArrayBuffer>): void {
    const played = this.playedFrame ?? new Float32Array(frame.length)
    remover.played(played)
    const isLeftOut = this.takesOut === 'restricted copy' && !remover.found
    remover.heard(frame, isLeftOut ? frame.map((sample, n) => sample + played[n]!) : frame)
  }

  private post(sound: CapturedSound): void {
    this.port.postMessage(sound, sound.whole ? [sound.samples.buffer, sound.whole.buffer] : [sound.samples.buffer])
  }
}

registerProcessor('capture', CaptureProcessor)
