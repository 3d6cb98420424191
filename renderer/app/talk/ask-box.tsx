import { ActionIcon, TextInput } from '@mantine/core'
import { IconArrowUp } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import { DocumentButton } from '../feedback/document-button.tsx'
import { usePage, useServices } from '../services/services-context.tsx'
import styles from './ask-box.module.css'

/** A question in writing: works without a microphone, at any time. */
export function AskBox() {
  const services = useServices()
  const name = usePage(({ status }) => status?.persona.name.split(' ')[0] ?? '')
  const [text, setText] = useState('')
  const question = text.trim()

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!question) return
    services.ask(question)
    setText('')
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        classNames={{ input: styles.input }}
        size="md"
        radius="xl"
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        placeholder={`Or write to ${name}`}
        aria-label="Type a question"
        data-testid="ask-input"
        leftSectionWidth={50}
        leftSection={<DocumentButton />}
        rightSectionWidth={48}
        rightSection={
          <ActionIcon type="submit" size={34} radius="xl" disabled={!question} aria-label="Ask">
            <IconArrowUp size={19} stroke={2} />
          </ActionIcon>
        }
      />
    </form>
  )
}
