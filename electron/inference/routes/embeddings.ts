import type { FastifyInstance } from 'fastify'
import { embeddingsRequestSchema } from '../../contract/inference.ts'
import { clientSignal, requireModel, type RouteContext } from '../route-context.ts'

export function embeddingsRoute(app: FastifyInstance, { engines, queues }: RouteContext): void {
  app.post('/v1/embeddings', async (request, reply) => {
    const body = embeddingsRequestSchema.parse(request.body)
    requireModel(body.model, engines.embedding.model)
    const signal = clientSignal(reply)
    const texts = typeof body.input === 'string' ? [body.input] : body.input
    const vectors = await queues.embedding.run(signal, () => engines.embedding.embed(texts, { signal }))
    return {
      object: 'list',
      model: body.model,
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: body.encoding_format === 'base64' ? base64(vector) : Array.from(vector),
      })),
      // Nothing is metered here; clients want the fields.
      usage: { prompt_tokens: 0, total_tokens: 0 },
    }
  })
}

/** Little-endian f32, as OpenAI packs it. */
function base64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')
}
