import type { AnimationProvider, Role, SpeechProvider } from '../../contract/settings.ts'

/** The roles of the settings, and embeddings, which are always our own: stored vectors belong to one model. */
export type ClientRole = Role | 'embedding'

export interface ResolvedEndpoint {
  /** `https://host/v1`, without a slash at its end. */
  baseURL: string
  /** Empty where the server needs none. */
  apiKey: string
  model: string
  voice?: string
  /** Served by our own process, which is restarted when it is lost. */
  embedded: boolean
  /** Whose protocol is spoken; left out: OpenAI's, and for animation our own. */
  provider?: AnimationProvider | SpeechProvider
  functionId?: string
}

/**
 * @param options.embedded asks for our own process, whatever the settings say
 * @param options.persona whose face is meant; the one that answers now where left out
 */
export type ResolveEndpoint = (role: ClientRole, options?: { embedded?: boolean; persona?: string }) => Promise<ResolvedEndpoint>

/** The longest that each role's server may send nothing, ms. */
export type ClientTimeouts = Record<ClientRole, number>

export const DEFAULT_TIMEOUTS: ClientTimeouts = {
  language: 30_000,
  transcription: 30_000,
  speech: 15_000,
  animation: 30_000,
  embedding: 30_000,
}
