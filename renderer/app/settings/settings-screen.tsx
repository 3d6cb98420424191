import { ActionIcon } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useEffect } from 'react'
import { usePage, useServices } from '../services/services-context.tsx'
import { AnswersSection } from './answers-section.tsx'
import { DataSection } from './data-section.tsx'
import { LookSection } from './look-section.tsx'
import styles from './settings.module.css'
import { TalkingSection } from './talking-section.tsx'

export function SettingsScreen() {
  const services = useServices()
  const settings = usePage((state) => state.settings)
  const close = (): void => services.store.setState({ view: 'talk' })

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) services.store.setState({ view: 'talk' })
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [services])

  if (!settings) return null
  return (
    <main className={styles.screen}>
      <header className={styles.header}>
        <ActionIcon variant="subtle" color="gray" size={40} radius={12} aria-label="Back to the conversation" onClick={close} autoFocus>
          <IconArrowLeft size={21} stroke={1.75} />
        </ActionIcon>
        <h1>Settings</h1>
      </header>
      <div className={styles.sections}>
        <TalkingSection settings={settings} />
        <LookSection settings={settings} />
        <AnswersSection settings={settings} />
        <DataSection />
      </div>
    </main>
  )
}
