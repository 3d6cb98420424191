import { randomUUID } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { ChatRequest } from '../../contract/inference.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import type { Citation } from '../../contract/turn.ts'
import type { AnswerEvent, HistoryTurn } from '../../persona/persona-service.ts'
import { clientSignal, type RouteContext } from '../route-context.ts'
import { primed, sendEvents } from '../sse.ts'

/** What an answer of a persona has beside its words: a field `understudy` of the completion, or of its last chunk. */
interface Sources {
  outcome: string
  citations: Citation[]
}

/** An opened persona outlives the request that opened it, and so do its look-ups. */
const UNTIL_DONE = new AbortController().signal

/** A chat completion with a persona for its model: it answers the last message, from its documents and nothing else. */
export async function answerAsPersona(body: ChatRequest, reply: FastifyReply, { engines, personas, queues }: Pick<RouteContext, 'engines' | 'personas' | 'queues'>): Promise<unknown> {
  const signal = clientSignal(reply)
  const models = {
    embed: (texts: string[]) => queues.embedding.run(UNTIL_DONE, () => engines.embedding.embed(texts, {})),
    chat: { stream: (messages: ChatRequest['messages'], options: { signal?: AbortSignal } = {}) => engines.chat.stream(messages, options) },
  }
  const request = { ...readMessages(body), signal }
  const events = await primed(queues.chat.stream(signal, () => personas.answer(body.model, request, models)))
  const head = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model: body.model }
  if (body.stream) return sendEvents(reply, chunks(head, events), { doneMarker: true })
  for await (const event of events) {
    if (event.type !== 'done') continue
    const { answer, outcome, citations } = event
    return {
      ...head,
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: answer, refusal: null }, finish_reason: 'stop', logprobs: null }],
      understudy: { outcome, citations } satisfies Sources,
    }
  }
  throw new UnderstudyError('internal', 'The answer never ended; try again.')
}

async function* chunks(head: object, events: AsyncIterable<AnswerEvent>): AsyncGenerator<object> {
  const chunk = (delta: object, finishReason: 'stop' | null, more: object = {}): object => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finishReason, logprobs: null }],
    ...more,
  })
  yield chunk({ role: 'assistant', content: '' }, null)
  for await (const event of events) {
    if (event.type === 'sentence') yield chunk({ content: event.index === 0 && !event.continues ? event.text : ` ${event.text}` }, null)
    else if (event.type === 'done') yield chunk({}, 'stop', { understudy: { outcome: event.outcome, citations: event.citations } satisfies Sources })
  }
}

/** The last message asks; earlier pairs are what was said before. Instructions are not taken: the persona has its own. */
function readMessages({ messages }: ChatRequest): { question: string; history: HistoryTurn[] } {
  const said = messages.filter(({ role }) => role === 'user' || role === 'assistant')
  const last = said.at(-1)
  if (last?.role !== 'user' || last.content.trim() === '') throw new UnderstudyError('bad_request', 'The last message must be the user’s question.')
  const history = said.slice(0, -1).flatMap((message, i) => {
    const answer = said[i + 1]
    return message.role === 'user' && answer?.role === 'assistant' ? [{ question: message.content, answer: answer.content }] : []
  })
  return { question: last.content, history }
}
