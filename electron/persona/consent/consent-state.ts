import type { ConsentRecord, ConsentState, PersonaManifest, PersonaUse } from '../../contract/persona.ts'
import { isPhraseRead } from './compare-phrase.ts'

/** What is known of a package's consent at one moment. */
export interface ConsentFacts {
  manifest: Pick<PersonaManifest, 'name' | 'synthetic'> | null
  /** Null: there is none, or it cannot be read. */
  record: ConsentRecord | null
  /** Whether there is a record at all, readable or not. */
  hasRecord: boolean
  /** Of the recording in the package, null where there is none. */
  recordingSha256: string | null
}

/** A record counts before `synthetic`: who has been asked for consent stands in for a person. */
export function consentStateOf({ manifest, record, hasRecord, recordingSha256 }: ConsentFacts, nowMs: number): ConsentState {
  if (!hasRecord) return manifest?.synthetic ? 'synthetic' : 'unverified'
  if (!record) return 'unverified'
  if (record.revokedAt !== null) return 'revoked'
  const { recording, grantedAt, phrase } = record
  if (grantedAt === null || recording === null) return 'unverified'
  if (recording.sha256 !== recordingSha256) return 'unverified'
  if (!isPhraseRead(phrase, recording.transcript)) return 'unverified'
  return Date.parse(record.expiresAt) <= nowMs ? 'expired' : 'verified'
}

export function allowsUse(state: ConsentState, record: ConsentRecord | null, use: PersonaUse): boolean {
  if (state === 'synthetic') return true
  const scope = state === 'verified' ? (record?.scope ?? []) : []
  return scope.includes(use) && (use !== 'realtime' || scope.includes('talk'))
}

/** Whether a face of its own may be shown: who agreed that the persona speaks agreed to be seen doing so, and who took that back, to neither. */
export function showsFace(state: ConsentState): boolean {
  return state === 'synthetic' || state === 'verified'
}

const USES: Record<PersonaUse, string> = { talk: 'conversations', meeting: 'meetings', realtime: 'speech to speech' }

/** Why the persona may not be used so, and what to do about it, in a sentence; null where it may. */
export function refusal(state: ConsentState, facts: ConsentFacts, use: PersonaUse): string | null {
  if (allowsUse(state, facts.record, use)) return null
  const name = facts.manifest?.name ?? 'This persona'
  const { record } = facts
  switch (state) {
    case 'revoked':
      return `Consent for «${name}» was revoked on ${dayOf(record?.revokedAt)}${record?.revokedReason ? ` (${record.revokedReason})` : ''}, so it does not speak; use another persona.`
    case 'expired':
      return `Consent for «${name}» expired on ${dayOf(record?.expiresAt)}; have the person renew it in the Studio before this persona speaks.`
    case 'verified':
      return `Consent for «${name}» covers ${record?.scope.map((scope) => USES[scope]).join(' and ')}, not ${USES[use]}; ask the person to widen it in the Studio.`
    default:
      return facts.record?.recording && facts.record.grantedAt
        ? `Consent for «${name}» is unverified because its recording is missing or was changed; have the person read a new phrase in the Studio.`
        : `Consent for «${name}» is unverified; have the person read the consent phrase aloud in the Studio before this persona speaks.`
  }
}

function dayOf(iso: string | null | undefined): string {
  return (iso ?? '').slice(0, 10)
}
