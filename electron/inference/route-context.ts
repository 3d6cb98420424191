import type { FastifyReply } from 'fastify'
import { UnderstudyError } from '../contract/errors.ts'
import type { Engines } from './engines.ts'
import type { ServedPersonas } from './served-personas.ts'
import type { WorkQueue } from './work-queue.ts'

export interface InferenceLimits {
  maxJsonBytes: number
  maxAudioBytes: number
  maxAnimationStreams: number
  /** A connection on which nothing moves for this long is closed. */
  idleTimeoutMs: number
  transcription: { running: number; waiting: number }
  speech: { running: number; waiting: number }
  embedding: { running: number; waiting: number }
  chat: { running: number; waiting: number }
}

/** Transcription runs one at a time: it uses every core. The others are light, and a slow reader must not hold up the next. */
export const DEFAULT_LIMITS: InferenceLimits = {
  maxJsonBytes: 1024 * 1024,
  maxAudioBytes: 32 * 1024 * 1024,
  maxAnimationStreams: 64,
  idleTimeoutMs: 60_000,
  transcription: { running: 1, waiting: 16 },
  speech: { running: 4, waiting: 32 },
  embedding: { running: 1, waiting: 64 },
  chat: { running: 8, waiting: 64 },
}

/** What every route works with. */
export interface RouteContext {
  engines: Engines
  personas: ServedPersonas
  limits: InferenceLimits
  queues: { transcription: WorkQueue; speech: WorkQueue; embedding: WorkQueue; chat: WorkQueue }
}

/** Fires when the client goes away before it has its answer. */
export function clientSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}

/** @throws UnderstudyError `not_found`, as OpenAI answers for a model it hasn't got */
export function requireModel(asked: string, served: string): void {
  if (asked !== served) {
    throw new UnderstudyError('not_found', `There is no such model on this route; use «${served}», or see /v1/models.`)
  }
}
