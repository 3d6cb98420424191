import { join } from 'node:path'
import llamaTokenizer from 'llama-tokenizer-js'
import { InferenceSession, Tensor, type TypedTensor } from '../base/onnxruntime.ts'
import { modelFiles } from '../../models/catalog.ts'
import { detectSegments } from '../audio/detect-segments.ts'
import { SileroVad } from '../audio/silero.ts'
import { CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { decodeWithDraft } from './draft-decoding.ts'
import { MoonshineDecoder } from './moonshine-decoder.ts'
import { splitAtSilences } from './split-at-silences.ts'

export interface MoonshineOptions {
  model?: 'base' | 'tiny'
  /** Folder with encoder_model.onnx and decoder_model_merged.onnx, instead of the bundled model. */
  modelDir?: string
  threads?: number
}

export interface TranscribeOptions {
  /** Transcript (text, or better the tokens) of a shorter part of the same sound. Makes it quicker; the answer stays the same but for calls too close for the quantised model to repeat. */
  draft?: string | readonly number[]
  signal?: AbortSignal
  /** Called with the text so far. */
  onToken?: (text: string) => void
}

export interface Transcript {
  /** Punctuated and cased as the model gives it. */
  text: string
  /** What to pass as the draft of the same sound grown longer. */
  tokens: number[]
  encoderMs: number
  decoderMs: number
  /** Tokens that came from the draft. */
  draftTokensAccepted: number
}

const START_TOKEN = 1
const END_TOKEN = 2
/** Above these the vocabulary has only control tokens. */
const TEXT_TOKENS = 32_000
/** Faster than anyone speaks; what goes over it is invented. From the model's authors. */
const TOKENS_PER_S = 6.5
const SPARE_TOKENS = 8
/** Less is filled up; more silence than needed makes the model miss a single word. */
const SHORTEST_S = 0.5
/** Its training clips end here. */
const LONGEST_S = 30

/** Moonshine speech recognition (English, quantised) on onnxruntime. */
export class MoonshineTranscriber {
  #vad: Promise<SileroVad> | undefined

  private constructor(
    private readonly encoder: InferenceSession,
    private readonly decoder: InferenceSession,
  ) {}

  /** Loads and warms the model: under a second. */
  static async create(options: MoonshineOptions = {}): Promise<MoonshineTranscriber> {
    const [encoderPath, decoderPath] = options.modelDir
      ? [join(options.modelDir, 'encoder_model.onnx'), join(options.modelDir, 'decoder_model_merged.onnx')]
      : modelFiles(`moonshine-${options.model ?? 'base'}`)
    const sessionOptions: InferenceSession.SessionOptions = {
      intraOpNumThreads: options.threads ?? 2,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      // Threads that spin while they wait take the cores from the rest of the app: measured 1.7 times slower with it on two cores.
      extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
    }
    const [encoder, decoder] = await Promise.all([
      InferenceSession.create(encoderPath as string, sessionOptions),
      InferenceSession.create(decoderPath as string, sessionOptions),
    ])
    const transcriber = new MoonshineTranscriber(encoder, decoder)
    await transcriber.transcribe(new Float32Array(CAPTURE_SAMPLE_RATE_HZ))
    return transcriber
  }

  /**
   * @param samples mono, 16 kHz, any length; over 30 s it is cut at pauses.
   * @throws UnderstudyError `cancelled` when the signal fires.
   */
  async transcribe(samples: Float32Array, options: TranscribeOptions = {}): Promise<Transcript> {
    const result: Transcript = { text: '', tokens: [], encoderMs: 0, decoderMs: 0, draftTokensAccepted: 0 }
    const parts = await this.#split(samples)
    const isWhole = parts.length === 1
    for (const part of parts) {
      const before = result.text
      const joined = (text: string): string => [before, text].filter(Boolean).join(' ')
      const transcript = await this.#transcribePart(part, {
        ...options,
        // The draft of a long recording has no known cuts.
        draft: isWhole ? options.draft : undefined,
        onToken: options.onToken && ((text) => options.onToken?.(joined(text))),
      })
      result.text = joined(transcript.text)
      result.tokens.push(...transcript.tokens)
      result.encoderMs += transcript.encoderMs
      result.decoderMs += transcript.decoderMs
      result.draftTokensAccepted += transcript.draftTokensAccepted
    }
    return result
  }

  async dispose(): Promise<void> {
    await Promise.all([this.encoder.release(), this.decoder.release(), this.#vad?.then((vad) => vad.dispose())])
  }

  async #split(samples: Float32Array): Promise<Float32Array[]> {
    if (samples.length <= LONGEST_S * CAPTURE_SAMPLE_RATE_HZ) return [samples]
    return splitAtSilences(await this.#detector(), samples, LONGEST_S * 1000)
  }

  async #hasSpeech(samples: Float32Array): Promise<boolean> {
    return (await detectSegments(await this.#detector(), samples)).segments.length > 0
  }

  #detector(): Promise<SileroVad> {
    this.#vad ??= SileroVad.create()
    return this.#vad
  }

  async #transcribePart(samples: Float32Array, options: TranscribeOptions): Promise<Transcript> {
    const checkCancelled = (): void => {
      if (options.signal?.aborted) throw new UnderstudyError('cancelled', 'The transcription was cancelled.')
    }
    checkCancelled()
    const startMs = performance.now()
    const input = new Tensor('float32', padded(samples), [1, Math.max(samples.length, SHORTEST_S * CAPTURE_SAMPLE_RATE_HZ)])
    const { last_hidden_state: hidden } = await this.encoder.run({ input_values: input })
    const encodedMs = performance.now()
    const decode = (draft: readonly number[], neverEmpty: boolean): Promise<{ tokens: number[]; accepted: number }> =>
      decodeWithDraft(new MoonshineDecoder(this.decoder, hidden as TypedTensor<'float32'>), {
        startToken: START_TOKEN,
        endToken: END_TOKEN,
        maxTokens: Math.ceil((samples.length / CAPTURE_SAMPLE_RATE_HZ) * TOKENS_PER_S) + SPARE_TOKENS,
        neverEmpty,
        draft,
        checkCancelled,
        onTokens: options.onToken && ((sofar) => options.onToken?.(toText(sofar))),
      })
    let { tokens, accepted } = await decode(toTokens(options.draft), false)
    // The model hears nothing in some single words («Why?»); the voice detector knows better.
    if (tokens.length === 0 && (await this.#hasSpeech(samples))) ({ tokens, accepted } = await decode([], true))
    return {
      text: toText(tokens),
      tokens,
      encoderMs: encodedMs - startMs,
      decoderMs: performance.now() - encodedMs,
      draftTokensAccepted: accepted,
    }
  }
}

function padded(samples: Float32Array): Float32Array {
  const shortest = SHORTEST_S * CAPTURE_SAMPLE_RATE_HZ
  if (samples.length >= shortest) return samples
  const whole = new Float32Array(shortest)
  whole.set(samples)
  return whole
}

function toTokens(draft: string | readonly number[] | undefined): readonly number[] {
  if (typeof draft !== 'string') return draft ?? []
  return draft.trim() === '' ? [] : llamaTokenizer.encode(draft.trim(), false, true)
}

function toText(tokens: readonly number[]): string {
  return llamaTokenizer.decode(tokens.filter((token) => token < TEXT_TOKENS), false, false).trim()
}
