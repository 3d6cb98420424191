import { settingsSchema, type Settings } from '../contract/settings.ts'
import { openServices, type ServiceOptions, type Services } from '../conversation/services.ts'
import { spawnInferenceNode } from '../inference/spawn-node.ts'
import { dataDirectory } from './data-directory.ts'
import { MODELS_DIR, RESOURCES_DIR } from './paths.ts'
import { activePersonaId } from './stored-settings.ts'

/** Id or package directory of a persona; the app's active one where left out. */
export interface PersonaChoice {
  persona?: string | undefined
}

/** The app's services with its active persona and otherwise default settings, for the length of one command. */
export async function withServices<T>(
  { persona, key = () => Promise.resolve(null), standIns = true, ...overrides }: Partial<Settings> & PersonaChoice & Pick<Partial<ServiceOptions>, 'key' | 'standIns'>,
  work: (services: Services, settings: Settings) => Promise<T>,
): Promise<T> {
  const settings = settingsSchema.parse({ personaId: await activePersonaId(), ...overrides })
  const services = await openServices({
    spawn: spawnInferenceNode,
    resourcesDir: RESOURCES_DIR,
    modelsDir: MODELS_DIR,
    dataDirectory: dataDirectory(),
    persona,
    settings: () => settings,
    key,
    standIns,
  })
  try {
    if (services.personaProblem) throw services.personaProblem
    return await work(services, settings)
  } finally {
    await services.dispose()
  }
}
