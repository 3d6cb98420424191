import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts a worker thread from a module beside the caller. From the sources (CLI, tests) the module is TypeScript
 * and tsx is registered inside the thread, because Node 20 does not hand `--import` hooks to workers; in the
 * built app every worker is an entry of its own beside main.js, whatever folder the source had.
 */
export function spawnWorker(moduleUrl: URL, options: WorkerOptions = {}): Worker {
  const isSource = import.meta.url.endsWith('.ts')
  if (!isSource) {
    const entry = basename(moduleUrl.pathname).replace(/\.ts$/, '.js')
    return new Worker(pathToFileURL(join(builtEntryDir(), entry)), options)
  }
  const bootstrap = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(moduleUrl.href)}) })`
  return new Worker(bootstrap, { ...options, eval: true })
}

/** Chunks of the build lie one folder below its entries. */
function builtEntryDir(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  return basename(here) === 'chunks' ? dirname(here) : here
}
