import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { chatRequestSchema } from '../../contract/inference.ts'
import { clientSignal, requireModel, type RouteContext } from '../route-context.ts'
import { primed, sendEvents } from '../sse.ts'
import { answerAsPersona } from './persona-chat.ts'

export function chatRoute(app: FastifyInstance, { engines, personas, queues }: RouteContext): void {
  app.post('/v1/chat/completions', async (request, reply) => {
    const body = chatRequestSchema.parse(request.body)
    if (personas.isPersona(body.model)) return answerAsPersona(body, reply, { engines, personas, queues })
    requireModel(body.model, engines.chat.model)
    const signal = clientSignal(reply)
    const deltas = await primed(queues.chat.stream(signal, () => engines.chat.stream(body.messages, { signal })))
    const head = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model: body.model }
    if (body.stream) return sendEvents(reply, chunks(head, deltas), { doneMarker: true })
    let content = ''
    for await (const delta of deltas) content += delta
    return {
      ...head,
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop', logprobs: null }],
    }
  })
}

async function* chunks(head: object, deltas: AsyncIterable<string>): AsyncGenerator<object> {
  const chunk = (delta: object, finishReason: 'stop' | null): object => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finishReason, logprobs: null }],
  })
  yield chunk({ role: 'assistant', content: '' }, null)
  for await (const content of deltas) yield chunk({ content }, null)
  yield chunk({}, 'stop')
}
