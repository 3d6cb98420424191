import { UnderstudyError } from '../../contract/errors.ts'

/** What a connection can fail with, as Node, ws and gRPC say it, and what a user does about it. */
const CONNECTION_FAILURES: readonly (readonly [RegExp, (name: string) => string])[] = [
  [
    /CERT_HAS_EXPIRED|certificate has expired/i,
    (name) => `The certificate of ${name} has expired; ask whoever runs it to renew it, and check the date of this computer.`,
  ],
  [/CERT_NOT_YET_VALID|not yet valid/i, (name) => `The certificate of ${name} is not valid yet; check the date of this computer.`],
  [
    /ALTNAME_INVALID|altnames/i,
    (name) => `The certificate of ${name} belongs to another host; check its address in Settings.`,
  ],
  [
    /SELF_SIGNED|self[- ]signed|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|unable to (verify|get)/i,
    (name) => `The certificate of ${name} is signed by nobody whom this computer trusts; install the certificate of its authority, or check its address in Settings.`,
  ],
  [
    /EPROTO|wrong version number|packet length too long|ERR_SSL/i,
    (name) => `${name} does not speak TLS; write http:// instead of https:// in its address in Settings.`,
  ],
  [/ENOTFOUND|EAI_AGAIN|Name resolution failed/i, (name) => `The host of ${name} is unknown; check its address in Settings and your connection.`],
]

/** A connection that did not come about, or broke. */
export function connectionError(cause: unknown, name: string): UnderstudyError {
  const words = wordsOf(cause)
  const known = CONNECTION_FAILURES.find(([pattern]) => pattern.test(words))
  const message = known?.[1](name) ?? `${name} can’t be reached; check its address in Settings and that it runs.`
  return new UnderstudyError('unavailable', message, { retryable: !known, cause })
}

/** An HTTP status, or the one of a WebSocket's handshake. Servers' own words are not repeated: they may quote the request. */
export function statusError(status: number, name: string, { cause, hasKey = true }: { cause?: unknown; hasKey?: boolean } = {}): UnderstudyError {
  if (status === 401 || status === 403) return refusedKey(name, { cause, hasKey })
  if (status === 404) return unknownThere(name, cause)
  if (status === 408 || status === 504) return tookTooLong(name, cause)
  if (status === 429) return overloaded(name, cause)
  return failed(`${name} failed with status ${status}; try again, or choose another animation provider in Settings.`, { retryable: status >= 500, cause })
}

/** @param options.hasKey whether one was shown: there may be none for this host */
export function refusedKey(name: string, { cause, hasKey = true }: { cause?: unknown; hasKey?: boolean } = {}): UnderstudyError {
  const message = hasKey ? `${name} refused the key; enter a valid one in Settings.` : `${name} asks for a key; enter one for it in Settings.`
  return new UnderstudyError('unauthorized', message, { cause })
}

export function unknownThere(name: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('not_found', `${name} doesn’t know this address, function or model; check them in Settings.`, { cause })
}

export function tookTooLong(name: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('timeout', `${name} took too long; try again, or choose another animation provider in Settings.`, { retryable: true, cause })
}

export function overloaded(name: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('overloaded', `${name} has too much to do or your quota there is used up; wait a little, or choose another in Settings.`, {
    retryable: true,
    cause,
  })
}

export function brokenOff(name: string, cause?: unknown): UnderstudyError {
  return failed(`${name} broke off in the middle of its answer; try again, or choose another animation provider in Settings.`, { retryable: true, cause })
}

/** The provider answered, but not what its protocol says. */
export function wrongAnswer(name: string, what: string, cause?: unknown): UnderstudyError {
  return failed(`${name} ${what}; check its address in Settings, or choose another animation provider.`, { cause })
}

function failed(message: string, options: { retryable?: boolean; cause?: unknown }): UnderstudyError {
  return new UnderstudyError('provider_failed', message, options)
}

/** Codes and messages along the chain of causes. */
function wordsOf(thrown: unknown): string {
  const words: string[] = []
  for (let error = thrown; error instanceof Error; error = error.cause) {
    words.push(String((error as NodeJS.ErrnoException).code ?? ''), error.message)
    if (error instanceof AggregateError) words.push(...error.errors.map(wordsOf))
  }
  return words.join(' ')
}
