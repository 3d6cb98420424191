import { UnderstudyError } from '../contract/errors.ts'
import type { AnimationEndpoint, Role, Settings } from '../contract/settings.ts'
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
  /** Key of a custom endpoint, if one was set. */
  key: (role: Role) => Promise<string | null>
  /** While it is true every role is served by our own engines, whatever the settings say. */
  offline?: () => boolean
}

/** Where each role is served now: the settings' custom endpoint, else the embedded process, waiting while it restarts. */
export function endpointResolver({ supervisor, settings, key, offline = () => false }: EndpointResolverOptions): ResolveEndpoint {
  return async (role, { embedded = false } = {}) => {
    if (role !== 'embedding' && !embedded && !offline()) {
      const custom = settings().endpoints[role]
      if (custom.kind === 'custom') return customEndpoint(role, custom, await key(role))
    }
    const { baseURL, token } = await supervisor.endpoint()
    return { baseURL, apiKey: token, model: EMBEDDED_MODELS[role], embedded: true }
  }
}

function customEndpoint(role: Role, { baseUrl, model, voice, provider, functionId }: AnimationEndpoint, apiKey: string | null): ResolvedEndpoint {
  if (!baseUrl || (!model && role !== 'animation')) {
    throw new UnderstudyError('bad_request', `The ${role} server’s address or model is missing; enter both in Settings.`)
  }
  const choice = { ...(voice && { voice }), ...(provider && { provider }), ...(functionId && { functionId }) }
  return { baseURL: baseUrl.replace(/\/+$/, ''), apiKey: apiKey ?? '', model: model ?? '', ...choice, embedded: false }
}
