import { CloseButton } from '@mantine/core'
import { usePage, useServices } from '../services/services-context.tsx'
import styles from './notices.module.css'

/** Sentences at the edge of the window; read aloud, never in the way of what one types. */
export function Notices() {
  const { notices: board } = useServices()
  const notices = usePage((state) => state.notices)
  return (
    <div className={styles.notices} role="log" aria-label="Notices" aria-live="polite">
      {notices.map((notice) => (
        <div key={notice.id} className={styles.notice} data-tone={notice.tone} role={notice.tone === 'problem' ? 'alert' : 'status'} data-testid="notice">
          <p>{notice.message}</p>
          {notice.action && (
            <button
              type="button"
              className={styles.action}
              onClick={() => {
                notice.action?.run()
                board.dismiss(notice.id)
              }}
            >
              {notice.action.label}
            </button>
          )}
          <CloseButton size="sm" aria-label="Dismiss" onClick={() => board.dismiss(notice.id)} />
        </div>
      ))}
    </div>
  )
}
