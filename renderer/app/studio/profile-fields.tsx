import { Textarea, TextInput } from '@mantine/core'
import { disclosureOf, type FieldProblems, type ProfileDraft } from '../state/studio-profile.ts'
import styles from './studio.module.css'
import { VoiceField } from './voice-field.tsx'

interface ProfileFieldsProps {
  profile: ProfileDraft
  problems: FieldProblems
  onChange: (patch: Partial<ProfileDraft>) => void
}

/** Who it is and how it is introduced; the same fields when it is made and when it is changed. */
export function ProfileFields({ profile, problems, onChange }: ProfileFieldsProps) {
  const text = (field: 'name' | 'title' | 'organisation') => ({
    value: profile[field],
    error: problems[field],
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [field]: event.currentTarget.value }),
    'data-testid': `profile-${field}`,
  })
  return (
    <div className={styles.fields}>
      <TextInput label="Name" placeholder="As it is to be called" {...text('name')} />
      <TextInput label="Title" placeholder="Founder, head of service, …" {...text('title')} />
      <TextInput label="Organisation" {...text('organisation')} />
      <VoiceField voiceId={profile.voiceId} onChange={(voiceId) => onChange({ voiceId })} />
      <div className={styles.wide}>
        <Textarea
          label="Disclosure"
          description="Said and shown at first contact, so that nobody takes it for a person."
          autosize
          minRows={2}
          maxRows={6}
          error={problems.disclosure}
          value={disclosureOf(profile)}
          onChange={(event) => onChange({ disclosure: event.currentTarget.value })}
          data-testid="profile-disclosure"
        />
        {profile.disclosure !== null && (
          <button type="button" className={styles.textButton} onClick={() => onChange({ disclosure: null })}>
            Use the ready sentence again
          </button>
        )}
      </div>
    </div>
  )
}
