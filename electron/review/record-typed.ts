import { randomUUID } from 'node:crypto'
import { encodeFrames } from '../animation/frame-codec.ts'
import type { AnswerMode } from '../contract/persona.ts'
import type { TurnRecord } from '../contract/turn.ts'
import { AnswerRun } from '../conversation/answer-run.ts'
import type { Memory } from '../conversation/ports.ts'
import { systemClock } from '../conversation/ports.ts'
import type { Services } from '../conversation/services.ts'

/**
 * Answers a typed question with voice and face and keeps it as the app keeps a turn, as fast as it can be made.
 * @param wanted as the settings have it where left out
 * @throws UnderstudyError when there is no answer; a voice or a face that fails is told in the record
 */
export async function recordTyped(services: Services, memory: Memory, question: string, wanted?: AnswerMode): Promise<TurnRecord> {
  const mode = wanted ?? services.answerMode()
  const startedMs = systemClock.nowMs()
  const sinceStartMs = (): number => Math.round((systemClock.nowMs() - startedMs) * 10) / 10
  const record: TurnRecord = {
    id: randomUUID(),
    personaId: services.persona.manifest.id,
    origin: 'typed',
    startedAt: new Date().toISOString(),
    question,
    answer: '',
    outcome: 'failed',
    citations: [],
    sentences: [],
    trace: { transcriptMs: 0, firstTokenMs: null, firstAudioMs: null, firstFrameMs: null, doneMs: null },
    heardMs: 0,
    error: null,
    mode,
  }
  await memory.begin(record)
  const run = new AnswerRun({ answerer: services.personas, voice: services.voice, animator: services.clients.animation }, { question, mode })
  run.commit()
  for await (const output of run.outputs) {
    switch (output.type) {
      case 'stage':
        record.trace[output.stage === 'retrieval' ? 'retrievalMs' : 'firstTokenMs'] ??= sinceStartMs()
        break
      case 'text':
        record.trace.firstTokenMs ??= sinceStartMs()
        record.trace.firstSentenceMs ??= sinceStartMs()
        break
      case 'sentence':
        record.sentences[output.sentence.index] = output.sentence
        break
      case 'sound':
        record.trace.firstAudioMs ??= sinceStartMs()
        await memory.appendSound(record.id, 'answer', output.sampleRateHz, output.pcm)
        break
      case 'frames':
        record.trace.firstCoefficientsMs ??= sinceStartMs()
        record.trace.firstFrameMs ??= sinceStartMs()
        await memory.appendFrames(record.id, encodeFrames(output.frames))
        break
      case 'provider':
        record.trace.providers = [...(record.trace.providers ?? []).filter(({ part }) => part !== output.provider.part), output.provider]
        break
      case 'trouble':
        record.error = output.error.toShape()
        break
      case 'done':
        Object.assign(record, { answer: output.answer, outcome: output.outcome, citations: output.citations, refusal: output.refusal, heardMs: output.durationMs })
    }
  }
  record.trace.doneMs = sinceStartMs()
  record.sentences = record.sentences.filter(Boolean)
  await memory.update(record, true)
  return record
}
