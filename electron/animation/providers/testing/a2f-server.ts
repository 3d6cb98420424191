import grpc from '@grpc/grpc-js'
import { setTimeout as delay } from 'node:timers/promises'
import { A2F_ORDER } from '../coefficient-orders.ts'
import { loadService, type AnimationDataStream, type AudioStream } from '../audio2face-3d/service.ts'
import { SLOW_MS, type ConformanceServer, type ConformanceServerOptions, type Fault } from './faults.ts'

const FPS = 30
/** Audio that the service has heard before it answers. */
const LOOKAHEAD_S = 0.1
const NAMES = A2F_ORDER.map((name) => name[0]!.toUpperCase() + name.slice(1))
const JAW_OPEN = NAMES.indexOf('JawOpen')

type Call = grpc.ServerDuplexStream<AudioStream, AnimationDataStream | Buffer>

/**
 * Audio2Face-3D as protocols.md describes it, on loopback: thirty frames a second whose jaw follows the sound's level.
 * What a client does wrong is refused as the service would, and remembered.
 */
export async function startA2fServer(options: ConformanceServerOptions & { functionId?: string } = {}): Promise<ConformanceServer & { emotions: object[] }> {
  const { definition } = await loadService()
  const server = new grpc.Server()
  const complaints: string[] = []
  const emotions: object[] = []
  const method = { ...definition.ProcessAudioStream, responseSerialize: (message: AnimationDataStream | Buffer) => (Buffer.isBuffer(message) ? message : definition.ProcessAudioStream.responseSerialize(message)) }
  const serve = (call: Call): void => void new Answer(call, options, complaints, emotions)
  server.addService({ ProcessAudioStream: method } as unknown as grpc.ServiceDefinition, { ProcessAudioStream: serve } as unknown as grpc.UntypedServiceImplementation)
  const credentials = options.tls
    ? grpc.ServerCredentials.createSsl(null, [{ private_key: Buffer.from(options.tls.key), cert_chain: Buffer.from(options.tls.cert) }])
    : grpc.ServerCredentials.createInsecure()
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)))
  })
  return { url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`, complaints, emotions, close: () => Promise.resolve(server.forceShutdown()) }
}

class Answer {
  private readonly fault: Fault | undefined
  private rateHz = 0
  private samples: number[] = []
  private framesOut = 0
  private hasEnded = false
  private work = Promise.resolve()

  constructor(
    private readonly call: Call,
    options: ConformanceServerOptions & { functionId?: string },
    private readonly complaints: string[],
    private readonly emotions: object[],
  ) {
    this.fault = options.fault
    const { key, functionId } = options
    if (key && call.metadata.get('authorization')[0] !== `Bearer ${key}`) this.refuse(grpc.status.UNAUTHENTICATED, 'no valid key')
    else if (functionId && call.metadata.get('function-id')[0] !== functionId) this.refuse(grpc.status.NOT_FOUND, 'no such function')
    else this.listen()
  }

  private listen(): void {
    const { call } = this
    call.on('data', (message: AudioStream) => this.receive(message))
    call.on('end', () => {
      if (!this.hasEnded && !call.cancelled) this.complain('hung up without end_of_audio')
    })
    call.on('error', () => undefined)
  }

  private receive(message: AudioStream): void {
    const header = message.audio_stream_header
    if (header) {
      const { audio_format: format, channel_count: channels, samples_per_second: rate, bits_per_sample: bits } = header.audio_header
      if (this.rateHz > 0) return this.complain('sent a second header')
      if (format !== 0 || channels !== 1 || bits !== 16 || rate < 16_000 || rate > 144_000) return this.complain(`announced ${rate} Hz, ${channels} channels, ${bits} bits`)
      this.rateHz = rate
      if (header.emotion_params) this.emotions.push(header.emotion_params.beginning_emotion)
      this.enqueue(async () => this.say({ animation_data_stream_header: { skel_animation_header: { blend_shapes: NAMES } } }))
      return
    }
    if (this.rateHz === 0) return this.complain('sent sound before its header')
    if (this.hasEnded) return this.complain('sent something after end_of_audio')
    const sound = message.audio_with_emotion
    if (sound) {
      const bytes = Buffer.from(sound.audio_buffer ?? [])
      if (bytes.length > 10 * this.rateHz * 2) return this.complain('sent more than 10 s in one buffer')
      for (let at = 0; at + 1 < bytes.length; at += 2) this.samples.push(bytes.readInt16LE(at))
      for (const { emotion } of sound.emotions ?? []) this.emotions.push(emotion)
      if (this.samples.length > 300 * this.rateHz) return this.complain('sent more than 300 s')
      this.enqueue(() => this.animate(this.samples.length / this.rateHz - LOOKAHEAD_S))
      return
    }
    this.hasEnded = true
    this.enqueue(async () => {
      await this.animate(this.samples.length / this.rateHz)
      this.say({ event: { event_type: 0 } })
      this.say({ status: { code: 0, message: 'audio processing done' } })
      if (this.fault !== 'silence') this.call.end()
    })
  }

  private async animate(untilS: number): Promise<void> {
    const frames: { time_code: number; values: number[] }[] = []
    for (; this.framesOut / FPS < untilS; this.framesOut++) frames.push({ time_code: this.framesOut / FPS, values: this.valuesAt(this.framesOut / FPS) })
    if (frames.length === 0) return
    const isFirst = frames[0]!.time_code === 0
    if (this.fault === 'late' || (this.fault === 'slowFirstFrame' && isFirst)) await delay(SLOW_MS)
    if (this.fault === 'outOfOrder') for (let k = 1; k < frames.length; k += 2) frames.splice(k - 1, 2, frames[k]!, frames[k - 1]!)
    if (this.fault === 'wrongCount') frames[0]!.values.pop()
    if (!isFirst && this.fault === 'cutOff') return void this.call.emit('error', { code: grpc.status.UNAVAILABLE, details: 'gone' })
    if (!isFirst && this.fault === 'errorStatus') {
      this.say({ status: { code: 3, message: 'out of memory' } })
      return void this.call.end()
    }
    if (!isFirst && this.fault === 'garbage') return void this.call.write(Buffer.from('fffffffffffff', 'utf8'))
    this.say({ animation_data: { skel_animation: { blend_shape_weights: frames } } })
  }

  /** All at rest but the jaw, which follows the loudness around the moment; now and then beyond 1, as the service does. */
  private valuesAt(timeS: number): number[] {
    const middle = Math.round(timeS * this.rateHz)
    const around = this.samples.slice(Math.max(0, middle - this.rateHz / 50), middle + this.rateHz / 50)
    const level = Math.sqrt(around.reduce((sum, value) => sum + value * value, 0) / Math.max(1, around.length)) / 8_000
    return NAMES.map((_, k) => (k === JAW_OPEN ? level : 0))
  }

  private say(message: AnimationDataStream): void {
    if (this.fault !== 'silence') this.call.write(message)
  }

  private enqueue(task: () => Promise<void>): void {
    this.work = this.work.then(task).catch(() => undefined)
  }

  private complain(what: string): void {
    this.complaints.push(what)
    this.refuse(grpc.status.INVALID_ARGUMENT, what)
  }

  private refuse(code: grpc.status, details: string): void {
    this.call.emit('error', { code, details })
  }
}
