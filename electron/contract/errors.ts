import { z } from 'zod'

/**
 * How an error is to be taken. `expected`: the user or the machine can do something about it.
 * `cancelled`: someone asked for it. `defect`: ours; logged, never blamed on the user.
 */
export const errorKindSchema = z.enum(['expected', 'cancelled', 'defect'])
export type ErrorKind = z.infer<typeof errorKindSchema>

/** Stable codes: tests, the interface and other programs rely on them. */
export const errorCodeSchema = z.enum([
  'audio_invalid',
  'audio_not_found',
  'audio_no_device',
  'audio_device_lost',
  'audio_permission_denied',
  'no_speech',
  'bad_request',
  'unauthorized',
  'forbidden',
  'not_found',
  'too_large',
  'timeout',
  'overloaded',
  'unavailable',
  'inference_lost',
  'provider_failed',
  'persona_invalid',
  'persona_may_not_speak',
  'offline',
  'consent_missing',
  'store_unavailable',
  'disk_full',
  'runtime_missing',
  'cancelled',
  'internal',
])
export type ErrorCode = z.infer<typeof errorCodeSchema>

/** What of an error crosses a process or a wire. `message` is one sentence which says what to do. */
export const errorShapeSchema = z.object({
  code: errorCodeSchema,
  kind: errorKindSchema,
  message: z.string(),
  retryable: z.boolean(),
})
export type ErrorShape = z.infer<typeof errorShapeSchema>

/** The one error class thrown across modules. Its message may be shown to a person as it is. */
export class UnderstudyError extends Error {
  readonly code: ErrorCode
  readonly kind: ErrorKind
  readonly retryable: boolean

  constructor(
    code: ErrorCode,
    message: string,
    options: { kind?: ErrorKind; retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'UnderstudyError'
    this.code = code
    this.kind =
      options.kind ?? (code === 'cancelled' ? 'cancelled' : code === 'internal' ? 'defect' : 'expected')
    this.retryable = options.retryable ?? false
  }

  toShape(): ErrorShape {
    return { code: this.code, kind: this.kind, message: this.message, retryable: this.retryable }
  }

  static fromShape(shape: ErrorShape): UnderstudyError {
    return new UnderstudyError(shape.code, shape.message, { kind: shape.kind, retryable: shape.retryable })
  }

  /** Wraps anything thrown; an abort becomes `cancelled`, what nobody expected becomes a defect. */
  static from(thrown: unknown): UnderstudyError {
    if (thrown instanceof UnderstudyError) return thrown
    if (thrown instanceof Error && thrown.name === 'AbortError') {
      return new UnderstudyError('cancelled', 'The request was cancelled.', { cause: thrown })
    }
    return new UnderstudyError('internal', 'Something went wrong inside Understudy; try again.', {
      cause: thrown,
    })
  }
}
