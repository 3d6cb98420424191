import { ANIMATION_PATH } from '../../contract/animation.ts'
import { AnimationClient, type AnimationCall } from '../animation-client.ts'
import type { FaceProvider, StreamStart } from './face-provider.ts'

export interface UnderstudyProviderOptions {
  /** `https://host:port`, with or without `/v1`. */
  address: string
  apiKey?: string
  rootCertificates?: string
}

/** Our own inference server, on another machine. */
export class UnderstudyProvider implements FaceProvider {
  readonly name: string
  readonly animatesHead = true
  private readonly client: AnimationClient

  constructor({ address, apiKey, rootCertificates }: UnderstudyProviderOptions) {
    this.name = `The animation server at ${new URL(address).host}`
    const url = `${address.replace(/^http/, 'ws').replace(/\/+$/, '').replace(/\/v1$/, '')}${ANIMATION_PATH}`
    this.client = new AnimationClient({ url, name: this.name, ...(apiKey ? { token: apiKey } : {}), ...(rootCertificates ? { rootCertificates } : {}) })
  }

  open(start: StreamStart, options: { signal?: AbortSignal } = {}): Promise<AnimationCall> {
    return this.client.open(start, options)
  }

  dispose(): void {
    this.client.dispose()
  }
}
