import { ActionIcon, Button, Menu, TextInput, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconBraces, IconCheck, IconCopy, IconDownload, IconFileText, IconPencil, IconBadgeCc, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { MeetingExportFormat, MeetingRecord } from '../../../electron/contract/meeting.ts'
import { useServices } from '../services/services-context.tsx'
import { duration, meetingTitle } from '../state/meeting-words.ts'
import { clockTime } from '../ui/format.ts'
import { StatusBadge } from '../ui/status-badge.tsx'
import styles from './meeting-header.module.css'

const FORMATS: readonly { format: MeetingExportFormat; label: string; hint: string; icon: typeof IconFileText }[] = [
  { format: 'markdown', label: 'Markdown', hint: 'Notes and transcript, to read', icon: IconFileText },
  { format: 'srt', label: 'Subtitles (SRT)', hint: 'The transcript with its times', icon: IconBadgeCc },
  { format: 'json', label: 'JSON', hint: 'All of it, for programs', icon: IconBraces },
]

/** Which meeting it is, and what can be done with it. */
export function MeetingHeader({ record }: { record: MeetingRecord }) {
  const { library } = useServices().meetings
  const [renaming, setRenaming] = useState(false)
  return (
    <header className={styles.header}>
      <div className={styles.titles}>
        {renaming ? (
          <Rename record={record} onDone={() => setRenaming(false)} />
        ) : (
          <div className={styles.title}>
            <h2 title={record.title}>{meetingTitle(record)}</h2>
            <Tooltip label="Rename" openDelay={400}>
              <ActionIcon variant="subtle" color="gray" radius={10} size={32} aria-label="Rename the meeting" onClick={() => setRenaming(true)} data-testid="meeting-rename">
                <IconPencil size={18} stroke={1.75} />
              </ActionIcon>
            </Tooltip>
          </div>
        )}
        <p className={styles.facts}>
          {clockTime(record.startedAt)}
          <span aria-hidden>·</span>
          {duration(record.durationMs)}
          {record.state === 'interrupted' && (
            <StatusBadge tone="warn" icon={IconAlertTriangle}>
              Interrupted
            </StatusBadge>
          )}
        </p>
      </div>
      <div className={styles.actions}>
        <Button variant="default" radius="xl" leftSection={<IconCopy size={17} stroke={1.75} />} onClick={() => void library.copyNotes(record)} data-testid="meeting-copy">
          Copy notes
        </Button>
        <Menu position="bottom-end" width={270} radius="lg" shadow="md" withinPortal={false}>
          <Menu.Target>
            <Button variant="default" radius="xl" leftSection={<IconDownload size={17} stroke={1.75} />} data-testid="meeting-export">
              Export
            </Button>
          </Menu.Target>
          <Menu.Dropdown className={styles.menu}>
            {FORMATS.map(({ format, label, hint, icon: Symbol }) => (
              <Menu.Item key={format} className={styles.item} leftSection={<Symbol size={20} stroke={1.6} />} onClick={() => void library.export(record, format)} data-testid={`meeting-export-${format}`}>
                <span className={styles.format}>{label}</span>
                <span className={styles.hint}>{hint}</span>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Tooltip label="Delete" openDelay={400}>
          <ActionIcon variant="subtle" color="gray" radius="xl" size={36} aria-label="Delete the meeting" onClick={() => void library.remove(record)} data-testid="meeting-delete">
            <IconTrash size={19} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  )
}

function Rename({ record, onDone }: { record: MeetingRecord; onDone: () => void }) {
  const { library } = useServices().meetings
  const [title, setTitle] = useState(record.title)
  const save = (): void => {
    onDone()
    if (title.trim() && title.trim() !== record.title) void library.rename(record.id, title.trim())
  }
  return (
    <form
      className={styles.rename}
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <TextInput
        value={title}
        onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          event.stopPropagation()
          onDone()
        }}
        onFocus={({ currentTarget }) => currentTarget.select()}
        aria-label="Title of the meeting"
        placeholder="Title"
        maxLength={200}
        autoFocus
        data-testid="meeting-rename-input"
        rightSection={
          <ActionIcon type="submit" size={28} radius="xl" aria-label="Save the title" disabled={!title.trim()}>
            <IconCheck size={17} stroke={2} />
          </ActionIcon>
        }
      />
    </form>
  )
}
