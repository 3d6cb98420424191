import { connectionError, overloaded, refusedKey } from '../../animation/providers/provider-errors.ts'
import { UnderstudyError } from '../../contract/errors.ts'

/** What goes wrong with a Realtime server, as sentences. Servers' own words are not repeated: they may quote the conversation. */


export const realtimeName = (host: string): string => `The Realtime server at ${host}`

const OVERLOADED = /rate_limit|quota|overloaded|too_many/
const REFUSED = /api_key|unauthorized|authentication|permission|forbidden/
const EXPIRED = /session_expired|expired/
/** What Node and ws say where no web server, or no socket, is found. */
const NO_SOCKET = /HPE_|Sec-WebSocket|Upgrade header|subprotocol/i
const NO_TLS = /EPROTO|wrong version number|packet length too long|ERR_SSL/i

/** @param code of an `error` event or of a failed response @param hasKey whether one was shown */
export function serverError(code: string, name: string, hasKey: boolean): UnderstudyError {
  if (OVERLOADED.test(code)) return overloaded(name)
  if (REFUSED.test(code)) return refusedKey(name, { hasKey })
  if (EXPIRED.test(code)) return new UnderstudyError('unavailable', `${name} ended the session, as it does after an hour; ask again.`, { retryable: true })
  if (/model/.test(code)) return new UnderstudyError('not_found', `${name} doesn’t know this model; check it in Settings.`)
  if (/voice/.test(code)) return unknownVoice(name)
  return failed(`${name} reported a failure in the middle of its answer; try again.`, true)
}

/** @param status of the handshake */
export function handshakeError(status: number, name: string, hasKey: boolean): UnderstudyError {
  if (status === 401 || status === 403) return refusedKey(name, { hasKey })
  if (status === 400 || status === 404) return new UnderstudyError('not_found', `${name} doesn’t know this address or model; check both in Settings.`)
  if (status === 429) return overloaded(name)
  if (status < 500) return otherProtocol(name)
  return failed(`${name} refused the connection with status ${status}; try again, or check its address in Settings.`, true)
}

/** A socket that did not come about. */
export function openingError(cause: unknown, name: string): UnderstudyError {
  const words = cause instanceof Error ? `${String((cause as NodeJS.ErrnoException).code ?? '')} ${cause.message}` : ''
  if (NO_TLS.test(words)) return new UnderstudyError('unavailable', `${name} does not speak TLS; write ws:// instead of wss:// in its address in Settings.`)
  return NO_SOCKET.test(words) ? otherProtocol(name) : connectionError(cause, name)
}

/** @param code with which the socket was closed before there was a session; 3000 and 44xx stand for HTTP's 401 and 4xx */
export function closedAtOnce(code: number, name: string, hasKey: boolean): UnderstudyError {
  if (code === 3000 || code === 4401 || code === 4403) return refusedKey(name, { hasKey })
  if (code === 4404) return handshakeError(404, name, hasKey)
  return wrongAnswer(name, 'closed the connection before a session was there')
}

export function unknownVoice(name: string): UnderstudyError {
  return new UnderstudyError('not_found', `${name} has no such voice; check it in Settings.`)
}

/** Somebody answers there, and it is something else. */
function otherProtocol(name: string): UnderstudyError {
  return wrongAnswer(name, 'doesn’t speak the Realtime protocol at this address')
}

export function noSession(name: string): UnderstudyError {
  return new UnderstudyError('timeout', `${name} took the connection and began no session; check its address in Settings, or try again.`, { retryable: true })
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
