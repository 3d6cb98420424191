import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { UnderstudyError } from '../../contract/errors.ts'
import { consentRecordSchema, personaManifestSchema, type ConsentRecord, type ConsentState, type PersonaUse } from '../../contract/persona.ts'
import { PACKAGE } from '../package/layout.ts'
import { WatchedFile } from '../package/watched-file.ts'
import { allowsUse, consentStateOf, refusal, type ConsentFacts } from './consent-state.ts'

/** Says whether a persona may speak, now: asked before every answer, because consent runs out and is taken back. */
export interface ConsentGate {
  state(): ConsentState
  allows(use: PersonaUse): boolean
  /** @throws `persona_may_not_speak`, with what to do */
  require(use: PersonaUse): void
}

/**
 * The consent that a persona package holds. It is read anew whenever its files have changed, so that what another
 * process revokes counts at once. The files are a few kilobytes, and the recording is hashed only after a change: this
 * takes well under a millisecond and can be asked synchronously.
 */
export class PackageConsent implements ConsentGate {
  private readonly manifest: WatchedFile<ConsentFacts['manifest']>
  private readonly consent: WatchedFile<ConsentRecord>
  private readonly recording: WatchedFile<string>

  constructor(
    directory: string,
    private readonly now: () => number = Date.now,
  ) {
    this.manifest = new WatchedFile(join(directory, PACKAGE.manifest), (bytes) => personaManifestSchema.parse(JSON.parse(bytes.toString('utf8'))))
    this.consent = new WatchedFile(join(directory, PACKAGE.consent), (bytes) => consentRecordSchema.parse(JSON.parse(bytes.toString('utf8'))))
    this.recording = new WatchedFile(join(directory, PACKAGE.recording), (bytes) => createHash('sha256').update(bytes).digest('hex'))
  }

  state(): ConsentState {
    return consentStateOf(this.facts(), this.now())
  }

  allows(use: PersonaUse): boolean {
    const facts = this.facts()
    return allowsUse(consentStateOf(facts, this.now()), facts.record, use)
  }

  /** Why it may not be used so, in a sentence; null where it may. */
  reason(use: PersonaUse): string | null {
    const facts = this.facts()
    return refusal(consentStateOf(facts, this.now()), facts, use)
  }

  require(use: PersonaUse): void {
    const reason = this.reason(use)
    if (reason !== null) throw new UnderstudyError('persona_may_not_speak', reason)
  }

  /** The record as it stands, null where there is none or none that can be read. */
  record(): ConsentRecord | null {
    return this.consent.read().value
  }

  private facts(): ConsentFacts {
    const { value: record, exists } = this.consent.read()
    return { manifest: this.manifest.read().value, record, hasRecord: exists, recordingSha256: this.recording.read().value }
  }
}
