/** Handed to the capture worklet by the page, so that the schemas of the contract are not bundled into the audio thread. */
export interface CaptureFormat {
  sampleRateHz: number
  frameSamples: number
}
