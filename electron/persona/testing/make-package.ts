import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeWav } from '../../audio/wav.ts'
import type { ConsentRecord, PersonaManifest } from '../../contract/persona.ts'
import { EMBEDDING_DIMENSIONS } from '../embedding-model.ts'
import { contentStems } from '../terms.ts'
import { normalise } from '../vectors.ts'

/** What every package of the tests says, and a question which it answers. */
export const SAMPLE_SENTENCE = 'We paint the lighthouse door red every second April.'
export const SAMPLE_QUESTION = 'When do we paint the lighthouse door red?'

const DOCUMENTS: Record<string, string> = {
  door: `---\ntitle: The door\nkind: memo\ndate: 2024-04-02\nsource: door.txt\n---\n${SAMPLE_SENTENCE} The paint comes from the harbour shop and lasts for two winters.\n`,
  lamp: '---\ntitle: The lamp\nkind: talk\ndate: 2023-09-10\n---\nThe lamp burns whale-free oil. Nobody climbs the stairs alone after dark.\n',
}

/** A small persona package in `directory`, with whatever a test wants to be otherwise. */
export async function makePackage(directory: string, manifest: Partial<PersonaManifest> = {}): Promise<void> {
  const whole: PersonaManifest = {
    formatVersion: 1,
    id: 'ada-keeper',
    name: 'Ada Keeper',
    title: '',
    organisation: '',
    disclosure: 'I am an AI persona of Ada Keeper.',
    synthetic: true,
    language: 'en',
    voice: { engine: 'flite', id: 'slt' },
    head: 'default',
    vocabulary: [],
    ...manifest,
  }
  await mkdir(join(directory, 'documents'), { recursive: true })
  await writeFile(join(directory, 'persona.json'), JSON.stringify(whole))
  for (const [id, text] of Object.entries(DOCUMENTS)) await writeFile(join(directory, 'documents', `${id}.md`), text)
}

/** Consent that is in force for a year, but for what a test wants to be otherwise; with a recording that fits. */
export async function giveConsent(directory: string, record: Partial<ConsentRecord> = {}): Promise<ConsentRecord> {
  const wav = encodeWav(new Int16Array(16_000).fill(7), 16_000)
  const phrase = 'I agree that an AI persona speaks for me in conversations: apple, anchor, autumn, basket, button, candle and carpet.'
  const now = Date.now()
  const whole: ConsentRecord = {
    formatVersion: 1,
    person: 'Ada Keeper',
    scope: ['talk', 'meeting'],
    audience: '',
    phrase,
    nonce: 'nonce-of-ada',
    issuedAt: new Date(now - 120_000).toISOString(),
    grantedAt: new Date(now - 60_000).toISOString(),
    expiresAt: new Date(now + 365 * 86_400_000).toISOString(),
    recording: { file: 'consent/recording.wav', sha256: createHash('sha256').update(wav).digest('hex'), durationMs: 1_000, transcript: phrase, matchedShare: 1 },
    voiceMatch: null,
    faceMatch: null,
    revokedAt: null,
    revokedReason: '',
    ...record,
  }
  await mkdir(join(directory, 'consent'), { recursive: true })
  await writeFile(join(directory, 'consent', 'recording.wav'), wav)
  await writeFile(join(directory, 'consent.json'), JSON.stringify(whole))
  return whole
}

/** Vectors that tell how many words two texts share, of the real length: quick, and enough to find what is asked for in its own words. */
export function wordVectors(texts: string[]): Promise<Float32Array[]> {
  return Promise.resolve(
    texts.map((text) => {
      const vector = new Float32Array(EMBEDDING_DIMENSIONS)
      for (const stem of contentStems(text)) vector[[...stem].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % EMBEDDING_DIMENSIONS, 7)]! += 1
      return normalise(vector)
    }),
  )
}
