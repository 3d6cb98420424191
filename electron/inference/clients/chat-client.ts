import type { ChatMessage, ChatModel } from '../../persona/chat-model.ts'
import { brokenOff, wrongAnswer } from './client-errors.ts'
import type { CallContext, Connections } from './connections.ts'

/** The language role: streams a chat completion. */
export class ChatClient implements ChatModel {
  constructor(private readonly connections: Connections) {}

  /** @throws UnderstudyError; an answer that broke off throws after its last delta */
  stream(messages: readonly ChatMessage[], options: { signal?: AbortSignal } = {}): AsyncGenerator<string> {
    return this.connections.guard('language', options.signal, (context) => deltas(messages, context))
  }
}

async function* deltas(messages: readonly ChatMessage[], context: CallContext): AsyncGenerator<string> {
  const { client, endpoint, signal } = context
  const { data: stream, response } = await client.chat.completions
    .create({ model: endpoint.model, messages: [...messages], stream: true }, { signal })
    .withResponse()
  if (!response.headers.get('content-type')?.includes('text/event-stream')) {
    throw wrongAnswer(context, 'does not stream chat completions')
  }
  let finished = false
  let empty = true
  for await (const chunk of stream) {
    context.heard()
    const choice = chunk.choices?.[0]
    if (choice?.delta?.content) {
      empty = false
      yield choice.delta.content
    }
    if (choice?.finish_reason) finished = true
  }
  if (!finished) throw brokenOff(context)
  if (empty) throw wrongAnswer(context, 'gave an empty answer')
}
