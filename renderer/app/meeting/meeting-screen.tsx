import { useEffect, useRef, useState } from 'react'
import { usePage, useServices } from '../services/services-context.tsx'
import { ScreenHeader } from '../ui/screen-header.tsx'
import { SplitScreen } from '../ui/split-screen.tsx'
import { LiveScreen } from './live-screen.tsx'
import { MeetingList } from './meeting-list.tsx'
import { MeetingPage } from './meeting-page.tsx'
import styles from './meeting-screen.module.css'
import { StartForm } from './start-form.tsx'
import { useMeetings } from './use-meetings.ts'

/** The meeting that runs; without one, those that were and the way to the next. */
export function MeetingScreen() {
  const meeting = usePage((state) => state.meeting)
  const browsing = useMeetings((state) => state.browsing)
  return meeting && !browsing ? <LiveScreen meeting={meeting} /> : <Library />
}

function Library() {
  const { library } = useServices().meetings
  const runs = usePage(({ meeting }) => meeting !== null)
  const openId = useMeetings((state) => state.openId)
  const [startOpen, setStartOpen] = useState(false)
  const [asked, setAsked] = useState(0)
  const start = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (asked > 0) start.current?.querySelector('input')?.focus()
  }, [asked])

  return (
    <SplitScreen
      head={<ScreenHeader title="Meeting" />}
      listLabel="Meetings"
      list={
        <MeetingList
          onNew={() => {
            library.close()
            setStartOpen(true)
            setAsked(asked + 1)
          }}
        />
      }
      detailLabel={openId ? 'The chosen meeting' : 'A new meeting'}
      detail={
        openId ? (
          <MeetingPage key={openId} />
        ) : runs ? (
          <p className={styles.hint}>Choose a meeting to read it. The one that runs goes on meanwhile.</p>
        ) : (
          <div ref={start} className={styles.start}>
            <StartForm />
          </div>
        )
      }
      detailOpen={openId !== null || (startOpen && !runs)}
      onBack={() => {
        library.close()
        setStartOpen(false)
      }}
    />
  )
}
