import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)

/** The CLI runs from the repository: these are its folders. */
export const RESOURCES_DIR = fileURLToPath(new URL('resources/', root))
export const MODELS_DIR = fileURLToPath(new URL('models/', root))
