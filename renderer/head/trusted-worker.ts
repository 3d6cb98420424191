import filmWorkerUrl from './film/film-worker.ts?worker&url'
import fitWorkerUrl from './fit/fit-worker.ts?worker&url'
import workerUrl from './worker.ts?worker&url'

const WORKERS: readonly string[] = [workerUrl, fitWorkerUrl, filmWorkerUrl]

let policy: { createScriptURL(url: string): unknown } | undefined

/** A worker of the head as `new Worker` takes it. The policy has to be allowed by the page's Content-Security-Policy (`trusted-types head-worker`). */
export function trustedWorkerUrl(url: string): string {
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown } }
  }
  if (!trustedTypes) return url
  policy ??= trustedTypes.createPolicy('head-worker', {
    createScriptURL(wanted) {
      if (!WORKERS.includes(wanted)) throw new TypeError('Only the workers of the head may be started through this policy.')
      return wanted
    },
  })
  return policy.createScriptURL(url) as string
}
