import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as ort from '../../../base/onnxruntime.ts'
import { COEFFICIENT_COUNT, COEFFICIENT_INDEX as C } from '../../../contract/coefficients.ts'
import type { ServedModel, ServedTensor } from './kserve-server.ts'

const STEP = 320
const fp32 = (name: string, shape: number[], data: Float32Array): ServedTensor => ({ name, datatype: 'FP32', shape, data })
const level = (pcm: Float32Array): number => Math.min(1, 4 * Math.sqrt(pcm.reduce((sum, value) => sum + value * value, 0) / pcm.length))

/** A stateful model whose jaw follows the level; it counts its steps in its state, and notices when that gets lost. */
export function countingModel(): ServedModel {
  const last = new Set<number>([0])
  return {
    inputs: [
      { name: 'pcm', datatype: 'FP32', shape: [-1] },
      { name: 'steps', datatype: 'FP32', shape: [1] },
    ],
    outputs: [
      { name: 'coefficients', datatype: 'FP32', shape: [-1, 1, 2] },
      { name: 'steps_next', datatype: 'FP32', shape: [1] },
    ],
    parameters: { coefficients: 'jawOpen, mouthPress', lookaheads_ms: '0' },
    infer(inputs, complain) {
      const pcm = inputs.get('pcm')!.data
      const before = inputs.get('steps')!.data[0]!
      if (!last.has(before)) complain('brought a state that was never given out')
      const steps = pcm.length / STEP
      last.add(before + steps)
      const values = Float32Array.from({ length: steps * 2 }, (_, k) => (k % 2 === 0 ? level(pcm.subarray((k / 2) * STEP, (k / 2 + 1) * STEP)) : 0))
      return [fp32('coefficients', [steps, 1, 2], values), fp32('steps_next', [1], Float32Array.of(before + steps))]
    },
  }
}

/** A model that sees a window of the sound, as protocols.md describes one: thirty frames a second, 52 coefficients. */
export function windowedModel(): ServedModel {
  return {
    inputs: [{ name: 'audio', datatype: 'FP32', shape: [1, -1] }],
    outputs: [{ name: 'blendshapes', datatype: 'FP32', shape: [1, -1, COEFFICIENT_COUNT] }],
    infer(inputs) {
      const { data: pcm, shape } = inputs.get('audio')!
      const frames = Math.round((shape[1]! / 16_000) * 30)
      const values = new Float32Array(frames * COEFFICIENT_COUNT)
      for (let frame = 0; frame < frames; frame++) {
        const middle = Math.round((frame / 30) * 16_000)
        values[frame * COEFFICIENT_COUNT + C.jawOpen] = level(pcm.subarray(Math.max(0, middle - STEP), middle + STEP))
      }
      return [fp32('blendshapes', [1, frames, COEFFICIENT_COUNT], values)]
    },
  }
}

/** Serves what lies in a model repository, as its configuration says: what Triton would do with it. */
export async function repositoryModel(directory: string, name: string): Promise<ServedModel> {
  const config = await readFile(join(directory, name, 'config.pbtxt'), 'utf8')
  const session = await ort.InferenceSession.create(join(directory, name, '1', 'model.onnx'))
  const block = (kind: string): { name: string; datatype: 'FP32'; shape: number[] }[] => {
    const [, list = ''] = new RegExp(`${kind} \\[\\n([\\s\\S]*?)\\n\\]`).exec(config) ?? []
    return [...list.matchAll(/name: "([^"]+)" data_type: TYPE_FP32 dims: \[ ([^\]]+) \]/g)].map(([, tensor, dims]) => ({
      name: tensor!,
      datatype: 'FP32',
      shape: dims!.split(',').map(Number),
    }))
  }
  const parameters = Object.fromEntries([...config.matchAll(/key: "([^"]+)"\s+value: \{ string_value: "([^"]*)" \}/g)].map(([, key, value]) => [key!, value!]))
  return {
    inputs: block('input'),
    outputs: block('output'),
    parameters,
    async infer(inputs) {
      const feeds = Object.fromEntries([...inputs].map(([key, { data, shape }]) => [key, new ort.Tensor('float32', data, shape)]))
      const results = await session.run(feeds)
      return Object.entries(results).map(([key, tensor]) => fp32(key, [...tensor.dims], tensor.data as Float32Array))
    },
  }
}
