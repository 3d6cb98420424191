/** What is asked where nobody names a model. */
export const DEFAULT_REALTIME_MODEL = 'gpt-realtime'

export interface RealtimeAddress {
  /** Of the API, as the package wants it: `https://host/v1`, without `/realtime`. */
  apiUrl: string
  host: string
  /** Whether the socket runs over TLS. */
  secure: boolean
  /** Out of the address, where it stands there. */
  model?: string
}

/** Reads the address of a socket or of an API: both are in use. @param baseUrl a URL of `ws:`, `wss:`, `http:` or `https:` */
export function realtimeAddress(baseUrl: string): RealtimeAddress {
  const url = new URL(baseUrl.replace(/^ws/i, 'http'))
  const path = url.pathname.replace(/\/+$/, '').replace(/\/realtime$/, '')
  const model = url.searchParams.get('model')
  return { apiUrl: `${url.origin}${path || '/v1'}`, host: url.host, secure: url.protocol === 'https:', ...(model ? { model } : {}) }
}
