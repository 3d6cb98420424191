import type { PersonaDetail } from '../../../electron/contract/persona.ts'
import { useServices } from '../services/services-context.tsx'
import { draftProblems, type ProfileDraft } from '../state/studio-profile.ts'
import styles from './detail.module.css'
import { Facts } from './facts.tsx'
import { OwnFace } from './own-face.tsx'
import { PersonaFace } from './persona-face.tsx'
import { PersonaRealtime } from './persona-realtime.tsx'
import { ProfileFields } from './profile-fields.tsx'
import { SyntheticField } from './synthetic-field.tsx'
import { useDraft, useStudio } from './use-studio.ts'

export function ProfileTab({ detail }: { detail: PersonaDetail }) {
  const { studio } = useServices()
  const draft = useDraft(detail)
  const voices = useStudio((state) => state.voices)
  const change = (patch: Partial<ProfileDraft>): void => studio.type(detail, { profile: { ...draft.profile, ...patch } })

  if (detail.builtIn) {
    const voice = voices.find(({ id }) => id === detail.voiceId)?.label ?? detail.voiceId
    return (
      <div className={styles.blocks}>
        <Facts
          facts={[
            ['Name', detail.name],
            ['Title', detail.title],
            ['Organisation', detail.organisation],
            ['Voice', voice],
            ['Disclosure', detail.disclosure],
          ]}
        />
        <OwnFace detail={detail} />
        <PersonaFace key={detail.id} detail={detail} />
        <PersonaRealtime key={`realtime ${detail.id}`} detail={detail} />
      </div>
    )
  }
  return (
    <div className={styles.blocks}>
      <ProfileFields profile={draft.profile} problems={draftProblems(draft)} onChange={change} />
      {/* Once somebody was asked, declaring it invented would be a way round their answer. */}
      {detail.consentRecord === null && <SyntheticField synthetic={draft.profile.synthetic} onChange={(synthetic) => change({ synthetic })} />}
      <OwnFace detail={detail} />
      <PersonaFace key={detail.id} detail={detail} />
      <PersonaRealtime key={`realtime ${detail.id}`} detail={detail} />
    </div>
  )
}
