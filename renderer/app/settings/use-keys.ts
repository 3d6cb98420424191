import { useEffect, useState } from 'react'
import { originOf, type KeyPlace, type KeySlot } from '../../../electron/contract/settings.ts'
import { request } from '../services/request.ts'
import { usePage, useServices } from '../services/services-context.tsx'

export interface Keys {
  /** Whether there is one for the host of `address`. */
  has(slot: KeySlot, address: string | undefined): boolean
  /** Every key that is stored, and for whom. */
  places: readonly KeyPlace[]
  /** False where this system offers no place for keys. */
  canStore: boolean
  /** `null` deletes it. @returns whether it was done; what went wrong is told */
  store(place: KeyPlace, key: string | null): Promise<boolean>
}

/** Which keys are stored. They can be set and deleted, never read. */
export function useKeys(): Keys {
  const services = useServices()
  const canStore = usePage(({ status }) => status?.keyStorage !== 'unavailable')
  const [places, setPlaces] = useState<readonly KeyPlace[]>([])
  useEffect(() => {
    void services.notices.guard(request(services.api, 'settings.keys')).then((found) => found && setPlaces(found))
  }, [services])
  const store = async ({ slot, origin }: KeyPlace, key: string | null): Promise<boolean> => {
    const done = await services.notices.guard(request(services.api, 'settings.setKey', { slot, origin, key }).then(() => true))
    const isOther = (place: KeyPlace): boolean => place.slot !== slot || place.origin !== origin
    if (done) setPlaces((known) => [...known.filter(isOther), ...(key === null ? [] : [{ slot, origin }])])
    return done ?? false
  }
  const has = (slot: KeySlot, address: string | undefined): boolean => places.some((place) => place.slot === slot && place.origin === originOf(address))
  return { has, places, canStore, store }
}
