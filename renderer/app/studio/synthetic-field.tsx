import { Switch } from '@mantine/core'
import styles from './studio.module.css'

/** The one choice which decides whether anybody has to agree. */
export function SyntheticField({ synthetic, onChange }: { synthetic: boolean; onChange: (synthetic: boolean) => void }) {
  return (
    <div className={styles.synthetic} data-on={synthetic}>
      <Switch
        size="md"
        label="It stands in for nobody (synthetic)"
        description={
          synthetic
            ? 'Nobody has to agree, and everybody who meets it is told that it is invented. The texts must not be those of a real person.'
            : 'It stands in for a real person, so it stays silent until that person has agreed aloud. Turn this on only for an invented one.'
        }
        checked={synthetic}
        onChange={(event) => onChange(event.currentTarget.checked)}
        data-testid="profile-synthetic"
      />
    </div>
  )
}
