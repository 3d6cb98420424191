import { join } from 'node:path'
import { chosenEndpoint } from '../inference/endpoints.ts'
import { animationEndpointSchema } from '../contract/settings.ts'
import { locate } from '../persona/library/locations.ts'
import type { FaceRequest } from './animate-source.ts'
import { dataDirectory } from './data-directory.ts'
import { RESOURCES_DIR } from './paths.ts'
import { storedSettings } from './stored-settings.ts'

/**
 * Who animates a persona, as the app's settings have it. Its key stays in the app, which alone can open the system's key ring; a
 * provider asked for by name comes before it.
 * @throws UnderstudyError `not_found` for a persona that is not here
 */
export async function faceRequestOf(persona: string | undefined, given: { provider?: string; endpoint?: string }): Promise<Partial<FaceRequest>> {
  if (persona === undefined) return {}
  const { id } = await locate({ bundledDirectory: join(RESOURCES_DIR, 'personas'), ownDirectory: join(dataDirectory(), 'personas'), acceptPaths: true }, persona)
  if (given.provider !== undefined || given.endpoint !== undefined) return {}
  const { kind, provider, baseUrl, model, functionId } = animationEndpointSchema.parse(chosenEndpoint('animation', await storedSettings(), id).endpoint)
  if (kind === 'embedded') return {}
  return { provider: provider ?? 'understudy', ...(baseUrl ? { endpoint: baseUrl } : {}), ...(model ? { model } : {}), ...(functionId ? { functionId } : {}) }
}
