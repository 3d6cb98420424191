import dgram from 'node:dgram'
import dns, { lookup } from 'node:dns'
import dnsPromises from 'node:dns/promises'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { Client, credentials } from '@grpc/grpc-js'
import OpenAI from 'openai'
import { fetch as undiciFetch, request as undiciRequest } from 'undici'
import { WebSocket } from 'ws'

/** Every kind of client that a dependency of ours might use; each resolves once something came back from `host:port`. */
export function networkClients(host: string, port: number): Record<string, () => Promise<unknown>> {
  const url = `http://${host}:${port}/`
  const opened = (emitter: NodeJS.EventEmitter, event: string): Promise<void> =>
    new Promise((resolve, reject) => {
      emitter.once(event, () => resolve())
      emitter.once('error', reject)
    })
  const closing = async (socket: net.Socket, event: string): Promise<void> => opened(socket, event).finally(() => socket.destroy())
  return {
    'net (port, host)': () => closing(net.connect(port, host), 'connect'),
    'net (options)': () => closing(new net.Socket().connect({ port, host }), 'connect'),
    'tls': () => closing(tls.connect({ port, host, rejectUnauthorized: false }), 'secureConnect'),
    'http': () => opened(http.get(url), 'response'),
    'http (agent)': () => opened(http.get({ host, port, agent: new http.Agent({ keepAlive: true }) }), 'response'),
    'https': () => opened(https.get({ host, port, rejectUnauthorized: false }), 'response'),
    'http2': () => {
      const session = http2.connect(url)
      const failed = opened(session, 'never')
      const stream = session.request()
      return Promise.race([failed, opened(stream, 'response')]).finally(() => session.destroy())
    },
    'fetch': () => fetch(url),
    'undici fetch': () => undiciFetch(url),
    'undici request': () => undiciRequest(url),
    'ws': () => {
      const socket = new WebSocket(`ws://${host}:${port}/`)
      return opened(socket, 'open').finally(() => socket.terminate())
    },
    'openai': () => new OpenAI({ baseURL: url, apiKey: 'none', maxRetries: 0, logLevel: 'off' }).models.list(),
    'grpc': () => {
      const client = new Client(`${host}:${port}`, credentials.createInsecure())
      return new Promise<void>((resolve, reject) => client.waitForReady(Date.now() + 1_000, (error) => (error ? reject(error) : resolve()))).finally(() => client.close())
    },
    'dgram send': () => datagram((socket, done) => socket.send('x', port, host, done)),
    'dgram connect': () => datagram((socket, done) => socket.connect(port, host, done as () => void)),
  }
}

/** Look-ups of a name that no machine has. */
export const nameLookups: Record<string, () => Promise<unknown>> = {
  'dns.lookup': () => new Promise((resolve, reject) => lookup('nowhere.invalid', (error, address) => (error ? reject(error) : resolve(address)))),
  'dns.resolve4': () => new Promise((resolve, reject) => dns.resolve4('nowhere.invalid', (error, addresses) => (error ? reject(error) : resolve(addresses)))),
  'dns.Resolver': () => new Promise((resolve, reject) => new dns.Resolver().resolveTxt('nowhere.invalid', (error, records) => (error ? reject(error) : resolve(records)))),
  'dns.promises.lookup': () => dnsPromises.lookup('nowhere.invalid'),
  'dns.promises.resolve': () => new dnsPromises.Resolver().resolve('nowhere.invalid'),
  'fetch by name': () => fetch('http://nowhere.invalid/'),
}

/** Codes of an error and of what caused it. */
export function codesOf(thrown: unknown): string[] {
  const codes: string[] = []
  for (let error = thrown; error instanceof Error; error = error.cause) codes.push(String((error as NodeJS.ErrnoException).code ?? error.message))
  return codes
}

async function datagram(use: (socket: dgram.Socket, done: (error: Error | null) => void) => void): Promise<void> {
  const socket = dgram.createSocket('udp4')
  try {
    await new Promise<void>((resolve, reject) => use(socket, (error) => (error instanceof Error ? reject(error) : resolve())))
  } finally {
    socket.close()
  }
}
