import type { FastifyInstance } from 'fastify'
import { MetricsRegistry } from '../../base/prometheus.ts'

export function metricsRoute(app: FastifyInstance, registry: MetricsRegistry): void {
  app.get('/metrics', (_request, reply) => reply.type(MetricsRegistry.contentType).send(registry.render()))
}
