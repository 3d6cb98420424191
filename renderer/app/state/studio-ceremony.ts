import type { ConsentCheck, ConsentRecord, PersonaUse } from '../../../electron/contract/persona.ts'

/** What the person is asked to agree to. */
export interface ConsentRequest {
  person: string
  scope: PersonaUse[]
  audience: string
  validDays: number
}

/**
 * Asking a person for consent, from the first form to what was heard.
 * `form` → `phrase` → `recording` → `checking` → `misheard` (which records again) or `accepted`.
 */
export interface Ceremony {
  step: 'form' | 'phrase' | 'recording' | 'checking' | 'misheard' | 'accepted'
  request: ConsentRequest
  /** Words to read aloud, and until when; empty in the form. */
  phrase: string
  answerBy: string
  check: ConsentCheck | null
  /** Why the last step failed, in a sentence. */
  problem: string | null
}

export type CeremonyEvent =
  | { type: 'typed'; patch: Partial<ConsentRequest> }
  | { type: 'challenged'; phrase: string; answerBy: string }
  | { type: 'began' }
  | { type: 'ended' }
  | { type: 'checked'; check: ConsentCheck }
  | { type: 'cancelled' }
  | { type: 'failed'; problem: string }
  | { type: 'back' }

export const VALID_DAYS = [30, 90, 180, 365, 730] as const
const USUAL_DAYS = 365

/** A renewal starts from what was agreed to last. */
export function newCeremony(name: string, record: ConsentRecord | null): Ceremony {
  const request: ConsentRequest = record
    ? { person: record.person, scope: [...record.scope], audience: record.audience, validDays: USUAL_DAYS }
    : { person: name, scope: ['talk', 'meeting'], audience: '', validDays: USUAL_DAYS }
  return { step: 'form', request, phrase: '', answerBy: '', check: null, problem: null }
}

export function reduceCeremony(ceremony: Ceremony, event: CeremonyEvent): Ceremony {
  const calm: Ceremony = { ...ceremony, problem: null }
  switch (event.type) {
    case 'typed':
      return { ...calm, request: { ...ceremony.request, ...event.patch } }
    case 'challenged':
      return { ...calm, step: 'phrase', phrase: event.phrase, answerBy: event.answerBy, check: null }
    case 'began':
      return { ...calm, step: 'recording', check: null }
    case 'ended':
      return ceremony.step === 'recording' ? { ...calm, step: 'checking' } : ceremony
    case 'checked':
      return { ...calm, step: event.check.accepted ? 'accepted' : 'misheard', check: event.check }
    case 'cancelled':
      return isListening(ceremony) ? { ...calm, step: 'phrase' } : ceremony
    case 'failed':
      return { ...ceremony, step: isListening(ceremony) ? 'phrase' : ceremony.step, problem: event.problem }
    case 'back':
      return { ...calm, step: 'form', phrase: '', answerBy: '', check: null }
  }
}

/** Why the request cannot be put yet, in a sentence; null when it can. */
export function requestProblem({ person, scope, audience }: ConsentRequest): string | null {
  if (!person.trim()) return 'Enter the name of the person who agrees.'
  if (person.trim().length > 120) return 'Shorten the name to 120 characters.'
  if (scope.length === 0) return 'Choose at least one use to agree to.'
  if (scope.includes('realtime') && !scope.includes('talk')) return 'Speech to speech is a way of talking; choose Talk, too.'
  if (audience.trim().length > 300) return 'Shorten the audience to 300 characters.'
  return null
}

/** Milliseconds left to read the phrase; 0 once it has run out. */
export function timeLeftMs(ceremony: Ceremony, nowMs: number): number {
  return ceremony.answerBy ? Math.max(0, Date.parse(ceremony.answerBy) - nowMs) : 0
}

function isListening({ step }: Ceremony): boolean {
  return step === 'recording' || step === 'checking'
}
