import type { ConsentState } from '../../../electron/contract/persona.ts'
import type { BadgeTone } from '../ui/status-badge.tsx'

/** Each state of consent in a word or two, as every screen says it. */
export const CONSENT_WORDS: Record<ConsentState, { label: string; tone: BadgeTone; maySpeak: boolean }> = {
  verified: { label: 'Consent verified', tone: 'voice', maySpeak: true },
  synthetic: { label: 'Synthetic', tone: 'neutral', maySpeak: true },
  unverified: { label: 'Not verified', tone: 'warn', maySpeak: false },
  expired: { label: 'Consent expired', tone: 'warn', maySpeak: false },
  revoked: { label: 'Consent revoked', tone: 'bad', maySpeak: false },
}
