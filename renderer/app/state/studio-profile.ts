import type { ClaimRule, ClaimSubject } from '../../../electron/contract/guard.ts'
import type { AnswerMode, PersonaDetail, PersonaPolicy, PersonaProfile } from '../../../electron/contract/persona.ts'

/** What is typed of a persona; `disclosure` is null while the ready sentence stands, which follows the name. */
export interface ProfileDraft {
  name: string
  title: string
  organisation: string
  voiceId: string
  disclosure: string | null
  synthetic: boolean
}

export interface PersonaDraft {
  profile: ProfileDraft
  refusedTopics: string[]
  wakeNames: string[]
  answers: AnswerMode
  claims: Record<ClaimSubject, ClaimRule>
  crisisLine: string
  publicContacts: string[]
}

export type PolicyField = 'refusedTopics' | 'wakeNames' | 'publicContacts'
export type FieldProblems = Partial<Record<keyof ProfileDraft | PolicyField, string>>

/** Longest text of each field, in characters, as the contract has them. */
const LONGEST = { name: 120, title: 200, organisation: 200, disclosure: 600 } as const
const LONGEST_TOPIC = 120
const MOST_TOPICS = 100
const LONGEST_WAKE_NAME = 60
const MOST_WAKE_NAMES = 10
const CONTACT_LENGTH = { shortest: 3, longest: 120 }
const MOST_CONTACTS = 50

/** What holds where the owner set nothing. */
export const quotedClaims: Record<ClaimSubject, ClaimRule> = { people: 'quoted', deals: 'quoted', pay: 'quoted', law: 'quoted' }

export const emptyProfile: ProfileDraft = { name: '', title: '', organisation: '', voiceId: 'slt', disclosure: null, synthetic: false }

/** The sentence that is said and shown at first contact, unless the owner writes another one; the main process has the same. */
export function readyDisclosure({ name, synthetic }: Pick<ProfileDraft, 'name' | 'synthetic'>): string {
  const who = name.trim() || '…'
  return synthetic
    ? `I'm an AI persona called ${who} and stand in for nobody. I answer only from the documents I was given, and I show you where each answer comes from.`
    : `I'm an AI persona of ${who}, not ${who} in person. I answer only from documents with ${who}'s own words, and I show you where each answer comes from.`
}

export function disclosureOf(draft: ProfileDraft): string {
  return draft.disclosure ?? readyDisclosure(draft)
}

/** Why a field cannot be saved as it is, in a sentence; nothing for those that can. */
export function profileProblems(draft: ProfileDraft): FieldProblems {
  const problems: FieldProblems = {}
  const texts = { ...draft, disclosure: disclosureOf(draft) }
  for (const field of ['name', 'title', 'organisation', 'disclosure'] as const) {
    const { length } = texts[field].trim()
    if (length > LONGEST[field]) problems[field] = `This is ${length - LONGEST[field]} characters too long; shorten it to ${LONGEST[field]}.`
  }
  if (!draft.name.trim()) problems.name = 'Give it a name.'
  return problems
}

export function draftProblems({ profile, refusedTopics, wakeNames, publicContacts }: PersonaDraft): FieldProblems {
  const problems = profileProblems(profile)
  const topics = listProblem(refusedTopics, MOST_TOPICS, LONGEST_TOPIC, 'topics')
  const names = listProblem(wakeNames, MOST_WAKE_NAMES, LONGEST_WAKE_NAME, 'names')
  const short = publicContacts.find(({ length }) => length < CONTACT_LENGTH.shortest)
  const contacts = short === undefined ? listProblem(publicContacts, MOST_CONTACTS, CONTACT_LENGTH.longest, 'contacts') : `«${short}» is too short to be a number or an address; write it whole.`
  return { ...problems, ...(topics && { refusedTopics: topics }), ...(names && { wakeNames: names }), ...(contacts && { publicContacts: contacts }) }
}

export function profileOf(draft: ProfileDraft): PersonaProfile {
  return {
    name: draft.name.trim(),
    title: draft.title.trim(),
    organisation: draft.organisation.trim(),
    disclosure: disclosureOf(draft).trim(),
    voiceId: draft.voiceId,
    synthetic: draft.synthetic,
  }
}

/** What it says of nothing else stays as it was. */
export function policyOf({ refusedTopics, wakeNames, answers, claims, crisisLine, publicContacts }: Omit<PersonaDraft, 'profile'>): PersonaPolicy {
  return { formatVersion: 1, refusedTopics, wakeNames, answers, claims, crisisLine: crisisLine.trim(), publicContacts }
}

export function draftOf(detail: PersonaDetail): PersonaDraft {
  const { name, title, organisation, voiceId, disclosure, synthetic } = detail
  const ready = disclosure === readyDisclosure({ name, synthetic })
  return {
    profile: { name, title, organisation, voiceId, disclosure: ready ? null : disclosure, synthetic },
    refusedTopics: [...detail.policy.refusedTopics],
    wakeNames: [...detail.policy.wakeNames],
    answers: detail.policy.answers ?? 'strict',
    claims: { ...quotedClaims, ...detail.policy.claims },
    crisisLine: detail.policy.crisisLine ?? '',
    publicContacts: [...(detail.policy.publicContacts ?? [])],
  }
}

/** Whether saving `draft` would change anything. */
export function isChanged(draft: PersonaDraft, detail: PersonaDetail): boolean {
  const as = (one: PersonaDraft): string => JSON.stringify([profileOf(one.profile), one.refusedTopics, one.wakeNames, one.answers, one.claims, one.crisisLine, one.publicContacts])
  return as(draft) !== as(draftOf(detail))
}

function listProblem(entries: readonly string[], most: number, longest: number, what: string): string | null {
  if (entries.length > most) return `At most ${most} ${what} can be kept; remove ${entries.length - most}.`
  const long = entries.find(({ length }) => length > longest)
  return long === undefined ? null : `«${long.slice(0, 24)}…» is too long; shorten it to ${longest} characters.`
}
