import { wrongAnswer } from './client-errors.ts'
import type { Connections } from './connections.ts'

export interface Embedder {
  /** One vector a text, all of one length. @throws UnderstudyError */
  embed(texts: string[], options?: { signal?: AbortSignal }): Promise<Float32Array[]>
}

export class EmbeddingClient implements Embedder {
  constructor(private readonly connections: Connections) {}

  embed(texts: string[], options: { signal?: AbortSignal } = {}): Promise<Float32Array[]> {
    return this.connections.guardOne('embedding', options.signal, async (context) => {
      const { client, endpoint, signal } = context
      // Left unsaid, the package asks for base64 and unpacks it.
      const answer = await client.embeddings.create({ model: endpoint.model, input: texts }, { signal })
      const vectors = (answer.data ?? []).map((item) => Float32Array.from(item.embedding))
      const length = vectors[0]?.length ?? 0
      const isSound = vectors.every((vector) => vector.length === length && vector.every(Number.isFinite))
      if (vectors.length !== texts.length || length === 0 || !isSound) throw wrongAnswer(context, 'sent unusable vectors')
      return vectors
    })
  }
}
