import { PasswordInput } from '@mantine/core'
import { useState } from 'react'
import type { KeySlot } from '../../../electron/contract/settings.ts'
import type { Keys } from './use-keys.ts'

/** Takes a key, stores it when one goes on, and never shows it again. */
export function KeyField({ slot, keys, label = 'Key', optional = false }: { slot: KeySlot; keys: Keys; label?: string; optional?: boolean }) {
  const [key, setKey] = useState('')
  const save = async (): Promise<void> => {
    if (key && (await keys.store(slot, key))) setKey('')
  }
  const where = keys.has(slot) ? 'One is stored and sent to this address. It is never shown again.' : 'Stored on this computer, never shown again.'
  return (
    <PasswordInput
      label={label}
      description={optional && !keys.has(slot) ? 'Only where the server asks for one.' : where}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      disabled={!keys.canStore}
      autoComplete="off"
      value={key}
      onChange={(event) => setKey(event.currentTarget.value)}
      onBlur={() => void save()}
      onKeyDown={(event) => event.key === 'Enter' && void save()}
      data-testid={`key-${slot}`}
    />
  )
}
