import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { UnderstudyError } from '../../contract/errors.ts'
import { transcriptionFieldsSchema, type TranscriptionFields } from '../../contract/inference.ts'
import type { Transcript } from '../engines.ts'
import { clientSignal, requireModel, type RouteContext } from '../route-context.ts'
import { primed, sendEvents } from '../sse.ts'

export async function transcriptionsRoute(app: FastifyInstance, { engines, limits, queues }: RouteContext): Promise<void> {
  await app.register(multipart, { limits: { fileSize: limits.maxAudioBytes, files: 1, fields: 16, fieldSize: 16 * 1024, parts: 20 } })
  app.post('/v1/audio/transcriptions', { bodyLimit: limits.maxAudioBytes + limits.maxJsonBytes }, async (request, reply) => {
    const { file, fields } = await readForm(request)
    requireModel(fields.model, engines.transcription.model)
    const signal = clientSignal(reply)
    const transcripts = await primed(
      queues.transcription.stream(signal, () => engines.transcription.transcribe(file, { draft: fields.prompt, signal })),
    )
    if (fields.stream) return sendEvents(reply, transcriptEvents(transcripts), { doneMarker: false })
    let last: Transcript = { text: '', durationS: 0 }
    for await (const transcript of transcripts) last = transcript
    if (fields.response_format === 'text') return reply.type('text/plain; charset=utf-8').send(`${last.text}\n`)
    if (fields.response_format === 'json') return { text: last.text }
    return { task: 'transcribe', language: 'english', duration: last.durationS, text: last.text }
  })
}

async function readForm(request: FastifyRequest): Promise<{ file: Uint8Array; fields: TranscriptionFields }> {
  if (!request.isMultipart()) throw new UnderstudyError('bad_request', 'Send the recording as a multipart form with the field «file».')
  let file: Uint8Array | null = null
  const fields: Record<string, unknown> = {}
  for await (const part of request.parts()) {
    if (part.type === 'file') file = await part.toBuffer()
    else fields[part.fieldname] = part.value
  }
  if (!file) throw new UnderstudyError('bad_request', 'The form has no field «file»; send the recording in it.')
  return { file, fields: transcriptionFieldsSchema.parse(fields) }
}

/** Deltas can only add; a text that was revised waits for `done`, which states the whole. */
async function* transcriptEvents(transcripts: AsyncIterable<Transcript>): AsyncGenerator<object> {
  let sent = ''
  let text = ''
  for await (const transcript of transcripts) {
    text = transcript.text
    if (text.length <= sent.length || !text.startsWith(sent)) continue
    yield { type: 'transcript.text.delta', delta: text.slice(sent.length) }
    sent = text
  }
  yield { type: 'transcript.text.done', text }
}
