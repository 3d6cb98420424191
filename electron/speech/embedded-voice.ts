import { FliteSynthesizer } from './flite.ts'
import type { Synthesizer } from './synthesizer.ts'

/** The voice that ships with the app: no account, no network. */
export function createEmbeddedVoice(): Promise<Synthesizer> {
  return FliteSynthesizer.create()
}
