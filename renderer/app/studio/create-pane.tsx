import { Button } from '@mantine/core'
import { IconFolder, IconFolderOpen } from '@tabler/icons-react'
import { useEffect, useRef, type FormEvent } from 'react'
import { useServices } from '../services/services-context.tsx'
import { profileProblems } from '../state/studio-profile.ts'
import { isBegun } from '../state/studio-store.ts'
import { fileName } from '../state/studio-words.ts'
import { CreateDone } from './create-done.tsx'
import { FocusedHeading } from './focused-heading.tsx'
import { IntakeProgress } from './intake-progress.tsx'
import { ProfileFields } from './profile-fields.tsx'
import styles from './studio.module.css'
import { SyntheticField } from './synthetic-field.tsx'
import { useStudio } from './use-studio.ts'

/** From a folder of texts to a persona: what goes in, how far it is, what came out. */
export function CreatePane() {
  const creation = useStudio((state) => state.creation)
  if (creation.step === 'done' && creation.made) return <CreateDone made={creation.made} />
  if (creation.step === 'working') {
    return (
      <div className={styles.pane}>
        <div className={styles.paneHead}>
          <FocusedHeading>Making {creation.profile.name.trim()}</FocusedHeading>
          <p>You can go on talking meanwhile; it goes on while you look at another screen.</p>
        </div>
        <IntakeProgress progress={creation.progress} cancelling={creation.cancelling} testId="create-progress" />
      </div>
    )
  }
  return <CreateForm />
}

function CreateForm() {
  const { studio } = useServices()
  const creation = useStudio((state) => state.creation)
  const { folder, profile, tried, problem } = creation
  const form = useRef<HTMLFormElement>(null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    await studio.intake.create()
    form.current?.querySelector<HTMLElement>('[data-missing="true"], [aria-invalid="true"]')?.focus()
  }
  return (
    <form ref={form} className={styles.pane} onSubmit={(event) => void submit(event)} noValidate data-testid="create-form">
      <div className={styles.paneHead}>
        <FocusedHeading>A persona of your own</FocusedHeading>
        <p>It answers with quotations from the texts you give it, and from nothing else. They are copied and stay on this computer.</p>
      </div>
      <FolderField folder={folder} problem={tried && !folder ? 'Choose the folder with its texts.' : null} />
      <section className={styles.block} aria-labelledby="create-who">
        <h3 id="create-who">Who it is</h3>
        <ProfileFields profile={profile} problems={tried ? profileProblems(profile) : {}} onChange={(patch) => studio.intake.typeCreation(patch)} />
        <SyntheticField synthetic={profile.synthetic} onChange={(synthetic) => studio.intake.typeCreation({ synthetic })} />
      </section>
      {problem && <Failure>{problem}</Failure>}
      <div className={styles.buttons}>
        <Button type="submit" size="md" radius="xl" data-testid="create-submit">
          Make the persona
        </Button>
        {isBegun(creation) && (
          <Button type="button" variant="subtle" color="gray" size="md" radius="xl" onClick={() => studio.intake.startOver()}>
            Empty the form
          </Button>
        )}
      </div>
    </form>
  )
}

/** The form came back because of it, so it is what one looks at. */
function Failure({ children }: { children: string }) {
  const line = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    line.current?.scrollIntoView({ block: 'center' })
  }, [])
  return (
    <p ref={line} className={styles.failure} role="alert" data-testid="create-problem">
      {children}
    </p>
  )
}

function FolderField({ folder, problem }: { folder: string | null; problem: string | null }) {
  const { studio } = useServices()
  const Symbol = folder ? IconFolderOpen : IconFolder
  return (
    <section className={styles.block} aria-labelledby="create-texts">
      <h3 id="create-texts">Its texts</h3>
      <button
        type="button"
        className={styles.folder}
        data-chosen={folder !== null}
        data-missing={problem !== null}
        aria-describedby="create-folder-hint create-folder-problem"
        onClick={() => void studio.intake.chooseFolder()}
        data-testid="create-folder"
      >
        <Symbol size={26} stroke={1.5} aria-hidden />
        <span>
          <span className={styles.folderName}>{folder ? fileName(folder) : 'Choose a folder'}</span>
          <span className={styles.folderPath}>{folder ?? 'Markdown, plain text, PDF, Word, web pages and subtitles'}</span>
        </span>
        {folder && <span className={styles.folderChange}>Change</span>}
      </button>
      <p className={styles.hint} id="create-folder-hint">
        Memos, talks, letters, interviews: what was really written and said. A file that cannot be read is left out, and you are told why.
      </p>
      {problem && (
        <p className={styles.fieldProblem} id="create-folder-problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  )
}
