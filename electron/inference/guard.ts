import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { UnderstudyError } from '../contract/errors.ts'

export interface GuardOptions {
  token: string
  /** The address the server is bound to. */
  host: string
  /** Further host names under which clients may reach it, e.g. behind a reverse proxy. */
  allowedHosts?: readonly string[]
  /** Origins whose pages may call it; none by default. */
  allowedOrigins?: readonly string[]
}

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '::1'])

export function isLoopback(host: string): boolean {
  return LOOPBACK_NAMES.has(host) || host.startsWith('127.')
}

/** @throws UnderstudyError `bad_request`: a server others can reach needs a token that somebody chose */
export function requireSafeBinding(host: string, token: string | undefined): void {
  if (isLoopback(host)) return
  if (!token || token.length < 16) {
    throw new UnderstudyError('bad_request', `To serve on «${host}», where other machines can reach it, give a token of at least 16 characters.`)
  }
}

/**
 * Decides who may talk to the server. Host and Origin keep web pages out, also those that point a name of their
 * own at this machine (DNS rebinding); the token keeps other programs and users of the machine out.
 */
export class Guard {
  private readonly tokenDigest: Buffer

  constructor(private readonly options: GuardOptions) {
    this.tokenDigest = digest(options.token)
  }

  /** @throws UnderstudyError `forbidden` */
  checkSource(request: IncomingMessage): void {
    if (!this.isOurHost(request.headers.host)) {
      throw new UnderstudyError('forbidden', 'The Host header names another machine; use the address the server printed at its start.')
    }
    const origin = request.headers.origin
    if (origin !== undefined && !this.options.allowedOrigins?.includes(origin)) {
      throw new UnderstudyError('forbidden', 'Web pages of this origin may not call the server.')
    }
  }

  /** @throws UnderstudyError `unauthorized` */
  checkToken(request: IncomingMessage): void {
    const given = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    // Digests have one length, so that comparing them tells nothing about the token.
    if (given === undefined || !timingSafeEqual(digest(given), this.tokenDigest)) {
      throw new UnderstudyError('unauthorized', 'Send the server’s token as «Authorization: Bearer …».')
    }
  }

  private isOurHost(header: string | undefined): boolean {
    const name = hostName(header)
    if (name === null) return false
    if (LOOPBACK_NAMES.has(name) || name === this.options.host.toLowerCase() || this.options.allowedHosts?.includes(name)) return true
    // Bound wider than loopback there are many right addresses; rebinding needs a name, so plain IPs are safe.
    return !isLoopback(this.options.host) && (isIP(name) !== 0 || name === hostname().toLowerCase())
  }
}

function hostName(header: string | undefined): string | null {
  if (!header) return null
  const match = /^(?:\[([^\]]+)\]|([^:/@\s]+))(?::\d{1,5})?$/.exec(header)
  return match ? (match[1] ?? match[2]!).toLowerCase() : null
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
