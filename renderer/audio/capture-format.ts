import type { EchoReading } from '../../electron/contract/audio.ts'

/**
 * What the second input plays is taken out of the first: the way it comes back through a room, or the copy of it in what the
 * machine plays; `restricted`: the system says that it leaves it out itself.
 */
export type TakenOut = 'echo' | 'copy' | 'restricted copy'

/** Handed to the capture worklet by the page, so that the schemas of the contract are not bundled into the audio thread. */
export interface CaptureFormat {
  sampleRateHz: number
  frameSamples: number
  takesOut: TakenOut | null
}

/** What the worklet sends, a frame at a time. */
export interface CapturedSound {
  samples: Float32Array<ArrayBuffer>
  /** With the copy that was taken out. */
  whole?: Float32Array<ArrayBuffer>
  /** Null while nothing plays, and without a gate. */
  echo: EchoReading | null
}
