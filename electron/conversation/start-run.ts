import { floatToInt16 } from '../audio/pcm.ts'
import { resample } from '../audio/resample.ts'
import { CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'
import { REALTIME_RATE_HZ } from '../inference/realtime/session-setup.ts'
import type { ActiveTurn } from './active-turn.ts'
import { AnswerRun } from './answer-run.ts'
import type { Animator, Answerer, AnswerRequest, Interlocutor, Voice } from './ports.ts'
import type { Run } from './run.ts'
import { SpokenRun } from './speech-to-speech/spoken-run.ts'

export interface Respondents {
  answerer: Answerer
  voice: Voice
  animator: Animator
  /** Answers in the place of answerer and voice where the settings choose one. */
  interlocutor?: Interlocutor
}

/**
 * Begins the answer to a question, by whoever answers questions of this kind. In a meeting others are heard too, and a document
 * is gone through word by word: neither goes to somebody who hears and speaks by themselves.
 * @param samples16k the whole question, where it was spoken
 */
export function startRun({ answerer, voice, animator, interlocutor }: Respondents, turn: ActiveTurn, asked: AnswerRequest, samples16k: Float32Array | null): Run {
  const services = { answerer: turn.answerer ?? answerer, voice, animator }
  const request: AnswerRequest = { ...asked, use: turn.origin === 'meeting' ? 'meeting' : 'talk' }
  if (!interlocutor?.isChosen || turn.answerer || turn.origin === 'meeting') return new AnswerRun(services, request)
  const sound = samples16k && resample(samples16k, CAPTURE_SAMPLE_RATE_HZ, REALTIME_RATE_HZ).then(floatToInt16)
  return new SpokenRun({ ...services, interlocutor }, { ...request, sound })
}
