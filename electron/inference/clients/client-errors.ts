import { APIConnectionError, APIError } from 'openai'
import { connectionError, refusedKey } from '../../animation/providers/provider-errors.ts'
import { errorCodeSchema, UnderstudyError } from '../../contract/errors.ts'
import type { ClientRole, ResolvedEndpoint } from './roles.ts'

export interface FailureContext {
  role: ClientRole
  endpoint: ResolvedEndpoint
}

/** Our process is gone and the news has not arrived yet: nothing was sent, so asking again is safe. */
export const REFUSED_ATTEMPTS = 40
export const REFUSED_DELAY_MS = 50

const REFUSED: ReadonlySet<unknown> = new Set(['ECONNREFUSED'])

/** Nobody listens at the address. */
export function wasRefused(thrown: unknown): boolean {
  return hasCode(thrown, REFUSED)
}

/** The longest that a server may ask one to wait before the call is made again in the same turn. */
const LONGEST_RETRY_MS = 2_000

/**
 * How long to wait before a call that failed may be made once more, ms; null: not at all. Only what failed before anything was
 * answered: a connection that was kept open and had been closed at its other end, or a server that says when to come back.
 */
export function retryAfterMs({ cause }: UnderstudyError): number | null {
  if (cause instanceof APIError && (cause.status === 429 || cause.status === 503)) {
    const stated = cause.headers?.get('retry-after')
    const seconds = stated ? Number(stated) : Number.NaN
    return seconds >= 0 && seconds * 1_000 <= LONGEST_RETRY_MS ? seconds * 1_000 : null
  }
  return cause instanceof APIConnectionError && hasCode(cause, DROPPED) ? 0 : null
}

/** The other end let go of the connection. */
const DROPPED: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

function hasCode(thrown: unknown, codes: ReadonlySet<unknown>): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (codes.has((error as NodeJS.ErrnoException).code)) return true
  }
  return false
}

/** Whatever a call failed with, as a sentence that says what to do. Servers' own words are not repeated: they may quote the request. */
export function clientError(thrown: unknown, context: FailureContext): UnderstudyError {
  if (thrown instanceof UnderstudyError) return thrown
  const { endpoint } = context
  if (endpoint.embedded) {
    if (thrown instanceof APIConnectionError || isBrokenOff(thrown)) return inferenceLost(thrown)
    return thrown instanceof APIError ? embeddedRefusal(thrown) : UnderstudyError.from(thrown)
  }
  if (thrown instanceof APIError && thrown.status !== undefined) return refusal(thrown.status, thrown, context)
  if (thrown instanceof APIError && !(thrown instanceof APIConnectionError)) {
    return failed(`${server(context)} reported a failure in the middle of its answer; try again.`, { retryable: true, cause: thrown })
  }
  if (isBrokenOff(thrown)) return failed(`${server(context)} broke off in the middle of its answer; try again.`, { retryable: true, cause: thrown })
  if (thrown instanceof APIConnectionError) return connectionError(thrown, server(context))
  return failed(`${server(context)} sent something that can’t be read; check its address in Settings.`, { cause: thrown })
}

export function timedOut(context: FailureContext): UnderstudyError {
  return new UnderstudyError('timeout', `${server(context)} has sent nothing for too long; try again, or choose another in Settings.`, { retryable: true })
}

/** The server answered, but not what it was asked for. */
export function wrongAnswer(context: FailureContext, what: string): UnderstudyError {
  return failed(`${server(context)} ${what}; check its address and model in Settings.`)
}

/** A rule of the server's own, not of the persona's. */
export function refusedToAnswer(context: FailureContext): UnderstudyError {
  return failed(`${server(context)} refuses to answer this; ask it differently, or choose another in Settings.`)
}

export function brokenOff(context: FailureContext): UnderstudyError {
  if (context.endpoint.embedded) return inferenceLost()
  return failed(`${server(context)} broke off in the middle of its answer; try again.`, { retryable: true })
}

export function inferenceLost(cause?: unknown): UnderstudyError {
  return new UnderstudyError('inference_lost', 'The engine stopped in the middle of its work and is being restarted; ask again.', {
    retryable: true,
    cause,
  })
}

export function server({ role, endpoint }: FailureContext): string {
  return endpoint.embedded ? `The embedded ${role} engine` : `The ${role} server at ${hostOf(endpoint.baseURL)}`
}

/** How a server is called in a sentence. */
export function hostOf(baseURL: string): string {
  return URL.canParse(baseURL) ? new URL(baseURL).host : 'an invalid address'
}

/** Our own server's messages are written for people. */
function embeddedRefusal(error: APIError): UnderstudyError {
  const body = error.error as { code?: unknown; message?: unknown } | undefined
  const code = errorCodeSchema.safeParse(body?.code).data
  if (!code || typeof body?.message !== 'string') return inferenceLost(error)
  const retryable = code === 'overloaded' || code === 'unavailable' || code === 'inference_lost'
  return new UnderstudyError(code, body.message, { retryable, cause: error })
}

function refusal(status: number, cause: APIError, context: FailureContext): UnderstudyError {
  const who = server(context)
  if (status === 401 || status === 403) return refusedKey(who, { cause, hasKey: context.endpoint.apiKey !== '' })
  if (status === 404) {
    return new UnderstudyError('not_found', `${who} doesn’t know this address or the model «${context.endpoint.model}»; check both in Settings.`, { cause })
  }
  if (status === 408 || status === 504) return new UnderstudyError('timeout', `${who} took too long; try again.`, { retryable: true, cause })
  if (status === 413) return new UnderstudyError('too_large', `${who} takes less at once; ask something shorter.`, { cause })
  if (status === 429) {
    return new UnderstudyError('overloaded', `${who} has too much to do or your quota there is used up; wait a little, or choose another in Settings.`, {
      retryable: true,
      cause,
    })
  }
  if (status >= 500) return failed(`${who} failed with status ${status}; try again, or choose another in Settings.`, { retryable: true, cause })
  return failed(`${who} refused the request with status ${status}; check its model and voice in Settings.`, { cause })
}

function failed(message: string, options: { retryable?: boolean; cause?: unknown } = {}): UnderstudyError {
  return new UnderstudyError('provider_failed', message, options)
}

/** undici's word for a body that ended before its length or its last chunk. */
function isBrokenOff(thrown: unknown): boolean {
  return thrown instanceof TypeError && thrown.message === 'terminated'
}
