import { originOf, type KeySlot, type Testable } from '../../../electron/contract/settings.ts'
import type { Keys } from './use-keys.ts'

/** A host as it is shown: without the scheme that nearly all have. */
export function hostOf(origin: string): string {
  return origin.replace(/^https:\/\//, '')
}

/** What stands under a key's field: whom the key is for, and that it goes to nobody else. */
export function keyHint(keys: Pick<Keys, 'has' | 'places'>, { slot, address, optional }: { slot: KeySlot; address: string | undefined; optional: boolean }): string {
  const origin = originOf(address)
  if (origin === null) return 'Enter the address first: a key is kept for one host.'
  if (keys.has(slot, address)) return `One is stored for ${hostOf(origin)}, and is sent nowhere else. It is never shown again.`
  const elsewhere = keys.places.filter((place) => place.slot === slot).map((place) => hostOf(place.origin))
  if (elsewhere.length > 0) return `None is stored for ${hostOf(origin)}; that of ${elsewhere.join(' and ')} is not sent there.`
  return optional ? 'Only where the server asks for one.' : `Stored on this computer for ${hostOf(origin)}, never shown again.`
}

const USES: Record<Testable, string> = {
  language: 'Finding words',
  transcription: 'Understanding speech',
  speech: 'Voice',
  animation: 'Face',
  realtime: 'Speech to speech',
}

/** What a key is used for. @param nameOf name of a persona by its id */
export function slotWords(slot: KeySlot, nameOf: (persona: string) => string): string {
  const [role, persona] = slot.split('/') as [Testable, string | undefined]
  return persona === undefined ? USES[role] : `${USES[role]} of ${nameOf(persona)}`
}
