import { Button, Select } from '@mantine/core'
import { IconAdjustments, IconEye, IconPlayerStopFilled, IconVolume } from '@tabler/icons-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { HeadPreview } from '../../../electron/contract/avatar.ts'
import type { PersonaEntry } from '../../../electron/contract/persona.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { CONSENT_WORDS } from '../shell/consent-words.ts'
import { blink } from './blink.ts'
import { HeadFacts } from './head-facts.tsx'
import type { HeadStage } from './head-stage.ts'
import styles from './heads.module.css'
import { LiveHead, useHeadStage } from './live-head.tsx'

/** The face, alive, with what it can and cannot do; and whose it becomes. */
export function HeadPreviewPane({ preview, notes }: { preview: HeadPreview; notes: readonly string[] }) {
  const stage = useHeadStage(preview.url)
  return (
    <div className={styles.preview} data-testid="head-preview">
      <div className={styles.picture}>
        <div className={styles.frame}>
          <span className={styles.mark}>Preview</span>
          {stage && <LiveHead stage={stage} label="The face that was chosen" />}
        </div>
        {stage && <Gestures stage={stage} />}
      </div>
      <div className={styles.facts}>
        <HeadFacts report={preview.report} />
        {notes.map((note) => (
          <p key={note} className={styles.warn}>
            {note}
          </p>
        ))}
        <Owner preview={preview} />
      </div>
    </div>
  )
}

function Gestures({ stage }: { stage: HeadStage }) {
  const { head, playing } = useStore(stage.store)
  const live = head === 'live'
  return (
    <div className={styles.row}>
      <Button
        variant="default"
        radius="xl"
        disabled={!live}
        leftSection={playing ? <IconPlayerStopFilled size={16} /> : <IconVolume size={18} stroke={1.75} />}
        onClick={() => (playing ? stage.stop() : void stage.say())}
        data-testid="head-say"
        data-playing={playing}
      >
        {playing ? 'Stop' : 'Say a sentence'}
      </Button>
      <Button variant="default" radius="xl" disabled={!live || playing} leftSection={<IconEye size={18} stroke={1.75} />} onClick={() => stage.view && void blink(stage.view)} data-testid="head-blink">
        Blink
      </Button>
    </div>
  )
}

function Owner({ preview }: { preview: HeadPreview }) {
  const services = useServices()
  const { heads, studio, viewer } = services
  const personas = usePage((state) => state.personas)
  const activeId = usePage(({ status }) => status?.persona.id)
  const meant = useStore(heads.store, (state) => state.personaId)
  const accepting = useStore(heads.store, (state) => state.accepting)
  const own = (personas ?? []).filter(({ builtIn, problem }) => !builtIn && problem === null)
  const [chosen, setChosen] = useState<string | null>(null)
  const persona = own.find(({ id }) => id === (chosen ?? meant ?? activeId)) ?? own[0]

  const accept = async (): Promise<void> => {
    if (persona && (await heads.accept(persona))) {
      studio.store.setState({ tab: 'profile' })
      studio.open({ kind: 'persona', id: persona.id })
      services.show('studio')
    }
  }
  const toViewer = (
    <Button variant="subtle" color="gray" radius="xl" leftSection={<IconAdjustments size={18} stroke={1.75} />} onClick={() => viewer.openFile(preview)} data-testid="head-to-viewer">
      Open in the viewer
    </Button>
  )
  if (!persona) {
    return (
      <>
        <p>
          There is no persona of your own that could have it: those that came with Understudy keep their face. Make one in the studio, then choose
          this file again.
        </p>
        <div className={styles.buttons}>
          {toViewer}
          <Button radius="xl" onClick={() => void heads.putAway()}>
            Put it away
          </Button>
        </div>
      </>
    )
  }
  return (
    <>
      <div>
        <Select
          label="Whose face it becomes"
          allowDeselect={false}
          data={own.map(({ id, name }) => ({ value: id, label: name }))}
          value={persona.id}
          onChange={setChosen}
          data-testid="head-persona"
        />
        <ConsentLine persona={persona} />
      </div>
      <p className={styles.hint}>
        Give a persona the face of the person who agreed to it, or one of nobody. The badge «AI persona» stays on it, and the file is copied into
        the persona.
      </p>
      <div className={styles.buttons}>
        {toViewer}
        <Button variant="default" radius="xl" onClick={() => void heads.putAway()} data-autofocus data-testid="head-put-away">
          Put it away
        </Button>
        <Button radius="xl" loading={accepting} onClick={() => void accept()} data-testid="head-accept">
          Use this face
        </Button>
      </div>
    </>
  )
}

function ConsentLine({ persona: { name, consent } }: { persona: PersonaEntry }) {
  if (CONSENT_WORDS[consent].maySpeak) return null
  return <p className={styles.warn}>Consent for {name} does not hold now. Until it does, the portrait that ships stands in for this face.</p>
}
