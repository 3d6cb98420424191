import { IconWifi, IconWifiOff } from '@tabler/icons-react'
import { usePage, useServices } from '../services/services-context.tsx'
import styles from './offline-banner.module.css'
import { useReview } from './use-review.ts'

/** Says that nothing leaves the computer here, or that it could not be seen to. */
export function OfflineBanner() {
  const { review } = useServices()
  const offline = usePage(({ status }) => status?.offline === true)
  const trouble = useReview((state) => state.networkTrouble) && !offline
  return (
    <div className={styles.banner} role="status" data-offline={offline} data-trouble={trouble} data-testid="offline-banner">
      {trouble ? <IconWifi size={17} stroke={1.8} aria-hidden /> : <IconWifiOff size={17} stroke={1.8} aria-hidden />}
      {offline && (
        <p>
          The network is off while you review.<span className={styles.more}> It comes back when you leave.</span>
        </p>
      )}
      {trouble && (
        <p>
          The network is still on.{' '}
          <button type="button" onClick={() => review.pauseNetwork()}>
            Switch it off
          </button>
        </p>
      )}
      {!offline && !trouble && <p>Switching the network off.</p>}
    </div>
  )
}
