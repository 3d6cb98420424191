import { useEffect, useState } from 'react'
import type { KeySlot } from '../../../electron/contract/settings.ts'
import { request } from '../services/request.ts'
import { usePage, useServices } from '../services/services-context.tsx'

export interface Keys {
  has(slot: KeySlot): boolean
  /** False where this system offers no place for keys. */
  canStore: boolean
  /** `null` deletes it. @returns whether it was done; what went wrong is told */
  store(slot: KeySlot, key: string | null): Promise<boolean>
}

/** Which keys are stored. They can be set and deleted, never read. */
export function useKeys(): Keys {
  const services = useServices()
  const canStore = usePage(({ status }) => status?.keyStorage !== 'unavailable')
  const [slots, setSlots] = useState<readonly KeySlot[]>([])
  useEffect(() => {
    void services.notices.guard(request(services.api, 'settings.keys')).then((found) => found && setSlots(found))
  }, [services])
  const store = async (slot: KeySlot, key: string | null): Promise<boolean> => {
    const done = await services.notices.guard(request(services.api, 'settings.setKey', { slot, key }).then(() => true))
    if (done) setSlots((known) => [...known.filter((one) => one !== slot), ...(key === null ? [] : [slot])])
    return done ?? false
  }
  return { has: (slot) => slots.includes(slot), canStore, store }
}
