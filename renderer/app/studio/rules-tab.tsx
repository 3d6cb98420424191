import { Button, Select, TagsInput, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { claimRuleSchema, claimSubjectSchema, type ClaimRule, type ClaimSubject } from '../../../electron/contract/guard.ts'
import { answerModeSchema, type AnswerMode, type PersonaDetail, type PersonaStyle } from '../../../electron/contract/persona.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { MODE_NAMES, MODE_WORDS } from '../state/mode-words.ts'
import { draftProblems, type PolicyField } from '../state/studio-profile.ts'
import { plural } from '../state/studio-words.ts'
import styles from './detail.module.css'
import { Facts } from './facts.tsx'
import { useDraft } from './use-studio.ts'

const MODES: readonly { value: AnswerMode; label: string }[] = answerModeSchema.options.map((value) => ({ value, label: `${MODE_NAMES[value]}: ${MODE_WORDS[value]}` }))

const SUBJECTS: Record<ClaimSubject, string> = { people: 'On people', deals: 'On deals', pay: 'On pay', law: 'On law' }
const CLAIMS: readonly { value: ClaimRule; label: string }[] = [
  { value: 'refuse', label: 'Nothing at all' },
  { value: 'quoted', label: 'What its documents say' },
  { value: 'free', label: 'No rule' },
]
const LONGEST_CRISIS_LINE = 200

/** What it does not speak about, how it is called, how it puts things, and what review taught it. */
export function RulesTab({ detail }: { detail: PersonaDetail }) {
  return (
    <div className={styles.blocks}>
      <Policy detail={detail} />
      <Block title="How it puts things">
        {detail.style ? <Style style={detail.style} /> : <p>Nothing has been measured yet; that is done over its documents.</p>}
      </Block>
      <Corrections detail={detail} />
    </div>
  )
}

function Policy({ detail }: { detail: PersonaDetail }) {
  const { studio } = useServices()
  const draft = useDraft(detail)
  const problems = draftProblems(draft)
  const tags = (field: PolicyField) => ({
    value: draft[field],
    error: problems[field],
    onChange: (value: string[]) => studio.type(detail, { [field]: value }),
    // What was typed and not confirmed counts when one goes on to something else.
    acceptValueOnBlur: true,
    clearable: false,
    'data-testid': `policy-${field}`,
  })
  if (detail.builtIn) {
    const { refusedTopics, wakeNames } = detail.policy
    return (
      <Facts
        facts={[
          ['Topics it does not speak about', refusedTopics.join(', ') || 'None beside the product’s own'],
          ['Names it is woken by in a meeting', [detail.name.split(' ')[0], ...wakeNames].join(', ')],
          ['How closely it keeps to its documents', 'As whoever talks to it chooses; strictly until then'],
        ]}
      />
    )
  }
  return (
    <Block title="Rules">
      <TagsInput
        label="Topics it does not speak about"
        description="Whatever its documents say. Write one, then press Enter."
        placeholder={draft.refusedTopics.length === 0 ? 'Salaries, acquisitions, …' : ''}
        {...tags('refusedTopics')}
      />
      <TagsInput
        label="Further names it is woken by in a meeting"
        description={`Beside its own: «Hey ${detail.name.split(' ')[0]}, …».`}
        placeholder={draft.wakeNames.length === 0 ? 'Nicknames, or how the name is often misheard' : ''}
        {...tags('wakeNames')}
      />
      <Select
        label="How closely it keeps to its documents"
        description="The freest that whoever talks to it may choose, and what it does unless they choose. Numbers and names are its documents’ own in every case."
        data={[...MODES]}
        value={draft.answers}
        allowDeselect={false}
        onChange={(value) => studio.type(detail, { answers: answerModeSchema.catch('strict').parse(value) })}
        data-testid="policy-answers"
      />
      <fieldset className={styles.claims}>
        <legend>What may be said in its name</legend>
        {claimSubjectSchema.options.map((subject) => (
          <Select
            key={subject}
            label={SUBJECTS[subject]}
            data={[...CLAIMS]}
            value={draft.claims[subject]}
            allowDeselect={false}
            onChange={(value) => studio.type(detail, { claims: { ...draft.claims, [subject]: claimRuleSchema.catch('quoted').parse(value) } })}
            data-testid={`policy-claims-${subject}`}
          />
        ))}
      </fieldset>
      <TextInput
        label="Whom to call in a crisis"
        description="Said to somebody who may be in danger; without it no number is named."
        placeholder="112, or the crisis line on …"
        maxLength={LONGEST_CRISIS_LINE}
        value={draft.crisisLine}
        onChange={({ currentTarget }) => studio.type(detail, { crisisLine: currentTarget.value })}
        data-testid="policy-crisis"
      />
      <TagsInput
        label="Contacts that are everybody’s"
        description="Telephone numbers and addresses in its documents that it may give out, as they are written there. All others are withheld."
        placeholder={draft.publicContacts.length === 0 ? 'press@…, the number of the front desk' : ''}
        {...tags('publicContacts')}
      />
    </Block>
  )
}

function Style({ style: { meanSentenceWords, favouriteWords, openings, hedges = [] } }: { style: PersonaStyle }) {
  return (
    <Facts
      facts={[
        ['Length of a sentence', `${meanSentenceWords.toFixed(0)} words on average`],
        ['Words it likes', favouriteWords.join(', ') || 'None more than others'],
        ['How it likes to begin', openings.map((opening) => `«${opening}»`).join(', ')],
        ['How it softens', hedges.map((hedge) => `«${hedge}»`).join(', ') || 'Hardly ever'],
      ]}
    />
  )
}

function Corrections({ detail: { id, name, corrections } }: { detail: PersonaDetail }) {
  const services = useServices()
  const active = usePage(({ status }) => status?.persona.id === id)
  return (
    <Block title="What review taught it">
      <div className={styles.toolbar}>
        <p data-testid="corrections">
          {corrections === 0 ? 'Nothing yet. In review you hear its answers again and put them right.' : `${plural(corrections, 'answer')} approved, corrected or taken back in review.`}
          {!active && ` Review shows the persona in use; use ${name} first.`}
        </p>
        {active && (
          <Button variant="default" radius="xl" onClick={() => services.show('review')} data-testid="to-review">
            Go to review
          </Button>
        )}
      </div>
    </Block>
  )
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.block}>
      <h3>{title}</h3>
      {children}
    </section>
  )
}
