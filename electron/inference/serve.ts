import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { requireSafeBinding } from './guard.ts'
import { loadEngines } from './load-engines.ts'
import { ServedPersonas } from './served-personas.ts'
import type { InferenceServerOptions } from './server.ts'

export interface ServeOptions extends Pick<InferenceServerOptions, 'host' | 'port' | 'allowedHosts' | 'allowedOrigins' | 'limits'> {
  /** Random when left out; an address others can reach needs one of 16 characters or more. */
  token?: string
  resourcesDir: string
  modelsDir: string
  /** Folder of own persona packages. */
  personasDir?: string | undefined
  transcriptionModel?: 'base' | 'tiny'
  logger: Logger
  /** An engine's thread died; the process should end and be started again. */
  onLost?: () => void
}

export interface RunningServer {
  address: { host: string; port: number }
  token: string
  /** Every model is loaded and warm; requests before that wait. */
  ready: Promise<void>
  close(): Promise<void>
}

/**
 * The whole inference server in this process: engines and routes.
 * @throws UnderstudyError `bad_request` for an open binding without a token, `unavailable` when the port is taken
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', logger, onLost = () => undefined } = options
  requireSafeBinding(host, options.token)
  const token = options.token ?? randomBytes(32).toString('hex')
  const engines = loadEngines({ ...options, onLost })
  const personas = new ServedPersonas({ bundledDirectory: join(options.resourcesDir, 'personas'), ownDirectory: options.personasDir })
  try {
    // Loaded here, so that the engines' threads are already at work meanwhile.
    const { createInferenceServer } = await import('./server.ts')
    const server = await createInferenceServer({ ...options, host, token, engines, personas, logger })
    const address = await server.listen()
    return {
      address,
      token,
      ready: engines.ready,
      async close() {
        await server.close()
        personas.dispose()
        engines.dispose()
      },
    }
  } catch (error) {
    engines.dispose()
    throw error
  }
}
