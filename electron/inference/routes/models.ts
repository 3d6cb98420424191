import type { FastifyInstance } from 'fastify'
import type { RouteContext } from '../route-context.ts'

export function modelsRoute(app: FastifyInstance, { engines, personas }: RouteContext): void {
  app.get('/v1/models', async () => {
    const names = [engines.chat.model, engines.transcription.model, engines.speech.model, engines.embedding.model, engines.animationModel, ...(await personas.names())]
    return { object: 'list', data: names.map((id) => ({ id, object: 'model', created: 0, owned_by: 'understudy' })) }
  })
}
