import type { AnimationCall } from '../../animation-client.ts'
import { AnimationStream } from '../../animation-stream.ts'
import { StreamCall } from '../../stream-call.ts'
import type { FaceProvider, StreamStart } from '../face-provider.ts'
import { describeFaceModel } from './face-model.ts'
import { KserveClient } from './kserve-client.ts'
import { StatefulArticulator, WindowedArticulator, type RemoteModel } from './triton-articulator.ts'

export interface TritonOptions {
  /** `https://host:port`, with or without `/v2`. */
  address: string
  model: string
  apiKey?: string
  rootCertificates?: string
  timeoutMs?: number
}

/**
 * A model on a Triton, or any other server of the Open Inference Protocol. It moves the mouth; brows, lids, head and gaze
 * come from the sound here, as with our own.
 */
export class TritonProvider implements FaceProvider {
  readonly name: string
  readonly animatesHead = true
  private readonly client: KserveClient
  private remote: Promise<RemoteModel> | null = null

  constructor(private readonly options: TritonOptions) {
    this.name = `Triton at ${new URL(options.address).host}`
    this.client = new KserveClient({ ...options, name: this.name })
  }

  async open(start: StreamStart, { signal }: { signal?: AbortSignal } = {}): Promise<AnimationCall> {
    const remote = await (this.remote ??= this.describe())
    const articulator = remote.face.states.length > 0 ? new StatefulArticulator(remote, signal) : new WindowedArticulator(remote, signal)
    const { sampleRate, fps, emotion } = start
    const stream = new AnimationStream(articulator, {
      sampleRateHz: sampleRate,
      lookaheadMs: remote.face.lookaheadMs,
      ...(fps ? { fps } : {}),
      ...(emotion ? { emotion } : {}),
    })
    return new StreamCall(stream, signal)
  }

  dispose(): void {
    this.client.dispose()
  }

  private async describe(): Promise<RemoteModel> {
    const { client, name } = this
    const { model } = this.options
    try {
      const metadata = await client.metadata(model)
      const [parameters, binary] = await Promise.all([client.parameters(model), client.takesBinary()])
      return { client, model, name, face: describeFaceModel(metadata, parameters, name), binary }
    } catch (error) {
      // The next stream asks again.
      this.remote = null
      throw error
    }
  }
}
