import { readFile } from 'node:fs/promises'
import type { AnimationCall } from '../animation/animation-client.ts'
import type { AnimationEngine } from '../animation/animation-engine.ts'
import { AzureVoice, type SpokenPart } from '../animation/providers/azure/azure-voice.ts'
import type { TimedCoefficients } from '../animation/providers/azure/blend-shapes.ts'
import { VOICE_LIVE_RATE_HZ } from '../animation/providers/azure/voice-live.ts'
import { VoiceLiveClient } from '../animation/providers/azure/voice-live-client.ts'
import { createFaceProvider } from '../animation/providers/create-provider.ts'
import type { FaceProvider, StreamStart } from '../animation/providers/face-provider.ts'
import { openWithFallback } from '../animation/providers/fallback-call.ts'
import { SpokenFace } from '../animation/providers/spoken-face.ts'
import { StreamCall } from '../animation/stream-call.ts'
import type { TimedPhone } from '../animation/metric/score-face.ts'
import { PhoneTimeline } from '../animation/timed/phone-timeline.ts'
import { readTimings, TIMED_SERVICES, type TimedService } from '../animation/timed/read-timings.ts'
import { openTimedStream } from '../animation/timed/timed-articulator.ts'
import { floatToInt16 } from '../audio/pcm.ts'
import { resample } from '../audio/resample.ts'
import { readWav } from '../audio/wav.ts'
import type { AnimationEmotion } from '../contract/animation.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { FliteSynthesizer } from '../speech/flite.ts'
import { splitSentences } from '../speech/sentence-splitter.ts'

export const FACE_PROVIDERS = ['embedded', 'understudy', 'audio2face-3d', 'triton', 'azure', 'voice-live', ...TIMED_SERVICES] as const
export type FaceProviderName = (typeof FACE_PROVIDERS)[number]

export interface FaceRequest {
  file?: string
  text?: string
  timing?: string
  provider: FaceProviderName
  endpoint?: string
  /** Name of the environment variable that holds the key: an argument would be seen by every process. */
  keyEnv?: string
  model?: string
  functionId?: string
  voice?: string
  fps: number
  emotion?: AnimationEmotion
}

/** Sound, and a stream that animates it. */
export interface FaceSource {
  pcm: Int16Array
  sampleRateHz: number
  open(): Promise<AnimationCall>
}

/** @throws UnderstudyError `bad_request` for things that do not go together */
export async function faceSource(request: FaceRequest, engine: AnimationEngine): Promise<FaceSource> {
  if (request.text !== undefined && request.file !== undefined) throw badRequest('Give either a recording or a text to speak, not both.')
  if (request.provider === 'voice-live') return spokenByVoiceLive(request, engine)
  if (request.text !== undefined) return request.provider === 'azure' ? spokenByAzure(request, request.text, engine) : spokenHere(request, request.text)
  if (request.file === undefined) throw badRequest('Give a recording, or a text with --text.')
  const { samples, sampleRateHz } = await readWav(request.file)
  const sound = { pcm: floatToInt16(samples), sampleRateHz }
  const { provider, timing } = request
  if (provider === 'azure') throw badRequest('Azure animates what it speaks itself: give the text with --text.')
  if (isTimed(provider)) {
    if (timing === undefined) throw badRequest('Give what the service said of times with --timing.')
    return timed(request, sound, readTimings(await textOf(timing), provider))
  }
  if (provider === 'embedded') return { ...sound, open: () => Promise.resolve(own(request, sampleRateHz, engine)) }
  if (request.endpoint === undefined) throw badRequest('Say where the provider is with --endpoint.')
  const { endpoint: address, model, functionId } = request
  const chosen = createFaceProvider({ provider, address, apiKey: keyOf(request), ...(model ? { model } : {}), ...(functionId ? { functionId } : {}) })
  return { ...sound, open: () => elsewhere(request, sampleRateHz, engine, chosen) }
}

/** The embedded voice knows when it says what. */
async function spokenHere(request: FaceRequest, text: string): Promise<FaceSource> {
  if (request.provider !== 'embedded') throw badRequest('Only «embedded», «azure» and «voice-live» speak a text; give a recording to the others.')
  const synthesizer = await FliteSynthesizer.create()
  const pieces: Int16Array[] = []
  const phones: TimedPhone[] = []
  let atS = 0
  for (const { text: sentence } of splitSentences(text)) {
    const spoken = await synthesizer.speak(sentence, request.voice ? { voice: request.voice } : {})
    for (const { name, startMs, endMs } of spoken.phones) phones.push({ symbol: name, startS: atS + startMs / 1000, endS: atS + endMs / 1000 })
    pieces.push(spoken.pcm)
    atS += spoken.pcm.length / synthesizer.sampleRateHz
  }
  if (atS === 0) throw badRequest('There is nothing to say in --text; give it a sentence.')
  return timed(request, { pcm: joined(pieces), sampleRateHz: synthesizer.sampleRateHz }, phones)
}

