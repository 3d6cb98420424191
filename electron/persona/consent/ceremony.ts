import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { floatToInt16 } from '../../audio/pcm.ts'
import { encodeWav } from '../../audio/wav.ts'
import { writeFileAtomically } from '../../base/atomic-file.ts'
import { CAPTURE_SAMPLE_RATE_HZ } from '../../contract/audio.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import { consentRecordSchema, type ConsentCheck, type ConsentRecord } from '../../contract/persona.ts'
import { PACKAGE } from '../package/layout.ts'
import { readPackageJson, writePackageJson } from '../package/package-json.ts'
import { answerBy, newChallenge, type ChallengeRequest } from './challenge.ts'
import { heardWords, isPhraseRead, matchedShare } from './compare-phrase.ts'

const LONGEST_S = 90
const SHORTEST_S = 1

/** How a person gives consent for a persona package and takes it back. */
export class ConsentCeremony {
  constructor(
    private readonly directory: string,
    private readonly transcribe: (samples16k: Float32Array) => Promise<string>,
    private readonly now: () => number = Date.now,
  ) {}

  /** A phrase to read aloud. Until it is, whatever consent there was stays as it is; an earlier phrase is void. */
  async challenge(request: ChallengeRequest): Promise<{ phrase: string; answerBy: string }> {
    const record = newChallenge(request, this.now())
    await writePackageJson(this.path(PACKAGE.challenge), record)
    return { phrase: record.phrase, answerBy: answerBy(record) }
  }

  /** The phrase that waits to be read, with the time until when; null where there is none, or it is too old. */
  async open(): Promise<ConsentRecord | null> {
    const record = await readPackageJson<ConsentRecord | null>(this.path(PACKAGE.challenge), consentRecordSchema.nullable(), null)
    return record !== null && this.now() <= Date.parse(answerBy(record)) ? record : null
  }

  /**
   * Takes a recording of the phrase. Accepted, it is kept with the record and consent holds from now on.
   * @param samples16k mono, −1…1
   * @throws `consent_missing` when no phrase waits, or it waited too long
   */
  async verify(samples16k: Float32Array): Promise<ConsentCheck> {
    const challenge = await this.open()
    if (challenge === null) throw new UnderstudyError('consent_missing', 'There is no phrase to read, or it is older than 30 minutes; ask for a new one.')
    const durationS = samples16k.length / CAPTURE_SAMPLE_RATE_HZ
    if (durationS < SHORTEST_S || durationS > LONGEST_S) {
      return refused(0, '', durationS < SHORTEST_S ? 'The recording is too short; read the whole phrase.' : `The recording is longer than ${LONGEST_S} s; read the phrase and nothing else.`)
    }
    const transcript = await this.transcribe(samples16k)
    const share = matchedShare(challenge.phrase, transcript)
    if (transcript.trim() === '') return refused(0, '', 'Nothing was heard; check the microphone and read the phrase again.')
    const words = heardWords(challenge.phrase, transcript)
    if (!isPhraseRead(challenge.phrase, transcript)) return refused(share, transcript, 'What was heard is not the phrase; read it again, word by word, in a quiet place.', words)
    await this.grant(challenge, samples16k, transcript, share)
    return { accepted: true, matchedShare: share, transcript, words, reason: '' }
  }

  /** At once and for every use, whatever phrase still waits. @throws `consent_missing` where nobody gave or was asked for consent */
  async revoke(reason: string): Promise<void> {
    const waiting = await readPackageJson<ConsentRecord | null>(this.path(PACKAGE.challenge), consentRecordSchema.nullable(), null).catch(() => null)
    const record = (await readPackageJson<ConsentRecord | null>(this.path(PACKAGE.consent), consentRecordSchema.nullable(), null)) ?? waiting
    if (record === null) throw new UnderstudyError('consent_missing', 'Nobody has given consent for this persona, so there is none to revoke; delete the persona if it should not be.')
    await writePackageJson(this.path(PACKAGE.consent), { ...record, revokedAt: record.revokedAt ?? new Date(this.now()).toISOString(), revokedReason: reason })
    await rm(this.path(PACKAGE.challenge), { force: true })
  }

  private async grant(challenge: ConsentRecord, samples16k: Float32Array, transcript: string, share: number): Promise<void> {
    const wav = encodeWav(floatToInt16(samples16k), CAPTURE_SAMPLE_RATE_HZ)
    const grantedMs = this.now()
    const validMs = Date.parse(challenge.expiresAt) - Date.parse(challenge.issuedAt)
    const record: ConsentRecord = {
      ...challenge,
      grantedAt: new Date(grantedMs).toISOString(),
      expiresAt: new Date(grantedMs + validMs).toISOString(),
      recording: {
        file: PACKAGE.recording,
        sha256: createHash('sha256').update(wav).digest('hex'),
        durationMs: Math.round((samples16k.length / CAPTURE_SAMPLE_RATE_HZ) * 1000),
        transcript,
        matchedShare: share,
      },
    }
    // Ended in between, the old record doesn't fit the new recording: no consent rather than too much.
    await writeFileAtomically(this.path(PACKAGE.recording), wav)
    await writePackageJson(this.path(PACKAGE.consent), record)
    await rm(this.path(PACKAGE.challenge), { force: true })
  }

  private path(name: string): string {
    return join(this.directory, name)
  }
}

function refused(share: number, transcript: string, reason: string, words: ConsentCheck['words'] = []): ConsentCheck {
  return { accepted: false, matchedShare: share, transcript, words, reason }
}
