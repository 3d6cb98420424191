import { STEP_SAMPLES, type Articulator } from '../../articulator.ts'
import { wrongAnswer } from '../provider-errors.ts'
import type { FaceModel } from './face-model.ts'
import type { KserveClient } from './kserve-client.ts'
import type { Tensor } from './tensors.ts'

/** Sound before the new one that a model without states is shown. */
const CONTEXT_SAMPLES = 16_000
const STEP_MS = 20

export interface RemoteModel {
  client: KserveClient
  /** As the server calls it. */
  model: string
  /** Of the server, in a sentence. */
  name: string
  face: FaceModel
  binary: boolean
}

/** Our network on a server: the sound goes there step by step, with the state that came back before. */
export class StatefulArticulator implements Articulator {
  private states: Tensor[]

  constructor(
    private readonly remote: RemoteModel,
    private readonly signal?: AbortSignal,
  ) {
    this.states = remote.face.states.map(({ input, shape }) => ({ name: input, shape, data: new Float32Array(product(shape)) }))
  }

  async articulate(pcm: Float32Array): Promise<Float32Array[]> {
    const { face } = this.remote
    const answer = await infer(this.remote, [audioTensor(face, pcm), ...this.states], this.signal)
    this.states = face.states.map(({ input, output, shape }) => {
      const next = answer.get(output)
      if (next?.data.length !== product(shape)) throw wrongAnswer(this.remote.name, `lost the state «${input}»`)
      return { ...next, name: input, shape }
    })
    const steps = pcm.length / STEP_SAMPLES
    const rows = rowsOf(this.remote, answer, steps * face.heads)
    return Array.from({ length: steps }, (_, step) => rows[step * face.heads + face.head]!)
  }
}

/** A model without states: it sees the last second again each time, and its frames are read where the new steps lie. */
export class WindowedArticulator implements Articulator {
  private context = new Float32Array(CONTEXT_SAMPLES)

  constructor(
    private readonly remote: RemoteModel,
    private readonly signal?: AbortSignal,
  ) {}

  async articulate(pcm: Float32Array): Promise<Float32Array[]> {
    const { face } = this.remote
    const heard = new Float32Array(this.context.length + pcm.length)
    heard.set(this.context)
    heard.set(pcm, this.context.length)
    this.context = heard.slice(-CONTEXT_SAMPLES)
    const fixed = face.audio.shape.at(-1) ?? -1
    const window = fixed > 0 ? heard.subarray(Math.max(0, heard.length - fixed)) : heard
    if (fixed > heard.length || pcm.length > window.length) throw wrongAnswer(this.remote.name, `has a model that wants ${fixed} samples at once`)
    const rows = rowsOf(this.remote, await infer(this.remote, [audioTensor(face, window)], this.signal), null)
    const steps = pcm.length / STEP_SAMPLES
    const rowsPerMs = rows.length / (window.length / 16)
    return Array.from({ length: steps }, (_, step) => {
      const fromEndMs = (steps - 1 - step) * STEP_MS + face.lookaheadMs
      return rowAt(rows, rows.length - fromEndMs * rowsPerMs)
    })
  }
}

async function infer({ client, model, face, binary }: RemoteModel, inputs: readonly Tensor[], signal: AbortSignal | undefined): Promise<Map<string, Tensor>> {
  const outputs = [face.output, ...face.states.map(({ output }) => output)]
  return client.infer(model, inputs, outputs, { binary, ...(signal ? { signal } : {}) })
}

function audioTensor({ audio }: FaceModel, pcm: Float32Array): Tensor {
  const leading = audio.shape.slice(0, -1).map(() => 1)
  return { name: audio.name, shape: [...leading, pcm.length], data: pcm }
}

/** @param expected how many rows there have to be; null for any number above one */
function rowsOf({ face, name }: RemoteModel, answer: Map<string, Tensor>, expected: number | null): Float32Array[] {
  const values = answer.get(face.output)?.data ?? new Float32Array(0)
  const { length } = face.map
  const count = values.length / length
  if (!Number.isInteger(count) || (expected === null ? count < 2 : count !== expected)) {
    throw wrongAnswer(name, `sent ${values.length} values where ${expected ?? 'several'} times ${length} were due`)
  }
  return Array.from({ length: count }, (_, row) => face.map.apply(values.subarray(row * length, (row + 1) * length)))
}

function rowAt(rows: readonly Float32Array[], position: number): Float32Array {
  const at = Math.min(rows.length - 1, Math.max(0, position))
  const before = rows[Math.floor(at)]!
  const after = rows[Math.ceil(at)]!
  return before.map((value, k) => value + (at - Math.floor(at)) * (after[k]! - value))
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, length) => all * length, 1)
}