async function spokenByAzure(request: FaceRequest, text: string, engine: AnimationEngine): Promise<FaceSource> {
  if (request.endpoint === undefined) throw badRequest('Say where Azure’s speech is with --endpoint, as https://REGION.tts.speech.microsoft.com.')
  const voice = new AzureVoice({ address: addressOf(request.endpoint), apiKey: keyOf(request), ...(request.voice ? { voice: request.voice } : {}) })
  return spokenElsewhere(request, voice.name, voice.speak(text, request.emotion ? { emotion: request.emotion } : {}), engine)
}

/** A text is said word for word; a recording is a question, and its answer is animated. */
async function spokenByVoiceLive(request: FaceRequest, engine: AnimationEngine): Promise<FaceSource> {
  const { endpoint, text, file, model, voice } = request
  if (endpoint === undefined) throw badRequest('Say where Voice Live is with --endpoint, as https://RESOURCE.services.ai.azure.com.')
  if (text === undefined && file === undefined) throw badRequest('Give a recorded question, or a text with --text.')
  const client = new VoiceLiveClient({ address: addressOf(endpoint), apiKey: keyOf(request), ...(model ? { model } : {}), ...(voice ? { voice } : {}) })
  const asked = text === undefined ? { question: await questionOf(file ?? '') } : { text }
  return spokenElsewhere(request, client.name, client.respond(asked), engine)
}

async function questionOf(file: string): Promise<Int16Array> {
  const { samples, sampleRateHz } = await readWav(file)
  if (samples.length === 0) throw new UnderstudyError('audio_invalid', 'The recording holds no sound; choose another file.')
  return floatToInt16(await resample(samples, sampleRateHz, VOICE_LIVE_RATE_HZ))
}

/** Sound from elsewhere, with the face that comes with it, or by its phones; our own model where it brings neither. */
async function spokenElsewhere(request: FaceRequest, name: string, parts: AsyncIterable<SpokenPart>, engine: AnimationEngine): Promise<FaceSource> {
  const face = new SpokenFace(name)
  const pieces: Int16Array[] = []
  const frames: TimedCoefficients[] = []
  const phones: TimedPhone[] = []
  let sampleRateHz = 0
  for await (const part of parts) {
    if (part.type === 'sound') {
      pieces.push(part.pcm)
      sampleRateHz = part.sampleRateHz
    } else if (part.type === 'frames') frames.push(...part.frames)
    else if (part.type === 'phones') phones.push(...part.phones)
    else if (part.type === 'faceFailed') face.fail(part.error)
  }
  if (sampleRateHz === 0) throw new UnderstudyError('provider_failed', `${name} sent no sound; check the name of the voice with --voice.`)
  const sound = { pcm: joined(pieces), sampleRateHz }
  if (phones.length > 0 && frames.length === 0) return timed(request, sound, phones)
  face.frames(frames)
  return { ...sound, open: () => elsewhere(request, sampleRateHz, engine, face) }
}

function addressOf(endpoint: string): string {
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)) return endpoint
  throw badRequest('The address of --endpoint must begin with http:// or https://; correct it.')
}

function timed({ fps, emotion }: FaceRequest, sound: { pcm: Int16Array; sampleRateHz: number }, phones: readonly TimedPhone[]): FaceSource {
  const timeline = new PhoneTimeline()
  timeline.add(phones)
  const { sampleRateHz } = sound
  return { ...sound, open: () => Promise.resolve(new StreamCall(openTimedStream(timeline, { sampleRateHz, fps, ...(emotion ? { emotion } : {}) }))) }
}

function own({ fps, emotion }: FaceRequest, sampleRateHz: number, engine: AnimationEngine): AnimationCall {
  return new StreamCall(engine.openStream({ sampleRateHz, fps, ...(emotion ? { emotion } : {}) }))
}

async function elsewhere(request: FaceRequest, sampleRateHz: number, engine: AnimationEngine, provider: FaceProvider): Promise<AnimationCall> {
  const { fps, emotion } = request
  const start: StreamStart = { sampleRate: sampleRateHz, fps, ...(emotion ? { emotion } : {}) }
  const call = await openWithFallback({ provider, standIn: () => Promise.resolve(own(request, sampleRateHz, engine)), start, pace: 'file' })
  const dispose = (): void => provider.dispose()
  call.done.then(dispose, dispose)
  return call
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UnderstudyError('bad_request', `The file of times, ${file}, can’t be read; check its name.`, { cause })
  })
}

function keyOf({ keyEnv }: FaceRequest): string {
  if (keyEnv === undefined) return ''
  const key = process.env[keyEnv]
  if (!key) throw badRequest(`The environment variable ${keyEnv} holds no key; set it.`)
  return key
}

function joined(pieces: readonly Int16Array[]): Int16Array {
  const pcm = new Int16Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    pcm.set(piece, at)
    at += piece.length
  }
  return pcm
}

function isTimed(provider: FaceProviderName): provider is TimedService {
  return (TIMED_SERVICES as readonly string[]).includes(provider)
}

function badRequest(message: string): UnderstudyError {
  return new UnderstudyError('bad_request', message)
}
