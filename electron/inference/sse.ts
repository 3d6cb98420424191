import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { openAiErrorBody, toUnderstudyError } from './openai-errors.ts'

/**
 * Waits for the first value, so that what fails before it still gets a status of its own.
 * @returns the same values, the first one included
 */
export async function primed<T>(values: AsyncIterable<T>): Promise<AsyncGenerator<T>> {
  const iterator = values[Symbol.asyncIterator]()
  const first = await iterator.next()
  return (async function* () {
    try {
      for (let result = first; !result.done; result = await iterator.next()) yield result.value
    } finally {
      await iterator.return?.()
    }
  })()
}

/** Sends one server-sent event a value. A failure under way becomes an event `{error: …}`, as OpenAI's clients expect it. */
export function sendEvents(reply: FastifyReply, events: AsyncIterable<object>, options: { doneMarker: boolean }): FastifyReply {
  const lines = async function* (): AsyncGenerator<string> {
    try {
      for await (const event of events) yield `data: ${JSON.stringify(event)}\n\n`
      if (options.doneMarker) yield 'data: [DONE]\n\n'
    } catch (error) {
      yield `data: ${JSON.stringify(openAiErrorBody(toUnderstudyError(error)))}\n\n`
    }
  }
  return reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-cache, no-transform')
    .send(Readable.from(lines()))
}
