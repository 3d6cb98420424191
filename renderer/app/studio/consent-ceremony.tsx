import { Button, Checkbox, Select, Textarea, TextInput } from '@mantine/core'
import type { FormEvent } from 'react'
import { personaUseSchema, type PersonaDetail, type PersonaUse } from '../../../electron/contract/persona.ts'
import { useServices } from '../services/services-context.tsx'
import { VALID_DAYS, type Ceremony } from '../state/studio-ceremony.ts'
import { periodWords, USE_WORDS } from '../state/studio-words.ts'
import { ConsentPhrase } from './consent-phrase.tsx'
import { ConsentAccepted } from './consent-accepted.tsx'
import { FocusedHeading } from './focused-heading.tsx'
import styles from './ceremony.module.css'

interface CeremonyProps {
  detail: PersonaDetail
  ceremony: Ceremony
}

/** Asking a person: what for, then words to read aloud, then whether they were heard. */
export function ConsentCeremony({ detail, ceremony }: CeremonyProps) {
  switch (ceremony.step) {
    case 'form':
      return <RequestForm detail={detail} ceremony={ceremony} />
    case 'accepted':
      return <ConsentAccepted detail={detail} />
    default:
      return <ConsentPhrase detail={detail} ceremony={ceremony} />
  }
}

function RequestForm({ detail, ceremony: { request, problem } }: CeremonyProps) {
  const { studio } = useServices()
  const { id } = detail
  const type = (patch: Partial<typeof request>): void => studio.consent.type(id, patch)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void studio.consent.challenge(id)
  }
  return (
    <form className={styles.ceremony} onSubmit={submit} noValidate data-testid="consent-form">
      <div className={styles.intro}>
        <FocusedHeading>What the person agrees to</FocusedHeading>
        <p>Fill this in together. Then the person reads a few words aloud, here, into the microphone.</p>
      </div>
      <TextInput
        label="Person"
        description="The one it stands in for, by their own name."
        autoComplete="off"
        value={request.person}
        onChange={(event) => type({ person: event.currentTarget.value })}
        data-testid="consent-person"
      />
      <Checkbox.Group label="May be used for" value={request.scope} onChange={(scope) => type({ scope: scope as PersonaUse[] })}>
        <div className={styles.uses}>
          {personaUseSchema.options.map((use) => (
            <Checkbox key={use} value={use} label={USE_WORDS[use].label} description={USE_WORDS[use].hint} data-testid={`consent-scope-${use}`} />
          ))}
        </div>
      </Checkbox.Group>
      <Textarea
        label="Who may talk to it"
        placeholder="The people of the service team"
        autosize
        minRows={1}
        maxRows={4}
        value={request.audience}
        onChange={(event) => type({ audience: event.currentTarget.value })}
        data-testid="consent-audience"
      />
      <Select
        className={styles.period}
        label="For how long"
        allowDeselect={false}
        data={VALID_DAYS.map((days) => ({ value: String(days), label: periodWords(days) }))}
        value={String(request.validDays)}
        onChange={(days) => type({ validDays: Number(days) })}
      />
      {problem && (
        <p className={styles.failure} role="alert" data-testid="consent-problem">
          {problem}
        </p>
      )}
      <div className={styles.buttons}>
        <Button type="submit" size="md" radius="xl" data-testid="consent-challenge">
          Show the words to read
        </Button>
        <Button type="button" variant="subtle" color="gray" size="md" radius="xl" onClick={() => void studio.consent.close(id)}>
          Not now
        </Button>
      </div>
    </form>
  )
}
