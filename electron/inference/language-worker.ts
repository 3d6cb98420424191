import type { ChatRequest } from '../contract/inference.ts'
import { SentenceEmbedder } from '../persona/embedder.ts'
import { ExtractiveEngine } from '../persona/extractive-engine.ts'
import { serveWorker } from './worker-host.ts'
import type { WorkerMethod } from './worker-protocol.ts'

/** Thread of what works on text: sentence vectors (25 ms a question) and the answer engine. */

export type LanguageMethods = {
  embed: WorkerMethod<{ texts: string[] }, Float32Array[]>
  chat: WorkerMethod<{ messages: ChatRequest['messages'] }, string>
}

serveWorker(async (): Promise<LanguageMethods> => {
  const embedder = await SentenceEmbedder.load()
  const engine = new ExtractiveEngine()
  return {
    async *embed({ texts }) {
      yield await embedder.embed(texts)
    },
    chat: ({ messages }, { signal }) => engine.stream(messages, { signal }),
  }
})
