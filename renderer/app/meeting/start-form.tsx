import { Button, Checkbox, Switch, TextInput } from '@mantine/core'
import { IconCheck, IconCopy, IconPlayerRecordFilled } from '@tabler/icons-react'
import { useRef, useState, type FormEvent } from 'react'
import { usePage, useServices } from '../services/services-context.tsx'
import { consentSentence, firstName, HOW_CHOICES, WHO_CHOICES } from '../state/meeting-words.ts'
import { ChoiceChips } from './choice-chips.tsx'
import styles from './start-form.module.css'
import { useMeetings } from './use-meetings.ts'

type Missing = 'who' | 'how' | 'informed'

/** A title, the consent without which nothing is recorded, and what takes part. */
export function StartForm() {
  const { meetings } = useServices()
  const starting = useMeetings((state) => state.starting)
  const problem = useMeetings((state) => state.startProblem)
  const form = useRef<HTMLFormElement>(null)
  const name = usePage(({ status }) => status?.persona.name ?? '')
  const short = firstName(name)
  const [title, setTitle] = useState('')
  const [who, setWho] = useState('')
  const [how, setHow] = useState('')
  const [informed, setInformed] = useState(false)
  const [system, setSystem] = useState(true)
  const [farSideAllowed, setFarSideAllowed] = useState(false)
  const [missing, setMissing] = useState<ReadonlySet<Missing>>(new Set())

  const answered = (field: Missing): void => setMissing((fields) => new Set([...fields].filter((other) => other !== field)))
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const absent = [...(who.trim() ? [] : ['who' as const]), ...(how.trim() ? [] : ['how' as const]), ...(informed ? [] : ['informed' as const])]
    setMissing(new Set(absent))
    if (absent[0]) form.current?.querySelector<HTMLElement>(`[data-field="${absent[0]}"] input:not([tabindex="-1"])`)?.focus()
    else void meetings.begin({ title, consent: { informed: true, who, how }, system, farSideAllowed: system && farSideAllowed })
  }

  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate aria-label="Start a meeting" data-testid="meeting-form">
      <h2>Start a meeting</h2>
      <div className={styles.what}>
        <p className={styles.intro}>
          {short} listens along, writes down who said what, keeps decisions and actions, and answers when you say <q>Hey {short}</q>.
        </p>
        <TextInput label="Title" placeholder="Weekly planning" value={title} maxLength={200} onChange={({ currentTarget }) => setTitle(currentTarget.value)} data-testid="meeting-title" classNames={{ label: styles.label }} />
        <section className={styles.switches} aria-label="What takes part">
          <Switch
            checked={system}
            onChange={({ currentTarget }) => setSystem(currentTarget.checked)}
            label="Record what this computer plays"
            description={system ? 'The others on the call, and any other sound it plays meanwhile. Your microphone is always recorded.' : 'Only your microphone is recorded: the others are missing from transcript and notes.'}
            data-testid="meeting-system"
            classNames={{ label: styles.switchLabel, description: styles.description }}
          />
          <Switch
            checked={system && farSideAllowed}
            disabled={!system}
            onChange={({ currentTarget }) => setFarSideAllowed(currentTarget.checked)}
            label={`The others may wake ${short}`}
            description={`Off: only you can ask ${short}; what the others ask is noted and not answered. You can change it during the meeting.`}
            data-testid="meeting-far-side-start"
            classNames={{ label: styles.switchLabel, description: styles.description }}
          />
        </section>
      </div>

      <section className={styles.consent} aria-labelledby="meeting-consent-heading" data-testid="meeting-consent">
        <div>
          <h3 id="meeting-consent-heading">Everybody has to know first</h3>
          <p>Nothing is recorded before this is answered; it is kept with the meeting.</p>
        </div>
        <Sentence system={system} farSideAllowed={system && farSideAllowed} />
        <div data-field="who">
          <ChoiceChips
            legend="Who was told?"
            choices={WHO_CHOICES}
            ownLabel="Names…"
            ownPlaceholder="Everybody on the call, Ada from the board"
            value={who}
            onChange={(value) => {
              setWho(value)
              answered('who')
            }}
            error={missing.has('who') ? 'Say who was told.' : null}
            maxLength={300}
            testId="meeting-who"
          />
        </div>
        <div data-field="how">
          <ChoiceChips
            legend="How were they told?"
            choices={HOW_CHOICES}
            ownLabel="In own words…"
            ownPlaceholder="By mail on Monday, with a way to say no"
            value={how}
            onChange={(value) => {
              setHow(value)
              answered('how')
            }}
            error={missing.has('how') ? 'Say how they were told.' : null}
            maxLength={300}
            testId="meeting-how"
          />
        </div>
        <div data-field="informed">
          <Checkbox
            checked={informed}
            onChange={({ currentTarget }) => {
              setInformed(currentTarget.checked)
              answered('informed')
            }}
            label={`They know that a recording and a transcript are made, and that ${short}, an AI persona, may answer.`}
            error={missing.has('informed') ? 'Tell them first, then tick this.' : undefined}
            data-testid="meeting-informed"
            classNames={{ label: styles.check, error: styles.error }}
          />
        </div>
      </section>

      <div className={styles.foot}>
        {problem && (
          <p className={styles.problem} role="alert" data-testid="meeting-problem">
            {problem.message}
          </p>
        )}
        <Button type="submit" size="md" radius="xl" loading={starting} leftSection={<IconPlayerRecordFilled size={18} />} data-testid="meeting-start">
          Start the meeting
        </Button>
        {missing.size > 0 && (
          <p className={styles.open} role="status">
            Nothing was started: {missing.size === 1 ? 'a question is' : 'some questions are'} still open.
          </p>
        )}
      </div>
    </form>
  )
}

/** Ready to be read out, or pasted into the chat. */
function Sentence({ system, farSideAllowed }: { system: boolean; farSideAllowed: boolean }) {
  const { notices } = useServices()
  const name = usePage(({ status }) => status?.persona.name ?? '')
  const endpoints = usePage(({ settings }) => settings?.endpoints)
  const [copied, setCopied] = useState(false)
  const sentence = consentSentence({ name, system, farSideAllowed, endpoints })
  const copy = async (): Promise<void> => {
    await notices.guard(navigator.clipboard.writeText(sentence))
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <figure className={styles.sentence}>
      <figcaption>Read this out, or paste it into the chat</figcaption>
      <blockquote data-testid="meeting-sentence">{sentence}</blockquote>
      <Button size="compact-sm" variant="default" radius="xl" leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />} onClick={() => void copy()}>
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </figure>
  )
}
