import { randomUUID } from 'node:crypto'
import type { Citation, SpokenSentence, TurnEvent, TurnOutcome } from '../contract/turn.ts'
import { AnswerRun } from '../conversation/answer-run.ts'
import type { Animator } from '../conversation/ports.ts'
import type { Services } from '../conversation/services.ts'

export interface AloudAnswer {
  turnId: string
  question: string
  answer: string
  outcome: TurnOutcome
  citations: Citation[]
  pcm: Int16Array
  sampleRateHz: number
}

/** Nobody looks on. */
const NO_FACE: Animator = {
  open: () =>
    Promise.resolve({
      push: () => Promise.resolve(),
      end: () => Promise.resolve(),
      frames: (async function* () {})(),
      done: new Promise<never>(() => undefined),
      clamped: 0,
      cancel: () => undefined,
    }),
}

/**
 * An answer in a meeting with its sound, made and not played: for recordings, where nobody listens. `follow` is told what a
 * loudspeaker that starts now would say. @throws UnderstudyError what the answer ended with
 */
export async function answerAloud(services: Pick<Services, 'personas' | 'voice' | 'persona'>, question: string, follow: (event: TurnEvent) => void): Promise<AloudAnswer> {
  const turnId = randomUUID()
  const startedAt = new Date().toISOString()
  const run = new AnswerRun({ answerer: services.personas, voice: services.voice, animator: NO_FACE }, { question, use: 'meeting' })
  run.commit()
  const chunks: Int16Array[] = []
  const sentences: SpokenSentence[] = []
  const result: Omit<AloudAnswer, 'pcm'> = { turnId, question, answer: '', outcome: 'failed', citations: [], sampleRateHz: 16_000 }
  let heardMs = 0
  for await (const output of run.outputs) {
    if (output.type === 'trouble') throw output.error
    if (output.type === 'sentence') {
      sentences[output.sentence.index] = output.sentence
      follow({ type: 'sentence', turnId, sentence: output.sentence })
    } else if (output.type === 'sound') {
      if (chunks.length === 0) follow({ type: 'state', state: 'speaking', turnId })
      chunks.push(output.pcm)
      result.sampleRateHz = output.sampleRateHz
    } else if (output.type === 'done') {
      Object.assign(result, { answer: output.answer, outcome: output.outcome, citations: output.citations })
      heardMs = output.durationMs
    }
  }
  const trace = { transcriptMs: null, firstTokenMs: null, firstAudioMs: null, firstFrameMs: null, doneMs: null }
  const { answer, outcome, citations } = result
  follow({
    type: 'done',
    turn: { id: turnId, personaId: services.persona.manifest.id, origin: 'meeting', startedAt, question, answer, outcome, citations, sentences, trace, heardMs, error: null },
  })
  return { ...result, pcm: joined(chunks) }
}

function joined(chunks: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
