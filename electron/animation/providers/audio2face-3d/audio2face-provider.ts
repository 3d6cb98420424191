import type { ChannelCredentials, Client, ClientDuplexStream, Metadata } from '@grpc/grpc-js'
import type { AnimationCall } from '../../animation-client.ts'
import type { FaceProvider, FaceSink, FaceTransport, StreamStart } from '../face-provider.ts'
import { ProviderCall } from '../provider-call.ts'
import { connectionError } from '../provider-errors.ts'
import { A2fTransport } from './a2f-transport.ts'
import type { Pacing } from './paced-sender.ts'
import { loadService, type AnimationDataStream, type AudioStream } from './service.ts'

const CONNECT_TIMEOUT_MS = 5_000
const SELF_HOSTED_PORT = '52000'

export interface Audio2FaceOptions {
  /** `https://grpc.nvcf.nvidia.com:443` for the hosted service, `http://host:52000` for one of your own. */
  address: string
  apiKey?: string
  /** The hosted service's choice of character. */
  functionId?: string
  /** PEM of an authority that the computer does not know. */
  rootCertificates?: string
  pacing?: Pacing
}

interface Service extends Client {
  ProcessAudioStream(metadata: Metadata): ClientDuplexStream<AudioStream, AnimationDataStream>
}

/** NVIDIA Audio2Face-3D over gRPC, hosted or self-hosted. Connections are kept between utterances. */
export class Audio2FaceProvider implements FaceProvider {
  readonly name: string
  readonly animatesHead = false
  private client: Promise<{ service: Service; metadata: Metadata }> | null = null

  constructor(private readonly options: Audio2FaceOptions) {
    this.name = `Audio2Face-3D at ${new URL(options.address).host}`
  }

  async open(start: StreamStart, options: { signal?: AbortSignal } = {}): Promise<AnimationCall> {
    const { service, metadata } = await (this.client ??= this.connect())
    const { apiKey, functionId, pacing } = this.options
    const connect = (sink: FaceSink): FaceTransport =>
      new A2fTransport({ name: this.name, start, sink, stream: service.ProcessAudioStream(metadata), pacing, hasKey: Boolean(apiKey), functionId })
    const call = new ProviderCall({ name: this.name, start, connect, ...options })
    // A stream knows why it did not come about; the wait for the connection only that it didn't.
    await Promise.race([this.ready(service), call.done]).catch((error: unknown) => {
      call.cancel()
      throw error
    })
    return call
  }

  dispose(): void {
    void this.client?.then(({ service }) => service.close())
  }

  private async connect(): Promise<{ service: Service; metadata: Metadata }> {
    const [grpc, { definition }] = await Promise.all([import('@grpc/grpc-js'), loadService()])
    const { protocol, hostname, port } = new URL(this.options.address)
    const secure = protocol === 'https:'
    const credentials: ChannelCredentials = secure
      ? grpc.credentials.createSsl(this.options.rootCertificates ? Buffer.from(this.options.rootCertificates) : null)
      : grpc.credentials.createInsecure()
    const metadata = new grpc.Metadata()
    if (this.options.functionId) metadata.set('function-id', this.options.functionId)
    if (this.options.apiKey) metadata.set('authorization', `Bearer ${this.options.apiKey}`)
    const Stub = grpc.makeClientConstructor(definition, 'A2FControllerService')
    const target = `${hostname}:${port || (secure ? '443' : SELF_HOSTED_PORT)}`
    return { service: new Stub(target, credentials) as unknown as Service, metadata }
  }

  private ready(service: Service): Promise<void> {
    return new Promise((resolve, reject) => {
      service.waitForReady(Date.now() + CONNECT_TIMEOUT_MS, (error) => (error ? reject(connectionError(error, this.name)) : resolve()))
    })
  }
}
