import { protocol, type Session } from 'electron'
import { readFile } from 'node:fs/promises'
import type { Disposable } from '../base/disposable.ts'
import { APP_SCHEME } from './origin.ts'
import { resolveServedFile, type ResourceRoots } from './resource-path.ts'
import { SECURITY_HEADERS, securityHeadersOf } from './security-headers.ts'

/** Has to run before the app is ready. `standard` gives the page an origin, `secure` the microphone and workers. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** Serves the page and its data on our own scheme, and nothing else of the disk. */
export function serveApp(session: Session, roots: ResourceRoots): Disposable {
  session.protocol.handle(APP_SCHEME, async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
    const file = await resolveServedFile(request.url, roots)
    if (file === null) return refusal(404)
    const body = await readFile(file.path).catch(() => null)
    if (body === null) return refusal(404)
    return new Response(request.method === 'HEAD' ? null : body, {
      headers: { ...securityHeadersOf(new URL(request.url).pathname), 'content-type': file.mimeType },
    })
  })
  return { dispose: () => session.protocol.unhandle(APP_SCHEME) }
}

const refusal = (status: number): Response => new Response(null, { status, headers: SECURITY_HEADERS })
