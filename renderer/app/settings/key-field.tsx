import { PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { originOf, type KeySlot } from '../../../electron/contract/settings.ts'
import { keyHint } from './key-words.ts'
import type { Keys } from './use-keys.ts'

interface KeyFieldProps {
  slot: KeySlot
  /** Whom the key is for; its host has to be known before one can be entered. */
  address: string | undefined
  keys: Keys
  label?: string
  optional?: boolean
}

/** Takes a key for the host of an address, stores it when one goes on, and never shows it again. */
export function KeyField({ slot, address, keys, label = 'Key', optional = false }: KeyFieldProps) {
  const [key, setKey] = useState('')
  const origin = originOf(address)
  const save = async (): Promise<void> => {
    if (key && origin !== null && (await keys.store({ slot, origin }, key))) setKey('')
  }
  return (
    <PasswordInput
      label={label}
      description={keyHint(keys, { slot, address, optional })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      disabled={!keys.canStore || origin === null}
      autoComplete="off"
      value={key}
      onChange={(event) => setKey(event.currentTarget.value)}
      onBlur={() => void save()}
      onKeyDown={(event) => event.key === 'Enter' && void save()}
      data-testid={`key-${slot}`}
    />
  )
}
