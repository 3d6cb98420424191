import { z } from 'zod'

/** The Open Inference Protocol's tensors: 32-bit floats, row-major. */
export interface Tensor {
  name: string
  shape: readonly number[]
  data: Float32Array
}

export interface EncodedBody {
  body: Uint8Array
  headers: Record<string, string>
}

/** Length of the JSON before the tensors' bytes, in the binary mode. */
export const HEADER_LENGTH = 'inference-header-content-length'

const outputSchema = z.object({
  name: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  datatype: z.string(),
  data: z.array(z.unknown()).optional(),
  parameters: z.object({ binary_data_size: z.number().int().nonnegative().optional() }).optional(),
})
const responseSchema = z.object({ id: z.string().optional(), outputs: z.array(outputSchema) })

/** @param options.binary tensors as little-endian bytes after the JSON, which Triton takes; JSON numbers are taken everywhere */
export function encodeRequest(id: string, inputs: readonly Tensor[], outputs: readonly string[], options: { binary: boolean }): EncodedBody {
  const { binary } = options
  const described = inputs.map(({ name, shape, data }) => ({
    name,
    shape,
    datatype: 'FP32',
    ...(binary ? { parameters: { binary_data_size: data.byteLength } } : { data: Array.from(data) }),
  }))
  const wanted = outputs.map((name) => ({ name, ...(binary ? { parameters: { binary_data: true } } : {}) }))
  const json = Buffer.from(JSON.stringify({ id, inputs: described, outputs: wanted }))
  if (!binary) return { body: json, headers: { 'content-type': 'application/json' } }
  const body = Buffer.concat([json, ...inputs.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))])
  return { body, headers: { 'content-type': 'application/octet-stream', [HEADER_LENGTH]: String(json.length) } }
}

/**
 * @param headerLength of the JSON, where bytes follow it
 * @throws Error with the reason, when the answer isn't one to this request
 */
export function decodeResponse(body: Uint8Array, headerLength: number | null, id: string): Map<string, Tensor> {
  const jsonBytes = headerLength === null ? body : body.subarray(0, headerLength)
  const response = responseSchema.parse(JSON.parse(Buffer.from(jsonBytes).toString('utf8')))
  if (response.id !== undefined && response.id !== '' && response.id !== id) throw new Error('an answer to another request')
  let offset = headerLength ?? 0
  const tensors = new Map<string, Tensor>()
  for (const { name, shape, datatype, data, parameters } of response.outputs) {
    if (datatype !== 'FP32') throw new Error(`${name} is ${datatype}, not FP32`)
    const size = parameters?.binary_data_size
    const values = size === undefined ? numbers(data ?? []) : floats(body, offset, size)
    offset += size ?? 0
    if (values.length !== shape.reduce((product, length) => product * length, 1)) throw new Error(`${name} has ${values.length} values for shape [${shape.join(', ')}]`)
    if (!values.every(Number.isFinite)) throw new Error(`${name} holds a value that is not a number`)
    tensors.set(name, { name, shape, data: values })
  }
  return tensors
}

/** Some servers nest the rows. */
function numbers(data: readonly unknown[]): Float32Array {
  return Float32Array.from((data as unknown[]).flat(Number.POSITIVE_INFINITY) as number[])
}

function floats(body: Uint8Array, offset: number, size: number): Float32Array {
  if (size % 4 !== 0 || offset + size > body.byteLength) throw new Error('the tensors end before their length')
  return new Float32Array(body.slice(offset, offset + size).buffer)
}
