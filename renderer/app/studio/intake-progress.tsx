import { Button, Progress } from '@mantine/core'
import type { IngestProgress } from '../../../electron/contract/persona.ts'
import { useServices } from '../services/services-context.tsx'
import { fileName, progressSentence, progressShare } from '../state/studio-words.ts'
import styles from './studio.module.css'

interface IntakeProgressProps {
  progress: IngestProgress | null
  cancelling: boolean
  testId?: string
}

/** How far the reading is, and the way out of it. */
export function IntakeProgress({ progress, cancelling, testId }: IntakeProgressProps) {
  const { studio } = useServices()
  const share = progressShare(progress)
  const sentence = cancelling ? 'Stopping; nothing is left behind.' : progressSentence(progress)
  return (
    <div className={styles.intake} data-testid={testId}>
      <Progress.Root size={10} radius="xl" className={styles.bar}>
        <Progress.Section
          value={(share ?? 0) * 100}
          animated={share === null}
          aria-label="Reading the texts"
          aria-valuetext={sentence}
        />
      </Progress.Root>
      <div className={styles.intakeLine}>
        <div className={styles.intakeWords}>
          <p>{sentence}</p>
          <p className={styles.hint}>{(!cancelling && progress?.file && fileName(progress.file)) || '\u00a0'}</p>
        </div>
        <Button variant="default" radius="xl" disabled={cancelling} onClick={() => void studio.intake.cancel()} data-testid="create-cancel">
          Cancel
        </Button>
      </div>
    </div>
  )
}
