import { UnderstudyError } from '../../contract/errors.ts'

/** @param reason one plain sentence for the person whose file it is */
export function unreadable(reason: string): UnderstudyError {
  return new UnderstudyError('persona_invalid', reason)
}
