import { COEFFICIENT_COUNT, COEFFICIENT_NAMES } from '../../../contract/coefficients.ts'
import { DEFAULT_LOOKAHEAD_MS, LOOKAHEADS_MS, NETWORK_COEFFICIENTS, type LookaheadMs } from '../../face-network.ts'
import { CoefficientMap } from '../coefficient-map.ts'
import { AZURE_ORDER, LIVE_LINK_ORDER } from '../coefficient-orders.ts'
import { wrongAnswer } from '../provider-errors.ts'
import type { ModelMetadata } from './kserve-client.ts'

/** Keys of the model's configuration that say what its numbers are; `models export-triton` writes them. */
export const PARAMETER = { coefficients: 'coefficients', lookaheadsMs: 'lookaheads_ms' } as const

/** Orders that a number of coefficients stands for, where the server doesn't say. */
const ORDERS = new Map<number, readonly string[]>([
  [COEFFICIENT_COUNT, COEFFICIENT_NAMES],
  [AZURE_ORDER.length, AZURE_ORDER],
  [LIVE_LINK_ORDER.length, LIVE_LINK_ORDER],
  [NETWORK_COEFFICIENTS.length, NETWORK_COEFFICIENTS],
])

export interface StateTensor {
  input: string
  output: string
  shape: readonly number[]
}

/** How a model on a server is to be fed and read. */
export interface FaceModel {
  audio: { name: string; shape: readonly number[] }
  /** Tensors that go round: `x` takes what `x_next` gave. None: the model sees a window of the sound at a time. */
  states: readonly StateTensor[]
  output: string
  map: CoefficientMap
  /** Which of the look-ahead heads is read, of how many. */
  head: number
  heads: number
  lookaheadMs: LookaheadMs
}

/** A window has to reach this far beyond the moment it shows. */
const WINDOW_LOOKAHEAD_MS = 80

/** @throws UnderstudyError `provider_failed` when the model can't be a face's */
export function describeFaceModel({ inputs, outputs }: ModelMetadata, parameters: Record<string, string>, name: string): FaceModel {
  const outputNames = new Set(outputs.map((output) => output.name))
  const states = inputs
    .filter((input) => outputNames.has(`${input.name}_next`))
    .map((input) => ({ input: input.name, output: `${input.name}_next`, shape: input.shape }))
  const audio = inputs.filter((input) => !states.some((state) => state.input === input.name))
  const faces = outputs.filter((output) => !states.some((state) => state.output === output.name))
  const face = faces.find((output) => ['coefficients', 'blendshapes'].includes(output.name)) ?? faces[0]
  if (audio.length !== 1 || !face || states.some(({ shape }) => shape.some((length) => length <= 0))) {
    throw wrongAnswer(name, 'has a model of this name that does not take sound and give a face')
  }
  const count = face.shape.at(-1) ?? 0
  const names = parameters[PARAMETER.coefficients]?.split(',').map((one) => one.trim()) ?? ORDERS.get(count)
  if (!names || (count > 0 && names.length !== count)) throw wrongAnswer(name, `has a model whose ${count} coefficients have no names`)
  const lookaheads = parameters[PARAMETER.lookaheadsMs]?.split(',').map(Number) ?? (states.length > 0 ? LOOKAHEADS_MS : [WINDOW_LOOKAHEAD_MS])
  const head = Math.max(0, lookaheads.indexOf(DEFAULT_LOOKAHEAD_MS))
  const lookaheadMs = LOOKAHEADS_MS.find((known) => known === lookaheads[head])
  if (lookaheadMs === undefined) throw wrongAnswer(name, 'has a model of an unknown look-ahead')
  return { audio: audio[0]!, states, output: face.name, map: new CoefficientMap(names), head, heads: lookaheads.length, lookaheadMs }
}
