import { once } from 'node:events'
import { createServer as createHttp, type IncomingMessage } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { RealtimeConformanceServer, RealtimeServerOptions } from './realtime-faults.ts'
import { ServedSession, type Seen } from './served-session.ts'

const PATH = '/v1/realtime'

/** OpenAI's Realtime socket as public facts have it, in both generations of its names. */
export async function startRealtimeServer(options: RealtimeServerOptions = {}): Promise<RealtimeConformanceServer> {
  const http = options.tls ? createHttps(options.tls) : createHttp()
  const sockets = new WebSocketServer({ noServer: true })
  const seen: Seen = { complaints: [], questions: [], told: [], instructions: [], cancelled: 0, truncated: [], voices: [] }
  let ever = 0
  let turnedAway = 0
  http.on('upgrade', (request: IncomingMessage, socket, head) => {
    const turnAway = (status: number): void => {
      turnedAway++
      socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    }
    if (options.status) return turnAway(options.status)
    if (options.key && request.headers.authorization !== `Bearer ${options.key}`) return turnAway(401)
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host')
    if (pathname !== PATH) return turnAway(404)
    const model = searchParams.get('model')
    if (!model) seen.complaints.push('named no model')
    if (options.model && model !== options.model) return turnAway(404)
    ever++
    sockets.handleUpgrade(request, socket, head, (client) => new ServedSession(client, options, seen))
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { complaints, questions, told, instructions, truncated, voices } = seen
  return {
    url: `${options.tls ? 'wss' : 'ws'}://127.0.0.1:${(http.address() as AddressInfo).port}${PATH}`,
    complaints,
    questions,
    told,
    instructions,
    truncated,
    voices,
    get cancelled() {
      return seen.cancelled
    },
    get turnedAway() {
      return turnedAway
    },
    get sockets() {
      return { open: sockets.clients.size, ever }
    },
    close: async () => {
      for (const client of sockets.clients) client.terminate()
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }
}
