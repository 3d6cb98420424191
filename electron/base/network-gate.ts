import dgram from 'node:dgram'
import dns from 'node:dns'
import dnsPromises from 'node:dns/promises'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import type { Disposable } from './disposable.ts'
import { UnderstudyError } from '../contract/errors.ts'

const LOOKUPS = ['lookup', 'lookupService', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveCaa', 'resolveCname', 'resolveMx', 'resolveNaptr', 'resolveNs', 'resolvePtr', 'resolveSoa', 'resolveSrv', 'resolveTxt', 'reverse'] as const

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown
type Owner = Record<string, AnyFunction | undefined>

/**
 * Process-wide switch of the network. While it is offline every socket, datagram and look-up that leaves this machine
 * is refused with an `offline` error where its own errors are told, and connections that were open are closed; loopback
 * and pipes go on. It reaches all clients that Node's own modules carry (http, https, tls, http2, undici, ws, gRPC),
 * in the thread that made it. Chromium's network is the shell's matter.
 */
export class NetworkGate implements Disposable {
  private isOffline = false
  private readonly outgoing = new Set<net.Socket>()
  private readonly undo: (() => void)[] = []

  /** @param isLocal whether an address or a name stays on this machine */
  constructor(private readonly isLocal: (host: string) => boolean = isLoopback) {
    this.guardSockets()
    this.guardDatagrams()
    for (const owner of [dns, dns.Resolver.prototype]) this.guardLookups(owner as unknown as Owner, false)
    for (const owner of [dnsPromises, dnsPromises.Resolver.prototype]) this.guardLookups(owner as unknown as Owner, true)
    // Modules that took single functions from node:dns see the guarded ones.
    syncBuiltinESMExports()
  }

  get offline(): boolean {
    return this.isOffline
  }

  setOffline(offline: boolean): void {
    this.isOffline = offline
    if (!offline) return
    for (const socket of this.outgoing) socket.destroy(offlineError())
    this.outgoing.clear()
  }

  /** Node's modules are as they were. */
  dispose(): void {
    this.isOffline = false
    for (const restore of this.undo.splice(0).reverse()) restore()
    syncBuiltinESMExports()
    this.outgoing.clear()
  }

  private guardSockets(): void {
    const refuses = (args: unknown[]): boolean => !this.isLocal(hostOfConnect(args))
    const isOffline = (): boolean => this.isOffline
    const { outgoing } = this
    this.replace(net.Socket.prototype as unknown as Owner, 'connect', (original) =>
      function (this: unknown, ...args) {
        if (!refuses(args)) return original.apply(this, args)
        const socket = this as net.Socket
        if (isOffline()) {
          process.nextTick(() => socket.destroy(offlineError()))
          return socket
        }
        outgoing.add(socket)
        socket.once('close', () => outgoing.delete(socket))
        return original.apply(this, args)
      },
    )
  }

  private guardDatagrams(): void {
    const refuses = (host: unknown): boolean => this.isOffline && typeof host === 'string' && !this.isLocal(host)
    const guard = (original: AnyFunction, hostOf: (args: unknown[]) => unknown): AnyFunction =>
      function (this: unknown, ...args) {
        if (!refuses(hostOf(args))) return original.apply(this, args)
        const callback = args.at(-1)
        const socket = this as dgram.Socket
        process.nextTick(() => (typeof callback === 'function' ? (callback as AnyFunction)(offlineError()) : socket.emit('error', offlineError())))
        return undefined
      }
    const owner = dgram.Socket.prototype as unknown as Owner
    this.replace(owner, 'connect', (original) => guard(original, ([, address]) => address))
    // send(msg[, offset, length][, port][, address][, callback]); what a connected socket sends went through connect.
    this.replace(owner, 'send', (original) => guard(original, (args) => args.slice(1).find((value) => typeof value === 'string')))
  }

  private guardLookups(owner: Owner, isPromised: boolean): void {
    // An address is its own answer; `lookup` is asked for those too, by whatever listens or binds.
    const asksNobody = (name: string, host: unknown): boolean => typeof host !== 'string' || this.isLocal(host) || (name === 'lookup' && net.isIP(host) !== 0)
    const isOffline = (): boolean => this.isOffline
    for (const name of LOOKUPS) {
      this.replace(owner, name, (original) =>
        function (this: unknown, ...args) {
          if (!isOffline() || asksNobody(name, args[0])) return original.apply(this, args)
          if (isPromised) return Promise.reject(offlineError())
          const callback = args.at(-1)
          if (typeof callback !== 'function') throw offlineError()
          process.nextTick(() => (callback as AnyFunction)(offlineError()))
          return undefined
        },
      )
    }
  }

  private replace(owner: Owner, name: string, wrap: (original: AnyFunction) => AnyFunction): void {
    const original = owner[name]
    if (typeof original !== 'function') return
    owner[name] = wrap(original)
    this.undo.push(() => (owner[name] = original))
  }
}

/** Addresses that no packet to leaves the machine by, and the name for them. */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '').toLowerCase()
  if (address === 'localhost' || address === '::1') return true
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1]
  return v4 !== undefined && net.isIPv4(v4) && v4.startsWith('127.')
}

/** Where `Socket.connect` leads; a pipe, and what names no host, stays here. */
function hostOfConnect(args: unknown[]): string {
  // net.connect hands on its arguments already in order, as one array.
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args
  if (typeof first === 'object' && first !== null) {
    const { path, host } = first as { path?: unknown; host?: unknown }
    return typeof path === 'string' || typeof host !== 'string' ? 'localhost' : host
  }
  const isPort = typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))
  return isPort && typeof second === 'string' ? second : 'localhost'
}

function offlineError(): UnderstudyError {
  return new UnderstudyError('offline', 'The network is off while answers are reviewed; leave the review, or switch it on again, to reach another machine.')
}
