import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { ConsentRecord, PersonaDetail } from '../../../electron/contract/persona.ts'
import { useServices } from '../services/services-context.tsx'
import { ASK_WORDS, consentSentence, dayAndTime, scopeWords } from '../state/studio-words.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { seconds } from '../ui/format.ts'
import { ConsentCeremony } from './consent-ceremony.tsx'
import styles from './detail.module.css'
import { Facts } from './facts.tsx'
import { useStudio } from './use-studio.ts'

/** What was agreed to and how that is known; asking for it, renewing it, taking it back. */
export function ConsentTab({ detail }: { detail: PersonaDetail }) {
  const { studio } = useServices()
  const ceremony = useStudio(({ ceremonies }) => ceremonies[detail.id])
  const { consent, consentRecord, builtIn } = detail
  const ask = builtIn ? null : ASK_WORDS[consent]
  if (ceremony) return <ConsentCeremony detail={detail} ceremony={ceremony} />
  return (
    <div className={styles.blocks}>
      <div className={styles.consent} data-state={consent}>
        <p>{consentSentence(consent, consentRecord, Date.now())}</p>
        {ask && (
          <Button variant={consent === 'verified' ? 'default' : 'filled'} radius="xl" onClick={() => studio.consent.start(detail)} data-testid="consent-start">
            {ask}
          </Button>
        )}
      </div>
      {consentRecord?.grantedAt && <Record record={consentRecord} />}
      {consent !== 'synthetic' && <NotCompared />}
      {consent === 'verified' && !builtIn && <Revocation detail={detail} />}
    </div>
  )
}

export function NotCompared() {
  return (
    <p className={styles.note}>
      What is checked is that the words were read aloud. Voice and face are not compared with the person’s own yet, so make sure yourself that
      the right person reads them.
    </p>
  )
}

function Record({ record }: { record: ConsentRecord }) {
  const { person, scope, audience, grantedAt, expiresAt, revokedAt, revokedReason, recording, phrase } = record
  return (
    <Facts
      facts={[
        ['Person', person],
        ['Agreed to', scopeWords(scope)],
        ['Who may talk to it', audience],
        ['Given', grantedAt && dayAndTime(grantedAt)],
        ['Ends', dayAndTime(expiresAt)],
        ['Revoked', revokedAt && [dayAndTime(revokedAt), revokedReason].filter(Boolean).join(': ')],
        ['Words read aloud', recording && <q className={styles.phraseSmall}>{phrase}</q>],
        ['Recording', recording && `${seconds(recording.durationMs)}, ${Math.round(recording.matchedShare * 100)} % of the words heard in order. It is kept inside the persona.`],
      ]}
    />
  )
}

function Revocation({ detail }: { detail: PersonaDetail }) {
  const { studio } = useServices()
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const revoke = async (): Promise<void> => {
    if (await studio.packages.revoke(detail.id, reason)) setAsking(false)
  }
  return (
    <section className={styles.block}>
      <h3>Taking it back</h3>
      <div className={styles.toolbar}>
        <p>The person may take the consent back at any time, without giving a reason.</p>
        <Button className={styles.bad} variant="default" radius="xl" onClick={() => setAsking(true)} data-testid="persona-revoke">
          Revoke the consent
        </Button>
      </div>
      <ConfirmDialog opened={asking} title={`Revoke the consent to ${detail.name}?`} confirmLabel="Revoke" danger onConfirm={revoke} onClose={() => setAsking(false)}>
        <p>It stops speaking at once, everywhere: in the middle of a sentence, in a running meeting, from the command line and the server. To have it speak again the person has to agree again, aloud.</p>
        <Textarea
          className={styles.reason}
          label="Reason"
          description="Optional; kept with the consent."
          autosize
          minRows={2}
          maxRows={4}
          maxLength={300}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-testid="revoke-reason"
        />
      </ConfirmDialog>
    </section>
  )
}
