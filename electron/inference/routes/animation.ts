import type { FastifyInstance } from 'fastify'
import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { DEFAULT_ANIMATION_LIMITS } from '../../animation/animation-session.ts'
import { serveAnimationSocket, type ServedAnimation } from '../../animation/animation-socket.ts'
import { Turns } from '../../animation/turns.ts'
import type { Disposable } from '../../base/disposable.ts'
import type { MetricsRegistry } from '../../base/prometheus.ts'
import { ANIMATION_PATH } from '../../contract/animation.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import { AnimationMetrics } from '../animation-metrics.ts'
import type { Guard } from '../guard.ts'
import { httpStatus, openAiErrorBody, toUnderstudyError } from '../openai-errors.ts'
import type { RouteContext } from '../route-context.ts'

/** The sockets of `/v1/animation`; refusals before the upgrade are ordinary HTTP answers. */
export class AnimationSockets implements Disposable {
  private readonly server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: DEFAULT_ANIMATION_LIMITS.maxChunkBytes * 2 })
  private readonly open = new Set<ServedAnimation>()
  private readonly turns = new Turns()
  private readonly guard: Guard
  private readonly metrics: AnimationMetrics
  private opening = 0

  constructor(
    app: FastifyInstance,
    private readonly context: RouteContext,
    { guard, metrics }: { guard: Guard; metrics: MetricsRegistry },
  ) {
    this.guard = guard
    this.metrics = new AnimationMetrics(metrics, {
      open: () => this.open.size,
      queuedMs: () => [...this.open].reduce((sum, { queuedMs }) => sum + queuedMs, 0),
    })
    app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => void this.upgrade(request, socket, head))
  }

  get size(): number {
    return this.open.size
  }

  dispose(): void {
    for (const stream of this.open) stream.dispose()
    for (const client of this.server.clients) client.terminate()
    this.server.close()
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // Until the handshake is over nobody else listens for a connection that breaks.
    const onError = (): void => void socket.destroy()
    socket.on('error', onError)
    this.opening++
    try {
      this.guard.checkSource(request)
      this.guard.checkToken(request)
      if (new URL(request.url ?? '/', 'http://host').pathname !== ANIMATION_PATH) {
        throw new UnderstudyError('not_found', `WebSockets are served at ${ANIMATION_PATH} only.`)
      }
      if (this.open.size + this.opening > this.context.limits.maxAnimationStreams) {
        throw new UnderstudyError('overloaded', 'Too many faces are being animated; try again in a moment.', { retryable: true })
      }
      const engine = await this.context.engines.animation
      socket.removeListener('error', onError)
      this.server.handleUpgrade(request, socket, head, (client) => this.serve(client, engine))
    } catch (error) {
      const refusal = toUnderstudyError(error)
      this.metrics.refused(refusal.code)
      refuse(socket, refusal)
    } finally {
      this.opening--
    }
  }

  private serve(client: WebSocket, engine: Awaited<RouteContext['engines']['animation']>): void {
    const stream = serveAnimationSocket(client, {
      engine,
      turns: this.turns,
      observer: this.metrics.observer,
      checkPersona: (persona) => void this.context.personas.require(persona),
    })
    this.open.add(stream)
    client.on('close', () => this.open.delete(stream))
  }
}

function refuse(socket: Duplex, error: UnderstudyError): void {
  const status = httpStatus(error.code)
  const body = JSON.stringify(openAiErrorBody(error))
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
      'Connection: close',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...(error.retryable ? ['Retry-After: 1'] : []),
      '',
      body,
    ].join('\r\n'),
  )
}
