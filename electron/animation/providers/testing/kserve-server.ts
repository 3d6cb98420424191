import { once } from 'node:events'
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { SLOW_MS, type ConformanceServer, type ConformanceServerOptions } from './faults.ts'

export interface ServedTensor {
  name: string
  datatype: 'FP32'
  shape: number[]
  data: Float32Array
}

export interface ServedModel {
  inputs: { name: string; datatype: 'FP32'; shape: number[] }[]
  outputs: { name: string; datatype: 'FP32'; shape: number[] }[]
  parameters?: Record<string, string>
  infer(inputs: Map<string, ServedTensor>, complain: (what: string) => void): Promise<ServedTensor[]> | ServedTensor[]
}

export interface KserveServerOptions extends ConformanceServerOptions {
  models: Record<string, ServedModel>
  /** Without it, tensors are taken as JSON only. */
  binary?: boolean
}

/** KServe V2 over HTTP as protocols.md describes it: metadata, configuration, inference in JSON and in the binary mode. */
export async function startKserveServer(options: KserveServerOptions): Promise<ConformanceServer & { modes: Set<string> }> {
  const complaints: string[] = []
  const modes = new Set<string>()
  let inferences = 0
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await read(request)
    if (options.key && request.headers.authorization !== `Bearer ${options.key}`) return json(response, 401, { error: 'unauthorized' })
    if (request.url === '/v2') return json(response, 200, { name: 'conformance', version: '1', extensions: options.binary ? ['binary_tensor_data'] : [] })
    const [, name, action] = /^\/v2\/models\/([^/]+)(?:\/(config|infer))?$/.exec(request.url ?? '') ?? []
    const model = options.models[name ?? '']
    if (!name) return json(response, 404, { error: 'no such path' })
    if (!model) return json(response, 400, { error: `Request for unknown model: '${name}' is not found` })
    const { inputs, outputs, parameters = {} } = model
    if (action === undefined) return json(response, 200, { name, versions: ['1'], platform: 'onnxruntime_onnx', inputs, outputs })
    if (action === 'config') return json(response, 200, { name, parameters: Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, { string_value: value }])) })
    const isFirst = inferences++ === 0
    if (options.fault === 'silence') return
    if (options.fault === 'slowFirstFrame' && isFirst) await delay(SLOW_MS)
    if (options.fault === 'late') await delay(SLOW_MS / 5)
    if (!isFirst && options.fault === 'cutOff') return void request.socket.destroy()
    if (!isFirst && options.fault === 'errorStatus') return json(response, 500, { error: 'out of memory' })
    if (!isFirst && options.fault === 'garbage') return void response.end('<html>gone fishing</html>')
    const call = decode(body, request.headers['inference-header-content-length'], complaints)
    modes.add(call.binary ? 'binary' : 'json')
    const answers = await model.infer(call.inputs, (what) => complaints.push(what))
    const wanted = answers.filter((answer) => call.outputs.includes(answer.name))
    if (options.fault === 'wrongCount') wanted[0]!.data = wanted[0]!.data.subarray(1)
    const id = options.fault === 'outOfOrder' ? 'another' : call.id
    if (call.binary) binary(response, name, id, wanted)
    else json(response, 200, { model_name: name, id, outputs: wanted.map((tensor) => ({ ...tensor, data: Array.from(tensor.data) })) })
  }
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch((error: unknown) => {
      complaints.push(String(error))
      response.destroy()
    })
  }
  const server = options.tls ? createHttps(options.tls, listener) : createHttp(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    complaints,
    modes,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

interface SentTensor {
  name: string
  datatype: string
  shape: number[]
  data?: number[]
  parameters?: { binary_data_size?: number; binary_data?: boolean }
}

function decode(body: Buffer, headerLength: string | string[] | undefined, complaints: string[]): { id: string; binary: boolean; inputs: Map<string, ServedTensor>; outputs: string[] } {
  const length = headerLength === undefined ? body.length : Number(headerLength)
  const { id, inputs, outputs } = JSON.parse(body.subarray(0, length).toString()) as { id: string; inputs: SentTensor[]; outputs: SentTensor[] }
  let offset = length
  const tensors = new Map<string, ServedTensor>()
  for (const { name, datatype, shape, data, parameters } of inputs) {
    const size = parameters?.binary_data_size ?? 0
    const values = data ? Float32Array.from(data) : new Float32Array(new Uint8Array(body.subarray(offset, offset + size)).buffer)
    offset += size
    if (datatype !== 'FP32' || shape.reduce((all, one) => all * one, 1) !== values.length) complaints.push(`sent ${name} of ${datatype} ${shape.join('×')} with ${values.length} values`)
    tensors.set(name, { name, datatype: 'FP32', shape, data: values })
  }
  if (offset !== body.length) complaints.push(`sent ${body.length - offset} bytes too many`)
  return { id, binary: outputs.some(({ parameters }) => parameters?.binary_data), inputs: tensors, outputs: outputs.map(({ name }) => name) }
}

function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function binary(response: ServerResponse, model: string, id: string, tensors: ServedTensor[]): void {
  const outputs = tensors.map(({ name, datatype, shape, data }) => ({ name, datatype, shape, parameters: { binary_data_size: data.byteLength } }))
  const header = Buffer.from(JSON.stringify({ model_name: model, id, outputs }))
  const bytes = tensors.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'inference-header-content-length': header.length }).end(Buffer.concat([header, ...bytes]))
}
