import { CAPTURE_FRAME_SAMPLES, CAPTURE_SAMPLE_RATE_HZ } from '../../electron/contract/audio.ts'
import type { CaptureFormat, CapturedSound, TakenOut } from './capture-format.ts'
import captureWorkletUrl from './capture-worklet.ts?worker&url'

/** A stream of the page as 16 kHz mono frames of 512 samples, until it is released. */
export class CaptureStream {
  private played: MediaStreamAudioSourceNode | null = null

  private constructor(
    readonly stream: MediaStream,
    private readonly context: AudioContext,
    private readonly node: AudioWorkletNode,
  ) {}

  /**
   * The stream's tracks are its own from here on: they are stopped with it, also when it cannot be opened or `signal` fires.
   * @param on.lost a track of the stream has ended by itself
   * @param takesOut how what the page plays is taken out of it: see `cancel`
   */
  static async open(
    stream: MediaStream,
    signal: AbortSignal,
    on: { frame(sound: CapturedSound): void; lost(stream: MediaStream): void },
    takesOut: TakenOut | null = null,
  ): Promise<CaptureStream> {
    const context = new AudioContext({ sampleRate: CAPTURE_SAMPLE_RATE_HZ, latencyHint: 'interactive' })
    try {
      await context.audioWorklet.addModule(captureWorkletUrl)
      void context.resume()
      if (signal.aborted) throw signal.reason
      const format: CaptureFormat = { sampleRateHz: CAPTURE_SAMPLE_RATE_HZ, frameSamples: CAPTURE_FRAME_SAMPLES, takesOut }
      const node = new AudioWorkletNode(context, 'capture', {
        numberOfInputs: takesOut ? 2 : 1,
        numberOfOutputs: 0,
        channelCount: 1,
        channelCountMode: 'explicit',
        processorOptions: format,
      })
      node.port.onmessage = ({ data }: MessageEvent<CapturedSound>) => on.frame(data)
      new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(node)
      for (const track of stream.getAudioTracks()) track.addEventListener('ended', () => on.lost(stream))
      return new CaptureStream(stream, context, node)
    } catch (thrown) {
      for (const track of stream.getTracks()) track.stop()
      void context.close()
      throw thrown
    }
  }

  get label(): string {
    return this.stream.getAudioTracks()[0]?.label ?? ''
  }

  /** What the page plays from now on; null: nothing. It reaches the worklet on the clock of the microphone's own sound. */
  cancel(played: MediaStream | null): void {
    this.played?.disconnect()
    this.played = played && new MediaStreamAudioSourceNode(this.context, { mediaStream: played })
    this.played?.connect(this.node, 0, 1)
  }

  release(): void {
    this.node.port.onmessage = null
    this.played?.disconnect()
    this.node.disconnect()
    for (const track of this.stream.getTracks()) track.stop()
    void this.context.close()
  }
}
