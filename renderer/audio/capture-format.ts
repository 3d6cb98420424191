import type { EchoReading } from '../../electron/contract/audio.ts'

/** Handed to the capture worklet by the page, so that the schemas of the contract are not bundled into the audio thread. */
export interface CaptureFormat {
  sampleRateHz: number
  frameSamples: number
  /** Takes what the second input plays out of the first. */
  gatesEcho: boolean
}

/** What the worklet sends, a frame at a time. */
export interface CapturedSound {
  samples: Float32Array<ArrayBuffer>
  /** Null while nothing plays, and without a gate. */
  echo: EchoReading | null
}
