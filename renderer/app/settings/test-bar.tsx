import { Button } from '@mantine/core'
import { useState } from 'react'
import { originOf, type KeySlot, type Testable } from '../../../electron/contract/settings.ts'
import { request } from '../services/request.ts'
import { useServices } from '../services/services-context.tsx'
import styles from './settings.module.css'
import type { Keys } from './use-keys.ts'

interface TestBarProps {
  role: Testable
  /** Whose choice is tried; the app's where left out. */
  persona?: string
  slot: KeySlot
  address: string | undefined
  keys: Keys
  /** What is still missing, in a sentence; empty when the server can be asked. */
  missing: string
  /** Writes what is typed into the settings. @returns whether there is something to try */
  save: () => Promise<boolean>
}

/** Asks the server, and says in a sentence what came of it. */
export function TestBar({ role, persona, slot, address, keys, missing, save }: TestBarProps) {
  const services = useServices()
  const [result, setResult] = useState<{ ok: boolean; detail: string } | null>(null)
  const [working, setWorking] = useState(false)
  const origin = originOf(address)
  const test = async (): Promise<void> => {
    setWorking(true)
    setResult(null)
    if (await save()) {
      const asked = request(services.api, 'settings.testEndpoint', { role, ...(persona === undefined ? {} : { persona }) })
      setResult((await services.notices.guard(asked)) ?? null)
    }
    setWorking(false)
  }
  return (
    <div className={styles.endpointHead}>
      <p className={styles.result} data-ok={result?.ok} role="status" data-testid={`test-result-${slot}`}>
        {missing || result?.detail}
      </p>
      <div className={styles.buttons}>
        {origin !== null && keys.has(slot, address) && (
          <Button variant="subtle" color="gray" onClick={() => void keys.store({ slot, origin }, null)}>
            Delete the key
          </Button>
        )}
        <Button variant="default" loading={working} disabled={missing !== ''} onClick={() => void test()} data-testid={`test-${slot}`}>
          Test
        </Button>
      </div>
    </div>
  )
}
