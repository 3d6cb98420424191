import type { ServiceError } from '@grpc/grpc-js'
import { UnderstudyError } from '../../../contract/errors.ts'
import { brokenOff, connectionError, overloaded, refusedKey, tookTooLong, wrongAnswer } from '../provider-errors.ts'

export interface FailedCall {
  /** Of the service, in a sentence. */
  name: string
  hasKey: boolean
  /** Of the hosted service, whose keys and functions come from one place; undefined at one's own. */
  functionId: string | undefined
  /** Whether the service had answered before. */
  hasBegun: boolean
}

/** A gRPC status as a sentence on which a user can act. */
export function explainCall(error: ServiceError, call: FailedCall): UnderstudyError {
  const { name, hasKey, functionId, hasBegun } = call
  switch (error.code as number) {
    case 16:
    case 7:
      return functionId === undefined ? refusedKey(name, { cause: error, hasKey }) : refusedByHost(error, call)
    case 5:
    case 12:
      return unknownThere(error, call)
    case 8:
      return overloaded(name, error)
    case 4:
      return tookTooLong(name, error)
    case 3:
      return wrongAnswer(name, 'refused the sound', error)
    case 14:
      return hasBegun ? brokenOff(name, error) : connectionError(error, name)
    case 13:
      return /pars|deserializ/i.test(error.details) ? wrongAnswer(name, 'sent something that can’t be read', error) : brokenOff(name, error)
    default:
      return brokenOff(name, error)
  }
}

function refusedByHost(cause: ServiceError, { name, hasKey }: FailedCall): UnderstudyError {
  const refusal = hasKey ? 'refused the key; enter a valid one in Settings' : 'asks for a key; enter one for it in Settings'
  return new UnderstudyError('unauthorized', `${name} ${refusal}, from build.nvidia.com and of an account that may use the function.`, { cause })
}

function unknownThere(cause: ServiceError, { name, functionId }: FailedCall): UnderstudyError {
  const message =
    functionId === undefined
      ? `${name} answers, but not as Audio2Face-3D does; check its address in Settings: the port of the service is 52000 as a rule.`
      : `${name} doesn’t know this function; check its id in Settings against the one at build.nvidia.com.`
  return new UnderstudyError('not_found', message, { cause })
}
