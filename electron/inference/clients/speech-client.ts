import type { TimedCoefficients } from '../../animation/providers/azure/blend-shapes.ts'
import type { Disposable } from '../../base/disposable.ts'
import type { AnimationPhone } from '../../contract/animation.ts'
import type { UnderstudyError } from '../../contract/errors.ts'
import { AzureSpeech } from './azure-speech.ts'
import { brokenOff, wrongAnswer } from './client-errors.ts'
import { unlessAborted, type CallContext, type Connections } from './connections.ts'
import { speechEvents } from './speech-events.ts'

export interface SpeechChunk {
  /** Mono. */
  pcm: Int16Array
  sampleRateHz: number
  /** Of the sentence that begins here, in seconds of the whole speech, where the voice knows them. */
  phones?: readonly AnimationPhone[]
  /** Who speaks, as it is called in a sentence, where it is one with a protocol of its own. */
  provider?: string
  /** Of a voice that brings its face, with every chunk; in seconds of the whole speech. */
  frames?: readonly TimedCoefficients[]
  /** The face that the voice brought can't be used any more. */
  frameTrouble?: UnderstudyError
}

export interface SynthesizeRequest {
  /** Of our own voices; a server elsewhere has the one of the settings. */
  voice?: string
  /** 0.5…2; 1 is the voice's own. */
  speed?: number
  /** Our own engine speaks, whatever the settings say. */
  embedded?: boolean
  /** Asked of our own engine; its own where left out. */
  sampleRateHz?: number
  signal?: AbortSignal
}

export interface Synthesizer {
  /** Chunks as they are made, of any length. @throws UnderstudyError */
  synthesize(text: string, options?: SynthesizeRequest): AsyncIterable<SpeechChunk>
}

/** What `response_format: 'pcm'` means where nobody says otherwise. */
const OPENAI_PCM_RATE_HZ = 24_000
/** Our own voice goes on after it, so nobody has to wait for longer. */
const AZURE_SILENCE_MS = 5_000
/** No voice is as slow. */
const LONGEST_SPEECH = { s: 10, sPerCharacter: 0.4 }
/** −60 dBFS. */
const INAUDIBLE = 33
/** First bytes of files that servers send although they were asked for bare samples. */
const CONTAINERS = ['RIFF', 'ID3', 'OggS', 'fLaC', '<!DO', '<htm', '{"er']

/** The speech role: whoever the settings name, in its own protocol. */
export class SpeechClient implements Synthesizer, Disposable {
  private readonly azure: AzureSpeech

  constructor(
    private readonly connections: Connections,
    silenceTimeoutMs: number,
  ) {
    this.azure = new AzureSpeech(Math.min(silenceTimeoutMs, AZURE_SILENCE_MS))
  }

  async *synthesize(text: string, options: SynthesizeRequest = {}): AsyncGenerator<SpeechChunk> {
    const { signal, embedded = false } = options
    const endpoint = embedded ? null : await unlessAborted(this.connections.resolve('speech'), signal)
    if (endpoint?.provider === 'azure') return yield* this.azure.speak(endpoint, text, signal)
    yield* this.connections.guard('speech', signal, (context) => chunks(text, options, context), { embedded })
  }

  dispose(): void {
    this.azure.dispose()
  }
}

async function* chunks(text: string, options: SynthesizeRequest, context: CallContext): AsyncGenerator<SpeechChunk> {
  const { client, endpoint, signal } = context
  const response = await client.audio.speech.create(
    {
      input: text,
      model: endpoint.model,
      voice: (endpoint.embedded ? options.voice : endpoint.voice) ?? 'default',
      response_format: 'pcm',
      // Our own voice says when it says what.
      ...(endpoint.embedded ? { stream_format: 'sse' as const } : {}),
      ...(options.speed === undefined ? {} : { speed: options.speed }),
    },
    { signal, headers: endpoint.embedded ? { 'x-sample-rate': String(options.sampleRateHz ?? 'native'), 'x-phones': '1' } : {} },
  )
  const type = response.headers.get('content-type') ?? ''
  if (/json|html|mpeg|ogg|flac|wav/.test(type)) throw wrongAnswer(context, 'answered with something else than 16-bit PCM sound')
  const sampleRateHz = statedRate(response.headers)
  if (!response.body) throw wrongAnswer(context, 'sent no sound')
  if (endpoint.embedded && type.includes('text/event-stream')) return yield* timedChunks(response.body as unknown as AsyncIterable<Uint8Array>, sampleRateHz, context)
  let odd: number | null = null
  let started = false
  let isSilent = true
  let left = (LONGEST_SPEECH.s + text.length * LONGEST_SPEECH.sPerCharacter) * sampleRateHz
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    context.heard()
    if (part.length === 0) continue
    if (!started && isContainer(part)) throw wrongAnswer(context, 'answered with something else than 16-bit PCM sound')
    started = true
    const bytes: Uint8Array = odd === null ? part : Buffer.concat([Uint8Array.of(odd), part])
    odd = bytes.length % 2 === 1 ? bytes[bytes.length - 1]! : null
    const even = bytes.length - (bytes.length % 2)
    if (even === 0) continue
    const pcm = new Int16Array(new Uint8Array(bytes.subarray(0, even)).buffer)
    left -= pcm.length
    if (left < 0) throw wrongAnswer(context, 'sends sound without an end')
    isSilent &&= pcm.every((sample) => Math.abs(sample) < INAUDIBLE)
    yield { pcm, sampleRateHz }
  }
  if (!started) throw wrongAnswer(context, 'sent no sound')
  if (odd !== null) throw brokenOff(context)
  if (isSilent) throw wrongAnswer(context, 'sent nothing but silence')
}

async function* timedChunks(body: AsyncIterable<Uint8Array>, sampleRateHz: number, context: CallContext): AsyncGenerator<SpeechChunk> {
  const events = speechEvents(body, () => context.heard())
  let phones: AnimationPhone[] = []
  let started = false
  for (let event = await events.next(); ; event = await events.next()) {
    if (event.done) {
      if (!event.value) throw brokenOff(context)
      if (!started) throw wrongAnswer(context, 'sent no sound')
      return
    }
    if (event.value.type === 'phones') {
      phones.push(...event.value.phones)
      continue
    }
    started = true
    yield { pcm: new Int16Array(new Uint8Array(event.value.bytes).buffer), sampleRateHz, ...(phones.length > 0 ? { phones } : {}) }
    phones = []
  }
}

function statedRate(headers: Headers): number {
  const stated = Number(headers.get('x-sample-rate') ?? /rate=(\d+)/.exec(headers.get('content-type') ?? '')?.[1])
  return Number.isInteger(stated) && stated >= 8_000 && stated <= 192_000 ? stated : OPENAI_PCM_RATE_HZ
}

function isContainer(bytes: Uint8Array): boolean {
  const start = String.fromCharCode(...bytes.subarray(0, 4))
  return CONTAINERS.some((mark) => start.toLowerCase().startsWith(mark.toLowerCase()))
}
