import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { z } from 'zod'
import { UnderstudyError } from '../contract/errors.ts'
import type { healthSchema } from '../contract/inference.ts'
import type { Engines } from './engines.ts'
import { Guard, type GuardOptions } from './guard.ts'
import { httpStatus, openAiErrorBody, toUnderstudyError } from './openai-errors.ts'
import { createMetrics } from './process-metrics.ts'
import { DEFAULT_LIMITS, type InferenceLimits, type RouteContext } from './route-context.ts'
import { AnimationSockets } from './routes/animation.ts'
import { chatRoute } from './routes/chat.ts'
import { embeddingsRoute } from './routes/embeddings.ts'
import { metricsRoute } from './routes/metrics.ts'
import { modelsRoute } from './routes/models.ts'
import { speechRoute } from './routes/speech.ts'
import { transcriptionsRoute } from './routes/transcriptions.ts'
import { ServedPersonas } from './served-personas.ts'
import { stackFrames } from './stack-frames.ts'
import { WorkQueue } from './work-queue.ts'

export interface InferenceServerOptions extends Omit<GuardOptions, 'host'> {
  /** Not disposed by the server. */
  engines: Engines
  /** Whose voices, faces and answers are lent; nobody's where left out. Not disposed by the server. */
  personas?: ServedPersonas
  host?: string
  /** 0 takes any free port. */
  port?: number
  limits?: Partial<InferenceLimits>
  logger: Logger
}

export interface InferenceServer {
  /** @throws UnderstudyError `unavailable` when the port is taken */
  listen(): Promise<{ host: string; port: number }>
  /** Ends every connection. */
  close(): Promise<void>
}

const KEEP_ALIVE_TIMEOUT_MS = 72_000
const RETRY_AFTER_S = 1

/** The embedded inference server: OpenAI's routes and the animation stream over the given engines. */
export async function createInferenceServer(options: InferenceServerOptions): Promise<InferenceServer> {
  const { engines, host = '127.0.0.1', port = 0, logger } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const guard = new Guard({ ...options, host })
  const context: RouteContext = {
    engines,
    personas: options.personas ?? new ServedPersonas(null),
    limits,
    queues: {
      transcription: new WorkQueue(limits.transcription),
      speech: new WorkQueue(limits.speech),
      embedding: new WorkQueue(limits.embedding),
      chat: new WorkQueue(limits.chat),
    },
  }
  const app = Fastify({
    bodyLimit: limits.maxJsonBytes,
    connectionTimeout: limits.idleTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    forceCloseConnections: true,
    logger: false,
  })
  const metrics = createMetrics(context.queues)
  const sockets = new AnimationSockets(app, context, { guard, metrics })

  app.addHook('onRequest', async (request) => {
    guard.checkSource(request.raw)
    if (request.routeOptions.url !== '/health') guard.checkToken(request.raw)
  })
  app.addHook('onResponse', async (request, reply) => {
    // The route's pattern, never the URL or the body: those may quote somebody.
    logger.debug({ method: request.method, route: request.routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request')
  })
  app.setErrorHandler((thrown, request, reply) => sendError(toUnderstudyError(thrown), request, reply, logger))
  app.setNotFoundHandler((request, reply) =>
    sendError(new UnderstudyError('not_found', 'There is no such route; see /v1/models and the API’s description.'), request, reply, logger),
  )

  let isReady = false
  engines.ready.then(
    () => (isReady = true),
    () => undefined,
  )
  app.get('/health', (): z.infer<typeof healthSchema> => ({
    status: isReady ? 'ready' : 'starting',
    uptimeS: Math.round(process.uptime()),
    streams: sockets.size + Object.values(context.queues).reduce((sum, queue) => sum + queue.size, 0),
    animation: { streams: sockets.size, maxStreams: limits.maxAnimationStreams },
  }))
  metricsRoute(app, metrics)
  modelsRoute(app, context)
  chatRoute(app, context)
  embeddingsRoute(app, context)
  speechRoute(app, context)
  await transcriptionsRoute(app, context)

  return {
    listen: () => listen(app, host, port),
    async close() {
      sockets.dispose()
      await app.close()
    },
  }
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<{ host: string; port: number }> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    throw new UnderstudyError('unavailable', `The server can't listen on ${host}:${port}; choose another port or stop what uses it.`, { cause })
  }
  return { host, port: (app.server.address() as AddressInfo).port }
}

function sendError(error: UnderstudyError, request: FastifyRequest, reply: FastifyReply, logger: Logger): FastifyReply {
  if (error.kind === 'defect') logger.error({ route: request.routeOptions.url, code: error.code, stack: stackFrames(error) }, 'request failed')
  if (error.retryable) void reply.header('retry-after', RETRY_AFTER_S)
  // What a refused client still sends is not worth reading.
  if (error.code === 'too_large') void reply.header('connection', 'close')
  return reply.status(httpStatus(error.code)).send(openAiErrorBody(error))
}
