import { setTimeout as delay } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'
import { UnderstudyError, type ErrorCode } from '../../contract/errors.ts'
import { serveWorker } from '../worker-host.ts'
import type { WorkerMethod } from '../worker-protocol.ts'

export type CountingMethods = {
  count: WorkerMethod<{ to: number; slowly?: boolean }, number>
  running: WorkerMethod<object, number>
  made: WorkerMethod<object, number>
  fail: WorkerMethod<{ code?: ErrorCode }, number>
  die: WorkerMethod<object, number>
}

let running = 0
let made = 0

serveWorker((): Promise<CountingMethods> => {
  if ((workerData as { failsToLoad?: boolean }).failsToLoad) {
    return Promise.reject(new UnderstudyError('unavailable', 'A file is missing.'))
  }
  return Promise.resolve({
    async *count({ to, slowly }) {
      running++
      try {
        for (let n = 0; n < to; n++) {
          if (slowly) await delay(5)
          made++
          yield n
        }
      } finally {
        running--
      }
    },
    async *running() {
      yield running
    },
    async *made() {
      yield made
    },
    async *fail({ code }) {
      yield* []
      throw code ? new UnderstudyError(code, 'It failed.') : new Error('It broke.')
    },
    async *die() {
      yield* []
      process.exit(3)
    },
  })
})
