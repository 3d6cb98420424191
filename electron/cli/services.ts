import { settingsSchema, type Settings } from '../contract/settings.ts'
import { openServices, type Services } from '../conversation/services.ts'
import { spawnInferenceNode } from '../inference/spawn-node.ts'
import { MODELS_DIR, RESOURCES_DIR } from './paths.ts'

/** The app's services with default settings, for the length of one command. */
export async function withServices<T>(
  overrides: Partial<Settings>,
  work: (services: Services, settings: Settings) => Promise<T>,
): Promise<T> {
  const settings = settingsSchema.parse(overrides)
  const services = await openServices({
    spawn: spawnInferenceNode,
    resourcesDir: RESOURCES_DIR,
    modelsDir: MODELS_DIR,
    settings: () => settings,
    key: () => Promise.resolve(null),
  })
  try {
    return await work(services, settings)
  } finally {
    await services.dispose()
  }
}
