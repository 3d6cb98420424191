import { useRef, type KeyboardEvent } from 'react'
import styles from './filter-tabs.module.css'

interface FilterTabsProps<T extends string> {
  label: string
  tabs: readonly { value: T; label: string; count?: number }[]
  value: T
  onChange: (value: T) => void
  testId?: string
}

/** One of a few views of the same list; arrow keys move along. */
export function FilterTabs<T extends string>({ label, tabs, value, onChange, testId }: FilterTabsProps<T>) {
  const row = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    const next = (tabs.findIndex((tab) => tab.value === value) + step + tabs.length) % tabs.length
    onChange(tabs[next]!.value)
    row.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus()
  }
  return (
    <div className={styles.frame}>
      <div ref={row} className={styles.tabs} role="tablist" aria-label={label} onKeyDown={move} data-testid={testId}>
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            className={styles.tab}
            aria-selected={tab.value === value}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => onChange(tab.value)}
            data-value={tab.value}
          >
            {tab.label}
            {tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
          </button>
        ))}
      </div>
    </div>
  )
}
