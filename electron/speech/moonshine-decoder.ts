import { type InferenceSession, Tensor, type TypedTensor } from '../base/onnxruntime.ts'
import type { NextToken } from './draft-decoding.ts'

type FloatTensor = TypedTensor<'float32'>
type Tensors = Record<string, FloatTensor>

const toPast = (name: string): string => name.replace('present', 'past_key_values')

/**
 * The merged Moonshine decoder on one utterance. Keeps the key/value cache of the tokens accepted so
 * far; every call reads further tokens in one pass and says what the model would put after each.
 */
export class MoonshineDecoder {
  #cache: Tensors | undefined
  #encoderCache: Tensors = {}
  #length = 0

  /** @param hidden the encoder's output, [1, frames, width] */
  constructor(
    private readonly session: InferenceSession,
    private readonly hidden: FloatTensor,
  ) {}

  /** Tokens in the cache. */
  get length(): number {
    return this.#length
  }

  /** Reads tokens after those in the cache; returns the most likely next token after each of them. */
  async read(tokens: readonly number[]): Promise<NextToken[]> {
    const isFirst = this.#cache === undefined
    const decoderOutputs = this.session.outputNames.filter((name) => name.includes('.decoder.'))
    const outputs = (await this.session.run(
      {
        input_ids: new Tensor('int64', BigInt64Array.from(tokens, BigInt), [1, tokens.length]),
        encoder_hidden_states: this.hidden,
        use_cache_branch: new Tensor('bool', [!isFirst], [1]),
        ...(this.#cache ?? this.#emptyCache()),
        ...this.#encoderCache,
      },
      // Only the first pass works out the encoder's keys and values; later ones would copy them for nothing.
      isFirst ? this.session.outputNames : ['logits', ...decoderOutputs],
    )) as Tensors
    this.#cache = {}
    for (const name of decoderOutputs) this.#cache[toPast(name)] = outputs[name] as FloatTensor
    if (isFirst) {
      for (const name of this.session.outputNames) {
        if (name.includes('.encoder.')) this.#encoderCache[toPast(name)] = outputs[name] as FloatTensor
      }
    }
    this.#length += tokens.length
    return mostLikely(outputs.logits as FloatTensor)
  }

  /** Forgets the tokens after the first `length`. */
  truncate(length: number): void {
    if (length >= this.#length || !this.#cache) return
    for (const [name, tensor] of Object.entries(this.#cache)) this.#cache[name] = firstPositions(tensor, length)
    this.#length = length
  }

  #emptyCache(): Tensors {
    const empty: Tensors = {}
    for (const input of this.session.inputMetadata) {
      if (!input.name.startsWith('past_key_values') || !input.isTensor) continue
      const [, heads, , width] = input.shape as number[]
      empty[input.name] = new Tensor('float32', new Float32Array(0), [1, heads as number, 0, width as number])
    }
    return empty
  }
}

/** The likeliest token at each position of [1, positions, vocabulary]. */
function mostLikely(logits: FloatTensor): NextToken[] {
  const [, positions, vocabulary] = logits.dims as [number, number, number]
  return Array.from({ length: positions }, (_, position) => {
    const row = logits.data.subarray(position * vocabulary, (position + 1) * vocabulary)
    let token = 0
    let runnerUp = 0
    let best = -Infinity
    let second = -Infinity
    for (let i = 0; i < vocabulary; i++) {
      const logit = row[i] as number
      if (logit <= second) continue
      if (logit > best) {
        second = best
        runnerUp = token
        best = logit
        token = i
      } else {
        second = logit
        runnerUp = i
      }
    }
    return { token, runnerUp, margin: best - second }
  })
}

/** The first `length` positions of [1, heads, positions, width]. */
function firstPositions(tensor: FloatTensor, length: number): FloatTensor {
  const [, heads, positions, width] = tensor.dims as [number, number, number, number]
  const kept = new Float32Array(heads * length * width)
  for (let head = 0; head < heads; head++) {
    const start = head * positions * width
    kept.set(tensor.data.subarray(start, start + length * width), head * length * width)
  }
  return new Tensor('float32', kept, [1, heads, length, width])
}
