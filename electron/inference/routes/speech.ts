import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { encodeWav } from '../../audio/wav.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import { speechRequestSchema } from '../../contract/inference.ts'
import type { TimedSpeech } from '../../speech/synthesizer.ts'
import { clientSignal, requireModel, type RouteContext } from '../route-context.ts'
import { primed, sendEvents } from '../sse.ts'

/** What `response_format: 'pcm'` means to OpenAI's clients. */
const OPENAI_PCM_RATE_HZ = 24_000

/** Request header: with it, `sse` also has events `speech.phones` {phones: [{symbol, startS, endS}]}, each before its sound. */
export const PHONES_HEADER = 'x-phones'

/** Request header: `native`, or a rate in Hz. Response header: the rate of what follows. */
export const SAMPLE_RATE_HEADER = 'x-sample-rate'

export function speechRoute(app: FastifyInstance, { engines, personas, queues }: RouteContext): void {
  app.post('/v1/audio/speech', async (request, reply) => {
    const body = speechRequestSchema.parse(request.body)
    requireModel(body.model, engines.speech.model)
    const signal = clientSignal(reply)
    const sampleRateHz = askedRate(request, engines.speech.nativeSampleRateHz)
    const voice = personas.voiceOf(body.voice, engines.speech.model)
    const { speed } = body
    const speech = await primed(
      queues.speech.stream(signal, () => engines.speech.synthesize(body.input, { voice, speed, sampleRateHz, signal })),
    )
    void reply.header(SAMPLE_RATE_HEADER, sampleRateHz)
    const isPcm = body.response_format === 'pcm'
    if (isPcm && body.stream_format === 'sse') return sendEvents(reply, speechEvents(speech, request.headers[PHONES_HEADER] !== undefined), { doneMarker: false })
    const bytes = isPcm ? rawPcm(speech) : wholeWav(speech, sampleRateHz)
    if (body.stream_format === 'sse') return sendEvents(reply, soundEvents(bytes), { doneMarker: false })
    return reply
      .header('content-type', isPcm ? `audio/pcm;rate=${sampleRateHz};encoding=signed-int;bits=16` : 'audio/wav')
      .send(Readable.from(bytes))
  })
}

function askedRate(request: FastifyRequest, nativeRateHz: number): number {
  const header = request.headers[SAMPLE_RATE_HEADER]
  if (header === undefined) return OPENAI_PCM_RATE_HZ
  if (header === 'native') return nativeRateHz
  const rate = Number(header)
  if (!Number.isInteger(rate) || rate < 8_000 || rate > 48_000) {
    throw new UnderstudyError('bad_request', 'The header x-sample-rate takes «native» or a rate from 8000 to 48000 Hz.')
  }
  return rate
}

const bytesOf = (pcm: Int16Array): Buffer => Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength)

async function* rawPcm(speech: AsyncIterable<TimedSpeech>): AsyncGenerator<Buffer> {
  for await (const { pcm } of speech) if (pcm.length > 0) yield bytesOf(pcm)
}

/** In one piece: a WAV header states the length, and a file with a false one plays badly elsewhere. */
async function* wholeWav(speech: AsyncIterable<TimedSpeech>, sampleRateHz: number): AsyncGenerator<Buffer> {
  const parts: Buffer[] = []
  for await (const part of rawPcm(speech)) parts.push(part)
  const bytes = Buffer.concat(parts)
  const whole = new Int16Array(new Uint8Array(bytes).buffer)
  yield Buffer.from(encodeWav(whole, sampleRateHz))
}

async function* speechEvents(speech: AsyncIterable<TimedSpeech>, withPhones: boolean): AsyncGenerator<object> {
  for await (const { pcm, phones } of speech) {
    if (withPhones && phones.length > 0) yield { type: 'speech.phones', phones }
    if (pcm.length > 0) yield { type: 'speech.audio.delta', audio: bytesOf(pcm).toString('base64') }
  }
  yield DONE
}

async function* soundEvents(bytes: AsyncIterable<Buffer>): AsyncGenerator<object> {
  for await (const part of bytes) yield { type: 'speech.audio.delta', audio: part.toString('base64') }
  yield DONE
}

const DONE = { type: 'speech.audio.done', usage: { input_tokens: 0, output_tokens: 0, total_tokens: 0 } }
