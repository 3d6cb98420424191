import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as ort from '../../../base/onnxruntime.ts'
import { UnderstudyError } from '../../../contract/errors.ts'
import { LOOKAHEADS_MS, NETWORK_COEFFICIENTS } from '../../face-network.ts'
import { PARAMETER } from './face-model.ts'

/** `models export-triton` calls it so, as does `/v1/models`. */
export const TRITON_MODEL = 'understudy-face'

/**
 * Writes a model repository as Triton reads it: `<name>/config.pbtxt`, `<name>/1/model.onnx`.
 * @returns the files written
 * @throws UnderstudyError `unavailable` when the model is missing or damaged, `provider_failed` when it isn't the one described here
 */
export async function exportTritonRepository(directory: string, options: { modelPath: string; name?: string }): Promise<string[]> {
  const name = options.name ?? TRITON_MODEL
  const files = { config: join(directory, name, 'config.pbtxt'), model: join(directory, name, '1', 'model.onnx') }
  const config = await tritonConfig(name, options.modelPath)
  await mkdir(join(directory, name, '1'), { recursive: true })
  await copyFile(options.modelPath, files.model)
  await writeFile(files.config, config)
  return Object.values(files)
}

/** What the ONNX file takes and gives, as Triton's configuration. */
async function tritonConfig(name: string, modelPath: string): Promise<string> {
  const session = await ort.InferenceSession.create(modelPath).catch((cause: unknown) => {
    throw new UnderstudyError('unavailable', 'The face model is missing or damaged; reinstall Understudy.', { cause })
  })
  try {
    const shape = session.outputMetadata.flatMap((output) => (output.name === 'coefficients' && output.isTensor ? output.shape : []))
    if (shape.at(-1) !== NETWORK_COEFFICIENTS.length || shape.at(-2) !== LOOKAHEADS_MS.length) {
      throw new UnderstudyError('provider_failed', 'The face model has other outputs than this version of Understudy knows; reinstall Understudy.')
    }
    return [
      `name: "${name}"`,
      'platform: "onnxruntime_onnx"',
      '# A stream carries its state in the tensors, so any instance may serve any of its requests.',
      'max_batch_size: 0',
      `input [\n${session.inputMetadata.map(tensor).join(',\n')}\n]`,
      `output [\n${session.outputMetadata.map(tensor).join(',\n')}\n]`,
      '# A run takes a third of a millisecond on one core; more threads are slower.',
      'instance_group [\n  { count: 2 kind: KIND_CPU }\n]',
      ...Object.entries({
        [PARAMETER.coefficients]: NETWORK_COEFFICIENTS.join(','),
        [PARAMETER.lookaheadsMs]: LOOKAHEADS_MS.join(','),
        intra_op_thread_count: '1',
        inter_op_thread_count: '1',
      }).map(([key, value]) => `parameters {\n  key: "${key}"\n  value: { string_value: "${value}" }\n}`),
      '',
    ].join('\n')
  } finally {
    await session.release()
  }
}

function tensor(metadata: ort.InferenceSession.ValueMetadata): string {
  if (!metadata.isTensor || metadata.type !== 'float32') {
    throw new UnderstudyError('provider_failed', `The face model's ${metadata.name} is no tensor of 32-bit floats; reinstall Understudy.`)
  }
  // A dimension that the file gives a name is any length.
  const dims = metadata.shape.map((length) => (typeof length === 'number' && length > 0 ? length : -1))
  return `  { name: "${metadata.name}" data_type: TYPE_FP32 dims: [ ${dims.join(', ')} ] }`
}
