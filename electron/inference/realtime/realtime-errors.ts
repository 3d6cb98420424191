import { connectionError, overloaded, refusedKey } from '../../animation/providers/provider-errors.ts'
import { UnderstudyError } from '../../contract/errors.ts'

/** What goes wrong with a Realtime server, as sentences. Servers' own words are not repeated: they may quote the conversation. */

export { connectionError, overloaded }

export const realtimeName = (host: string): string => `The Realtime server at ${host}`

const OVERLOADED = /rate_limit|quota|overloaded|too_many/
const REFUSED = /api_key|unauthorized|authentication|permission|forbidden/
const EXPIRED = /session_expired|expired/

/** @param code of an `error` event or of a failed response */
export function serverError(code: string, name: string): UnderstudyError {
  if (OVERLOADED.test(code)) return overloaded(name)
  if (REFUSED.test(code)) return refusedKey(name)
  if (EXPIRED.test(code)) return new UnderstudyError('unavailable', `${name} ended the session, as it does after an hour; ask again.`, { retryable: true })
  if (/model/.test(code)) return new UnderstudyError('not_found', `${name} doesn’t know this model; check it in Settings.`)
  return failed(`${name} reported a failure in the middle of its answer; try again.`, true)
}

/** @param status of the handshake */
export function handshakeError(status: number, name: string): UnderstudyError {
  if (status === 401 || status === 403) return refusedKey(name)
  if (status === 404) return new UnderstudyError('not_found', `${name} doesn’t know this address or model; check both in Settings.`)
  if (status === 429) return overloaded(name)
  return failed(`${name} refused the connection with status ${status}; try again, or check its address in Settings.`, status >= 500)
}

export function brokenOff(name: string): UnderstudyError {
  return failed(`${name} broke off in the middle of its answer; try again.`, true)
}

export function wrongAnswer(name: string, what: string): UnderstudyError {
  return failed(`${name} ${what}; check its address and model in Settings.`, false)
}

export function tookTooLong(name: string): UnderstudyError {
  return new UnderstudyError('timeout', `${name} has sent nothing for too long; try again, or choose another in Settings.`, { retryable: true })
}

function failed(message: string, retryable: boolean): UnderstudyError {
  return new UnderstudyError('provider_failed', message, { retryable })
}
