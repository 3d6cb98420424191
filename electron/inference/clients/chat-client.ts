import type { ChatMessage, ChatModel } from '../../persona/chat-model.ts'
import { brokenOff, refusedToAnswer, timedOut, wrongAnswer } from './client-errors.ts'
import type { CallContext, Connections } from './connections.ts'

/** A model that thinks without saying a word is given up after this time. */
const SPEECHLESS_LIMIT_MS = 120_000

/** The language role: streams a chat completion. */
export class ChatClient implements ChatModel {
  /** @param options.embedded our own engine, whatever the settings say */
  constructor(
    private readonly connections: Connections,
    private readonly options: { embedded?: boolean } = {},
  ) {}

  /** @throws UnderstudyError; an answer that broke off throws after its last delta */
  stream(messages: readonly ChatMessage[], options: { signal?: AbortSignal } = {}): AsyncGenerator<string> {
    return this.connections.guard('language', options.signal, (context) => deltas(messages, context), this.options)
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
  const startedMs = performance.now()
  let finished = false
  let refused = false
  let empty = true
  for await (const chunk of stream) {
    const choice = chunk.choices?.[0]
    // A server that goes on sending nothing is as silent as one that sends nothing.
    if (Object.values(choice?.delta ?? {}).some((value: unknown) => typeof value === 'string' && value !== '')) context.heard()
    const content: unknown = choice?.delta?.content
    if (content) {
      if (typeof content !== 'string') throw wrongAnswer(context, 'sent something else than text')
      empty = false
      yield content
    }
    refused ||= Boolean(choice?.delta?.refusal) || choice?.finish_reason === 'content_filter'
    if (choice?.finish_reason) finished = true
    if (empty && performance.now() - startedMs > SPEECHLESS_LIMIT_MS) throw timedOut(context)
  }
  if (refused) throw refusedToAnswer(context)
  if (!finished) throw brokenOff(context)
  if (empty) throw wrongAnswer(context, 'gave an empty answer')
}
