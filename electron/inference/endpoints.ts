import { UnderstudyError } from '../contract/errors.ts'
import { originOf, type AnimationEndpoint, type KeyPlace, type KeySlot, type Role, type Settings, type SpeechEndpoint, type Testable } from '../contract/settings.ts'
import type { ClientRole, ResolvedEndpoint, ResolveEndpoint } from './clients/roles.ts'
import type { InferenceSupervisor } from './supervisor.ts'

/** Models of the embedded server, as `/v1/models` names them. */
export const EMBEDDED_MODELS: Record<ClientRole, string> = {
  language: 'understudy-extractive',
  transcription: 'moonshine',
  speech: 'flite',
  embedding: 'use-lite-en',
  animation: 'understudy-face',
}

export interface EndpointResolverOptions {
  supervisor: Pick<InferenceSupervisor, 'endpoint'>
  settings: () => Settings
  /** Key of a custom endpoint, if one was set for its host. */
  key: (place: KeyPlace) => Promise<string | null>
  /** Id of the persona that answers now: it may have a face of its own. */
  persona?: () => string
  /** While it is true every role is served by our own engines, whatever the settings say. */
  offline?: () => boolean
}

/** Where each role is served now: the settings' custom endpoint, else the embedded process, waiting while it restarts. */
export function endpointResolver({ supervisor, settings, key, persona, offline = () => false }: EndpointResolverOptions): ResolveEndpoint {
  return async (role, { embedded = false, persona: asked } = {}) => {
    if (role !== 'embedding' && !embedded && !offline()) {
      const { endpoint, slot } = chosenEndpoint(role, settings(), asked ?? persona?.())
      const origin = originOf(endpoint.baseUrl)
      if (endpoint.kind === 'custom') return customEndpoint(role, endpoint, origin === null ? null : await key({ slot, origin }))
    }
    const { baseURL, token } = await supervisor.endpoint()
    return { baseURL, apiKey: token, model: EMBEDDED_MODELS[role], embedded: true }
  }
}

/** What the settings say of a role, and where its key lies; a persona's own face comes before the app's. */
export function chosenEndpoint(role: Role, { endpoints, personaFaces }: Settings, persona?: string): { endpoint: AnimationEndpoint | SpeechEndpoint; slot: KeySlot } {
  const own = role === 'animation' && persona !== undefined && Object.hasOwn(personaFaces, persona) ? personaFaces[persona] : undefined
  return own ? { endpoint: own, slot: `animation/${persona}` } : { endpoint: endpoints[role], slot: role }
}

/** Where the key of a place goes, as the settings have it. */
export function addressOf(slot: KeySlot, { endpoints, personaFaces, personaRealtime }: Settings): string | undefined {
  const [role, persona] = slot.split('/') as [Testable, string | undefined]
  const ofPersonas: Record<string, { baseUrl?: string | undefined }> = role === 'realtime' ? personaRealtime : personaFaces
  return (persona === undefined ? endpoints[role] : ofPersonas[persona])?.baseUrl
}

function customEndpoint(role: Role, endpoint: AnimationEndpoint | SpeechEndpoint, apiKey: string | null): ResolvedEndpoint {
  const { baseUrl, model, voice, provider } = endpoint
  const needsModel = role !== 'animation' && provider !== 'azure'
  if (!baseUrl || (needsModel && !model)) {
    throw new UnderstudyError('bad_request', `The ${role} server’s address${needsModel ? ' or model' : ''} is missing; enter ${needsModel ? 'both' : 'it'} in Settings.`)
  }
  const functionId = 'functionId' in endpoint ? endpoint.functionId : undefined
  const choice = { ...(voice && { voice }), ...(provider && { provider }), ...(functionId && { functionId }) }
  return { baseURL: baseUrl.replace(/\/+$/, ''), apiKey: apiKey ?? '', model: model ?? '', ...choice, embedded: false }
}
