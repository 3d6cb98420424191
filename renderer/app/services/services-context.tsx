import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { PageState } from '../state/page-store.ts'
import type { PageServices } from './page-services.ts'

const ServicesContext = createContext<PageServices | null>(null)

export const ServicesProvider = ServicesContext.Provider

export function useServices(): PageServices {
  const services = useContext(ServicesContext)
  if (!services) throw new Error('ServicesProvider is missing')
  return services
}

/** `select` must return what the store holds, not a new object. */
export function usePage<T>(select: (state: PageState) => T): T {
  return useStore(useServices().store, select)
}
