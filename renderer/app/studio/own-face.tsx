import { Button } from '@mantine/core'
import { IconAdjustments, IconTrash } from '@tabler/icons-react'
import type { PersonaDetail } from '../../../electron/contract/persona.ts'
import { ChooseAvatar } from '../heads/choose-avatar.tsx'
import { ChoosePhotographs } from '../heads/choose-photographs.tsx'
import { HeadFacts } from '../heads/head-facts.tsx'
import { useServices } from '../services/services-context.tsx'
import { CONSENT_WORDS } from '../shell/consent-words.ts'
import { originSentence } from '../state/head-words.ts'
import styles from './detail.module.css'

/** The face that this persona shows: the portrait that ships, or one of its own. It counts at once, and travels with the persona. */
export function OwnFace({ detail }: { detail: PersonaDetail }) {
  const { heads, viewer } = useServices()
  const { id, name, head, headProblem, consent, builtIn } = detail
  const shown = CONSENT_WORDS[consent].maySpeak
  const own = head !== null || headProblem !== null
  return (
    <section className={styles.block} data-testid="own-face" data-kind={head?.report.kind ?? 'default'}>
      <h3>Face</h3>
      {head && (
        <div className={styles.face}>
          <p className={styles.faceOrigin}>{originSentence(head.origin)}</p>
          <HeadFacts report={head.report} />
        </div>
      )}
      {headProblem !== null && (
        <p className={styles.faceProblem} role="alert">
          {headProblem}
        </p>
      )}
      {head && !shown && <p>It is shown only while consent holds; until then the portrait that ships stands in for it.</p>}
      {!own && <p>{builtIn ? 'The portrait that ships.' : 'The portrait that ships stands in. Make one from photographs of the person, or choose the file of a face made elsewhere; it can be dropped onto the window, too.'}</p>}
      <div className={styles.faceButtons}>
        {!builtIn && <ChoosePhotographs persona={{ id, name }} />}
        {!builtIn && <ChooseAvatar variant="default" label={own ? 'Choose another' : 'Choose a file'} personaId={id} />}
        {!builtIn && own && (
          <Button variant="default" radius="xl" leftSection={<IconTrash size={18} stroke={1.75} />} onClick={() => void heads.remove({ id, name })} data-testid="head-remove">
            Remove
          </Button>
        )}
        <Button variant="subtle" color="gray" radius="xl" leftSection={<IconAdjustments size={18} stroke={1.75} />} onClick={() => void viewer.open(head && shown ? id : null)} data-testid="to-viewer">
          Open in the viewer
        </Button>
      </div>
    </section>
  )
}
