import type { ChatRequest } from '../contract/inference.ts'

export type ChatMessage = ChatRequest['messages'][number]

/** Anything that streams a chat completion: the engine of this folder, or a language model behind a wire. */
export interface ChatModel {
  /** Deltas which, concatenated, are the answer. Rejects with `cancelled` once `signal` aborts. */
  stream(messages: readonly ChatMessage[], options?: { signal?: AbortSignal }): AsyncIterable<string>
  /** Who answers where this one fails before it has said anything, and what the one that failed is called; null: nobody does. */
  standIn?(): { of: string; chat: ChatModel } | null
}

/** Sentence vectors of any one length; those of one call belong to one model. */
export type Embed = (texts: string[]) => Promise<Float32Array[]>
