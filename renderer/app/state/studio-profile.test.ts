import { describe, expect, it } from 'vitest'
import { personaPolicySchema, personaProfileSchema, type PersonaDetail } from '../../../electron/contract/persona.ts'
import { disclosureOf, draftOf, draftProblems, emptyProfile, quotedClaims, isChanged, policyOf, profileOf, profileProblems } from './studio-profile.ts'

const detail: PersonaDetail = {
  id: 'ada-quill',
  name: 'Ada Quill',
  title: 'Writer',
  organisation: '',
  consent: 'unverified',
  builtIn: false,
  documents: 0,
  problem: null,
  disclosure: 'You are talking with a machine.',
  synthetic: false,
  voiceId: 'slt',
  head: null,
  headProblem: null,
  documentList: [],
  consentRecord: null,
  corrections: 0,
  policy: { formatVersion: 1, refusedTopics: ['salaries'], wakeNames: [] },
  style: null,
}

describe('the ready disclosure', () => {
  it('follows the name until another sentence is written, and says when nobody is behind it', () => {
    expect(disclosureOf({ ...emptyProfile, name: ' Ada Quill ' })).toContain('persona of Ada Quill, not')
    expect(disclosureOf({ ...emptyProfile, name: 'Ada Quill', synthetic: true })).toContain('called Ada Quill and stand in for nobody')
    expect(disclosureOf({ ...emptyProfile, name: 'Ada Quill', disclosure: 'Mine.' })).toBe('Mine.')
  })

  it('is recognised when a persona is opened again, so that it goes on following the name', () => {
    const saved = { ...detail, disclosure: disclosureOf({ ...emptyProfile, name: detail.name }) }
    const { profile } = draftOf(saved)
    expect(disclosureOf({ ...profile, name: 'Ada B. Quill' })).toContain('persona of Ada B. Quill, not')
  })

  it('fits the contract even for the longest name', () => {
    const longest = { ...emptyProfile, name: 'N'.repeat(120) }
    expect(profileProblems(longest)).toEqual({})
    expect(personaProfileSchema.safeParse(profileOf(longest)).success).toBe(true)
  })
})

describe('profileProblems', () => {
  it('wants a name that is more than blanks', () => {
    expect(profileProblems({ ...emptyProfile, name: '  ' }).name).toBe('Give it a name.')
    expect(profileProblems({ ...emptyProfile, name: 'Ada' })).toEqual({})
  })

  it.each(['name', 'title', 'organisation', 'disclosure'] as const)('says by how much a %s is too long, exactly where the contract refuses it', (field) => {
    const limit = { name: 120, title: 200, organisation: 200, disclosure: 600 }[field]
    const fits = { ...emptyProfile, name: 'Ada', [field]: 'x'.repeat(limit) }
    const long = { ...fits, [field]: 'x'.repeat(limit + 3) }
    expect(profileProblems(fits)).toEqual({})
    expect(personaProfileSchema.safeParse(profileOf(fits)).success).toBe(true)
    expect(profileProblems(long)[field]).toContain('3 characters too long')
    expect(personaProfileSchema.safeParse(profileOf(long)).success).toBe(false)
  })
})

describe('a draft of the rules', () => {
  const rules = (refusedTopics: string[], wakeNames: string[] = []) => ({ profile: { ...emptyProfile, name: 'Ada' }, refusedTopics, wakeNames, answers: 'strict' as const, claims: quotedClaims, crisisLine: '', publicContacts: [] as string[] })

  it('is refused exactly where the contract refuses it', () => {
    const cases = [rules(['a']), rules(Array.from({ length: 101 }, (_, k) => `t${k}`)), rules(['x'.repeat(121)]), rules([], ['x'.repeat(61)]), rules([], Array.from({ length: 11 }, (_, k) => `n${k}`)), ...[['press@example.org'], ['12'], ['x'.repeat(121)], Array.from({ length: 51 }, (_, k) => `c@${k}`)].map((publicContacts) => ({ ...rules([]), publicContacts }))]
    for (const draft of cases) {
      expect(Object.keys(draftProblems(draft)).length === 0).toBe(personaPolicySchema.safeParse(policyOf(draft)).success)
    }
  })
})

describe('isChanged', () => {
  it('is false for what was just opened, and again once a change was typed back', () => {
    const draft = draftOf(detail)
    expect(isChanged(draft, detail)).toBe(false)
    const changed = { ...draft, profile: { ...draft.profile, title: 'Poet' } }
    expect(isChanged(changed, detail)).toBe(true)
    expect(isChanged({ ...changed, profile: { ...changed.profile, title: 'Writer' } }, detail)).toBe(false)
  })

  it('sees rules, and does not take blanks at the ends for a change', () => {
    const draft = draftOf(detail)
    expect(isChanged({ ...draft, refusedTopics: [] }, detail)).toBe(true)
    expect(isChanged({ ...draft, profile: { ...draft.profile, title: 'Writer ' } }, detail)).toBe(false)
  })
})
