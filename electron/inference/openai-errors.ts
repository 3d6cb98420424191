import { z } from 'zod'
import { UnderstudyError, type ErrorCode } from '../contract/errors.ts'

export interface OpenAiErrorBody {
  error: { message: string; type: string; code: string; param: null }
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  audio_invalid: 400,
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  persona_may_not_speak: 403,
  not_found: 404,
  too_large: 413,
  cancelled: 499,
  overloaded: 429,
  unavailable: 503,
  inference_lost: 503,
  timeout: 504,
}

const TYPE: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'invalid_request_error',
  429: 'rate_limit_error',
}

export function httpStatus(code: ErrorCode): number {
  return STATUS[code] ?? 500
}

export function openAiErrorBody(error: UnderstudyError): OpenAiErrorBody {
  return {
    error: { message: error.message, type: TYPE[httpStatus(error.code)] ?? 'server_error', code: error.code, param: null },
  }
}

/** Anything a route, fastify or a parser throws, as our own error. */
export function toUnderstudyError(thrown: unknown): UnderstudyError {
  if (thrown instanceof UnderstudyError) return thrown
  if (thrown instanceof z.ZodError) return new UnderstudyError('bad_request', sentence(thrown), { cause: thrown })
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode
  if (status === 413) return new UnderstudyError('too_large', 'The request is larger than the server takes; send less at once.', { cause: thrown })
  if (status === 415) return new UnderstudyError('bad_request', 'Send JSON, or a multipart form where the route takes a file.', { cause: thrown })
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new UnderstudyError('bad_request', 'The request’s body or headers cannot be read; check its format.', { cause: thrown })
  }
  return UnderstudyError.from(thrown)
}

function sentence(error: z.ZodError): string {
  const issue = error.issues[0]
  const place = issue?.path.join('.')
  return `Check ${place ? `«${place}» of the request` : 'the request’s body'}: ${issue?.message ?? 'it is invalid'}.`
}
