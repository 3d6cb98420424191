import { parentPort, workerData } from 'node:worker_threads'
import { UnderstudyError } from '../contract/errors.ts'
import { DATABASES } from './databases.ts'
import type { StoreRequest, StoreResponse, StoreWorkerData } from './database-client.ts'

type Methods = Record<string, (...args: unknown[]) => unknown>

/** Worker thread that owns the connection of one database. Requests are answered in order. */
const { name, path, encryptionKey } = workerData as StoreWorkerData
const port = parentPort
if (!port) throw new Error('store-worker runs as a worker thread')

let database: Methods | UnderstudyError
try {
  database = new DATABASES[name](path, encryptionKey) as unknown as Methods
} catch (thrown) {
  database = UnderstudyError.from(thrown)
}

port.on('message', ({ id, method, args }: StoreRequest) => {
  let response: StoreResponse
  try {
    if (database instanceof UnderstudyError) throw database
    response = { id, ok: true, value: database[method]?.(...args) }
  } catch (thrown) {
    response = { id, ok: false, error: UnderstudyError.from(thrown).toShape() }
  }
  port.postMessage(response)
  if (method === 'close') port.close()
})
