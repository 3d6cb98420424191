import { setTimeout as delay } from 'node:timers/promises'
import OpenAI from 'openai'
import { Agent, fetch as undiciFetch, type BodyInit as UndiciBody, type RequestInit as UndiciInit } from 'undici'
import type { Disposable } from '../../base/disposable.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import { clientError, REFUSED_ATTEMPTS, REFUSED_DELAY_MS, retryAfterMs, timedOut, wasRefused, type FailureContext } from './client-errors.ts'
import type { ClientRole, ClientTimeouts, ResolvedEndpoint, ResolveEndpoint } from './roles.ts'

const KEEP_ALIVE_MS = 60_000
const KEEP_ALIVE_LIMIT_MS = 10 * 60_000
const CONNECT_TIMEOUT_MS = 5_000
const WARM_TIMEOUT_MS = 2_000
/** No answer of any role is as large: a server that sends without an end must not fill the memory. */
const LARGEST_ANSWER_BYTES = 64 * 2 ** 20

export interface CallContext extends FailureContext {
  client: OpenAI
  /** Fires on the caller's abort, on silence, on dispose, and when the caller stops listening. */
  signal: AbortSignal
  /** Something came: the silence starts anew. */
  heard(): void
}

/**
 * What all clients share: connections that stay open between calls (no handshake in the middle of a turn), time limits,
 * cancellation and one translation of errors.
 */
export class Connections implements Disposable {
  private readonly agent = new Agent({
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_LIMIT_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    // Silence is timed per role, by `guard`.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: LARGEST_ANSWER_BYTES,
  })
  private readonly clients = new Map<ClientRole, { key: string; client: OpenAI }>()
  private readonly running = new Set<AbortController>()
  private isDisposed = false

  constructor(
    readonly resolve: ResolveEndpoint,
    private readonly timeouts: ClientTimeouts,
  ) {}

  /**
   * Runs one call and streams its values.
   * @throws UnderstudyError only
   */
  async *guard<T>(
    role: ClientRole,
    signal: AbortSignal | undefined,
    run: (context: CallContext) => AsyncIterable<T>,
    options: { embedded?: boolean } = {},
  ): AsyncGenerator<T> {
    for (let attempt = 1; ; attempt++) {
      if (this.isDisposed) throw cancelled()
      const endpoint = await unlessAborted(this.resolve(role, options), signal)
      try {
        return yield* this.attempt(role, endpoint, signal, run)
      } catch (error) {
        if (endpoint.embedded) {
          if (!wasRefused(error) || attempt >= REFUSED_ATTEMPTS) throw error
          await delay(REFUSED_DELAY_MS)
        } else {
          const waitMs = attempt === 1 && error instanceof UnderstudyError ? retryAfterMs(error) : null
          if (waitMs === null) throw error
          await unlessAborted(delay(waitMs), signal)
        }
      }
    }
  }

  /** `guard` for a call with one answer. */
  async guardOne<T>(role: ClientRole, signal: AbortSignal | undefined, run: (context: CallContext) => Promise<T>): Promise<T> {
    for await (const value of this.guard(role, signal, async function* (context) { yield await run(context) })) return value
    throw new UnderstudyError('internal', 'The call ended without an answer.')
  }

  /** Opens a connection to each server for each role that it serves, so that no call of a turn pays a handshake: voice and words come at the same time. Never throws. */
  async warm(roles: readonly ClientRole[]): Promise<void> {
    const endpoints = await Promise.allSettled(roles.map((role) => this.resolve(role)))
    // A provider with a protocol of its own has its own connections, and its key goes nowhere else.
    const servers = endpoints.flatMap((result) => (result.status === 'fulfilled' && !result.value.provider ? [result.value] : []))
    const own = servers.find(({ embedded }) => embedded)
    await Promise.allSettled(
      servers.filter((endpoint) => !endpoint.embedded || endpoint === own).map(async ({ baseURL, apiKey }) => {
        const response = await undiciFetch(`${baseURL}/models`, {
          headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
          dispatcher: this.agent,
          signal: AbortSignal.timeout(WARM_TIMEOUT_MS),
        })
        await response.arrayBuffer()
      }),
    )
  }

  dispose(): void {
    this.isDisposed = true
    for (const call of this.running) call.abort()
    void this.agent.destroy()
  }

  private async *attempt<T>(
    role: ClientRole,
    endpoint: ResolvedEndpoint,
    signal: AbortSignal | undefined,
    run: (context: CallContext) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    const call = new AbortController()
    const context = { role, endpoint }
    let isSilent = false
    const timer = setTimeout(() => {
      isSilent = true
      call.abort()
    }, this.timeouts[role])
    // One signal of its own a call: signals that live longer would gather what was derived from them.
    const onAbort = (): void => call.abort()
    signal?.addEventListener('abort', onAbort, { once: true })
    this.running.add(call)
    try {
      yield* run({
        ...context,
        client: this.client(role, endpoint),
        signal: call.signal,
        heard: () => void timer.refresh(),
      })
    } catch (thrown) {
      if (signal?.aborted || this.isDisposed) throw cancelled()
      throw isSilent ? timedOut(context) : clientError(thrown, context)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      this.running.delete(call)
      call.abort()
    }
  }

  private client(role: ClientRole, { baseURL, apiKey }: ResolvedEndpoint): OpenAI {
    const key = `${baseURL}\n${apiKey}`
    const known = this.clients.get(role)
    if (known?.key === key) return known.client
    const client = new OpenAI({
      baseURL,
      // The package insists on a key; servers that need none ignore it.
      apiKey: apiKey || 'none',
      organization: null,
      project: null,
      maxRetries: 0,
      // Its debug log prints whole requests.
      logLevel: 'off',
      // The package probes this Response to learn whether forms are understood.
      fetch: Object.assign((url: string | URL | Request, init?: RequestInit) => this.fetch(url, init), { Response }),
    })
    this.clients.set(role, { key, client })
    return client
  }

  private async fetch(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const target = url instanceof Request ? url.url : url
    const headers = new Headers(init.headers)
    let body: unknown = init.body
    if (body instanceof FormData) {
      // undici knows only its own FormData. Encoded whole, the form also has a length, which simple servers need.
      const encoded = new Response(body)
      headers.set('content-type', encoded.headers.get('content-type') ?? '')
      body = new Uint8Array(await encoded.arrayBuffer())
    }
    const response = await undiciFetch(target, {
      ...(init as UndiciInit),
      headers: Object.fromEntries(headers),
      body: body as UndiciBody,
      dispatcher: this.agent,
    })
    return response as unknown as Response
  }
}

/** @throws UnderstudyError `cancelled` as soon as `signal` fires: a process that is being restarted may keep one waiting. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(cancelled())
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

function cancelled(): UnderstudyError {
  return new UnderstudyError('cancelled', 'The request was cancelled.')
}
