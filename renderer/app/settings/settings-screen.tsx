import { usePage } from '../services/services-context.tsx'
import { ScreenHeader } from '../ui/screen-header.tsx'
import { AnswersSection } from './answers-section.tsx'
import { DataSection } from './data-section.tsx'
import { LookSection } from './look-section.tsx'
import styles from './settings.module.css'
import { TalkingSection } from './talking-section.tsx'

export function SettingsScreen() {
  const settings = usePage((state) => state.settings)
  if (!settings) return null
  return (
    <main className={styles.screen}>
      <ScreenHeader title="Settings" />
      <div className={styles.sections}>
        <TalkingSection settings={settings} />
        <LookSection settings={settings} />
        <AnswersSection settings={settings} />
        <DataSection />
      </div>
    </main>
  )
}
