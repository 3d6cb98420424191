import { randomBytes, randomInt } from 'node:crypto'
import type { ConsentRecord, PersonaUse } from '../../contract/persona.ts'

/** How long a phrase may wait to be read aloud. */
export const CHALLENGE_LIFE_MS = 30 * 60_000
const DAY_MS = 24 * 60 * 60_000
const WORD_COUNT = 7

/** Common words of two syllables or more which are said one way only and sound like no other of the list. */
const WORDS = (
  'apple anchor autumn basket button candle carpet castle chicken chocolate circle coffee copper corner cotton country cousin ' +
  'dinner doctor dragon eagle evening family farmer feather finger forest garden giraffe guitar hammer harbour helmet holiday ' +
  'honey island jacket jungle kitchen ladder lemon letter library lion machine magnet market memory mirror monkey morning ' +
  'mountain music napkin needle number ocean office orange oven paper parrot pencil pepper picture pillow pocket potato puzzle ' +
  'rabbit radio ribbon river rocket saddle salad sandwich scissors shadow shoulder silver sister spider summer sunset table ' +
  'teacher tiger tomato travel tunnel turtle umbrella valley velvet village violin wagon water window winter wonder yellow zebra'
).split(' ')

const USES: Record<PersonaUse, string> = { talk: 'conversations', meeting: 'meetings', realtime: 'the voice of an outside model' }

export interface ChallengeRequest {
  /** Who gives consent. */
  person: string
  scope: readonly PersonaUse[]
  audience: string
  /** For how long the consent is to hold, from the day on which it is given. */
  validDays: number
}

/** Words that nobody can have on record already: what a person agrees to, then a few of the list by chance. */
export function newChallenge({ person, scope, audience, validDays }: ChallengeRequest, nowMs: number): ConsentRecord {
  const chosen = new Set<string>()
  while (chosen.size < WORD_COUNT) chosen.add(WORDS[randomInt(WORDS.length)]!)
  const words = [...chosen]
  const uses = [...new Set(scope)]
  return {
    formatVersion: 1,
    person,
    scope: uses,
    audience,
    phrase: `I agree that an AI persona speaks for me in ${uses.map((use) => USES[use]).join(' and ')}: ${words.slice(0, -1).join(', ')} and ${words.at(-1)}.`,
    nonce: randomBytes(16).toString('hex'),
    issuedAt: new Date(nowMs).toISOString(),
    grantedAt: null,
    expiresAt: new Date(nowMs + validDays * DAY_MS).toISOString(),
    recording: null,
    voiceMatch: null,
    faceMatch: null,
    revokedAt: null,
    revokedReason: '',
  }
}

/** When the phrase must have been read. */
export function answerBy({ issuedAt }: Pick<ConsentRecord, 'issuedAt'>): string {
  return new Date(Date.parse(issuedAt) + CHALLENGE_LIFE_MS).toISOString()
}
