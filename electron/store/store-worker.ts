import { parentPort, workerData } from 'node:worker_threads'
import { UnderstudyError } from '../contract/errors.ts'
import type { StoreRequest, StoreResponse } from './turn-store.ts'
import { TurnDatabase } from './turn-database.ts'

/** Worker thread that owns the database connection. Requests are answered in order. */
const { path, encryptionKey } = workerData as { path: string; encryptionKey?: string }
const port = parentPort
if (!port) throw new Error('store-worker runs as a worker thread')

let database: TurnDatabase | UnderstudyError
try {
  database = new TurnDatabase(path, encryptionKey)
} catch (thrown) {
  database = UnderstudyError.from(thrown)
}

port.on('message', ({ id, method, args }: StoreRequest) => {
  let response: StoreResponse
  try {
    if (database instanceof UnderstudyError) throw database
    const call = database[method] as (...args: unknown[]) => unknown
    response = { id, ok: true, value: call.apply(database, args) }
  } catch (thrown) {
    response = { id, ok: false, error: UnderstudyError.from(thrown).toShape() }
  }
  port.postMessage(response)
  if (method === 'close') port.close()
})
