import { UnderstudyError } from '../contract/errors.ts'
import { SentenceSplitter, type Sentence } from '../speech/sentence-splitter.ts'
import type { ChatMessage, ChatModel } from './chat-model.ts'

/** Beside sentences: the first word came; the first sentence has come so far; or another one answers in the place of the model that was asked, which failed. */
export type StreamNews = { type: 'stage'; stage: 'first_token' } | { type: 'beginning'; text: string } | { type: 'stand_in'; of: string; error: UnderstudyError }

/** Two to four short sentences are asked for; a model that goes on without an end is not listened to any longer. */
const LONGEST_ANSWER_CHARACTERS = 12_000

/**
 * The sentences of a completion as each is complete. A model that fails before anything of it was said, and only then, is replaced
 * by the one that stands in for it.
 * @param options.begun whether something of the answer has been said
 * @throws UnderstudyError whatever the last of the models throws
 */
export async function* sentencesOf(chat: ChatModel, messages: readonly ChatMessage[], { signal, begun }: { signal?: AbortSignal | undefined; begun: () => boolean }): AsyncGenerator<Sentence | StreamNews> {
  const options = signal ? { signal } : {}
  try {
    yield* split(chat.stream(messages, options))
  } catch (thrown) {
    const error = UnderstudyError.from(thrown)
    const standIn = begun() || signal?.aborted || error.kind === 'cancelled' ? null : (chat.standIn?.() ?? null)
    if (!standIn) throw thrown
    yield { type: 'stand_in', of: standIn.of, error }
    yield* split(standIn.chat.stream(messages, options))
  }
}

async function* split(deltas: AsyncIterable<string>): AsyncGenerator<Sentence | StreamNews> {
  const splitter = new SentenceSplitter({ firstClauseWords: Infinity })
  let left = LONGEST_ANSWER_CHARACTERS
  for await (const delta of deltas) {
    if (left === LONGEST_ANSWER_CHARACTERS && delta !== '') yield { type: 'stage', stage: 'first_token' }
    yield* splitter.push(delta.slice(0, left))
    if (splitter.beginning) yield { type: 'beginning', text: splitter.beginning }
    left -= delta.length
    if (left <= 0) break
  }
  yield* splitter.flush()
}
