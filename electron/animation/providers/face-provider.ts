import type { Disposable } from '../../base/disposable.ts'
import type { AnimationStart } from '../../contract/animation.ts'
import type { AnimationCall } from '../animation-client.ts'

export type StreamStart = Omit<AnimationStart, 'type'>

/** Somebody who turns sound into coefficients. Its streams are ours in every respect, whatever it speaks itself. */
export interface FaceProvider extends Disposable {
  /** As it is called in a sentence, with its host: «Audio2Face-3D at grpc.example.com». */
  readonly name: string
  /** Whether head, gaze and lids move; where they do not, they are taken from our own model. */
  readonly animatesHead: boolean
  /**
   * Resolves when sound can be pushed.
   * @throws UnderstudyError with a sentence on which a user can act
   */
  open(start: StreamStart, options?: { signal?: AbortSignal }): Promise<AnimationCall>
}

/** What a provider's protocol reports. After `finished` or `failed` it is not heard any more. */
export interface FaceSink {
  /** @param coefficients 52, canonical, not yet clamped; times may come in any rhythm */
  frame(timeS: number, coefficients: Float32Array): void
  finished(): void
  failed(error: unknown): void
}

/** A provider's protocol, without knowledge of rates, clamping and order. */
export interface FaceTransport {
  /** Resolves when there is room for more. */
  send(pcm: Int16Array): Promise<void>
  end(): Promise<void>
  /** At once, whatever is under way. */
  close(): void
}
