import { Agent, fetch, type Response } from 'undici'
import { z } from 'zod'
import type { Disposable } from '../../../base/disposable.ts'
import { UnderstudyError } from '../../../contract/errors.ts'
import { brokenOff, connectionError, statusError, tookTooLong, unknownThere, wrongAnswer } from '../provider-errors.ts'
import { decodeResponse, encodeRequest, HEADER_LENGTH, type Tensor } from './tensors.ts'

const CONNECT_TIMEOUT_MS = 5_000
const KEEP_ALIVE_MS = 60_000
/** A request carries at most a few hundred milliseconds of sound. */
export const REQUEST_TIMEOUT_MS = 4_000

const tensorSchema = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.coerce.number()) })
const metadataSchema = z.object({ name: z.string(), inputs: z.array(tensorSchema).min(1), outputs: z.array(tensorSchema).min(1) })
export type ModelMetadata = z.infer<typeof metadataSchema>

const configSchema = z.object({ parameters: z.record(z.string(), z.object({ string_value: z.string() })).default({}) })
const serverSchema = z.object({ extensions: z.array(z.string()).default([]) })

export interface KserveOptions {
  /** `https://host:port`, with or without `/v2`. */
  address: string
  apiKey?: string
  rootCertificates?: string
  /** As the server is called in a sentence. */
  name: string
  timeoutMs?: number
}

/** KServe V2, the Open Inference Protocol, over HTTP: what Triton and its like answer to. */
export class KserveClient implements Disposable {
  private readonly base: string
  private readonly agent: Agent
  private requests = 0

  constructor(private readonly options: KserveOptions) {
    this.base = `${options.address.replace(/\/+$/, '').replace(/\/v2$/, '')}/v2`
    this.agent = new Agent({
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: { timeout: CONNECT_TIMEOUT_MS, ...(options.rootCertificates ? { ca: options.rootCertificates } : {}) },
    })
  }

  /** @throws UnderstudyError `not_found` when the server doesn't have the model */
  async metadata(model: string, signal?: AbortSignal): Promise<ModelMetadata> {
    const response = await this.request(`/models/${encodeURIComponent(model)}`, { signal })
    // Triton says 400 for a model it does not know.
    if (response.status === 400) throw unknownThere(this.options.name)
    return this.parse(metadataSchema, await this.ok(response))
  }

  /** What the model's owner wrote into its configuration; empty where the server doesn't show it. */
  async parameters(model: string, signal?: AbortSignal): Promise<Record<string, string>> {
    const response = await this.request(`/models/${encodeURIComponent(model)}/config`, { signal })
    if (!response.ok) {
      await response.arrayBuffer()
      return {}
    }
    const { parameters } = await this.parse(configSchema, response)
    return Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, value.string_value]))
  }

  /** Whether tensors may travel as bytes. */
  async takesBinary(signal?: AbortSignal): Promise<boolean> {
    const response = await this.request('', { signal })
    if (!response.ok) {
      await response.arrayBuffer()
      return false
    }
    return (await this.parse(serverSchema, response)).extensions.includes('binary_tensor_data')
  }

  async infer(model: string, inputs: readonly Tensor[], outputs: readonly string[], options: { binary: boolean; signal?: AbortSignal }): Promise<Map<string, Tensor>> {
    const id = String(++this.requests)
    const { body, headers } = encodeRequest(id, inputs, outputs, options)
    const response = await this.ok(
      await this.request(`/models/${encodeURIComponent(model)}/infer`, { method: 'POST', body, headers, signal: options.signal }),
    )
    const bytes = await this.read(() => response.arrayBuffer())
    const length = response.headers.get(HEADER_LENGTH)
    try {
      return decodeResponse(new Uint8Array(bytes), length === null ? null : Number(length), id)
    } catch (cause) {
      throw wrongAnswer(this.options.name, 'sent something that can’t be read', cause)
    }
  }

  dispose(): void {
    void this.agent.destroy()
  }

  private async request(
    path: string,
    options: { method?: string; body?: Uint8Array; headers?: Record<string, string>; signal?: AbortSignal | undefined },
  ): Promise<Response> {
    const { signal, headers, ...rest } = options
    const timeout = AbortSignal.timeout(this.options.timeoutMs ?? REQUEST_TIMEOUT_MS)
    const { apiKey } = this.options
    return this.read(
      () =>
        fetch(`${this.base}${path}`, {
          ...rest,
          headers: { ...headers, ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) },
          dispatcher: this.agent,
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        }),
      true,
    )
  }

  private async ok(response: Response): Promise<Response> {
    if (response.ok) return response
    const words = await response.text().catch(() => '')
    throw statusError(response.status, this.options.name, { cause: new Error(words.slice(0, 500)), hasKey: Boolean(this.options.apiKey) })
  }

  private async parse<T>(schema: z.ZodType<T>, response: Response): Promise<T> {
    const text = await this.read(() => response.text())
    try {
      return schema.parse(JSON.parse(text))
    } catch (cause) {
      throw wrongAnswer(this.options.name, 'does not speak the Open Inference Protocol', cause)
    }
  }

  private async read<T>(work: () => Promise<T>, isConnecting = false): Promise<T> {
    try {
      return await work()
    } catch (cause) {
      const { name } = this.options
      if (cause instanceof Error && cause.name === 'TimeoutError') throw tookTooLong(name, cause)
      if (cause instanceof Error && cause.name === 'AbortError') throw new UnderstudyError('cancelled', 'The animation was cancelled.', { cause })
      throw isConnecting && !isBroken(cause) ? connectionError(cause, name) : brokenOff(name, cause)
    }
  }
}

/** A connection that was there: the other side hung up in the middle. */
function isBroken(thrown: unknown): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(String((error as NodeJS.ErrnoException).code))) return true
  }
  return false
}
