import { AsyncQueue } from '../../base/async-queue.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import type { Citation, MeteredUse, SpokenSentence } from '../../contract/turn.ts'
import { unlessAborted } from '../../inference/clients/connections.ts'
import type { RealtimeAnswer } from '../../inference/realtime/realtime-answer.ts'
import { REALTIME_RATE_HZ } from '../../inference/realtime/session-setup.ts'
import { GroundedAnswer, type Judged } from '../../persona/grounded-answer.ts'
import type { AnswerEvent } from '../../persona/persona-service.ts'
import { AnswerFace } from '../answer-face.ts'
import { AnswerRun, type AnswerOutput } from '../answer-run.ts'
import type { AnswerRequest, Animator, Answerer, Interlocutor, Voice } from '../ports.ts'
import type { Run } from '../run.ts'
import { FollowingAnswer } from './following-answer.ts'
import { SentenceGate, type Stretch } from './sentence-gate.ts'

export interface SpokenRequest extends AnswerRequest {
  /** Mono 24 kHz; null where the question was typed. */
  sound: Promise<Int16Array> | null
}

interface Allowed {
  /** Among all sentences, also those that are not heard. */
  at: number
  events: Judged[]
}

/** Speaking rate for the estimate of a sentence's end, characters a second. */
const CHARACTERS_PER_S = 15
const RATE = REALTIME_RATE_HZ

/**
 * One answer of somebody who hears and speaks by themselves. What is said is looked up here beforehand and judged here before it is heard; where they
 * fail, or say nothing that may be heard, the usual way answers the question, in the same turn.
 */
export class SpokenRun implements Run {
  readonly outputs = new AsyncQueue<AnswerOutput>()
  private readonly abort = new AbortController()
  private readonly face: AnswerFace
  private answer: RealtimeAnswer | null = null
  private instead: FollowingAnswer | null = null
  private samples = 0
  /** Where the answer's sound lies in the server's, for what was heard of it. */
  private readonly stretches: { atMs: number; theirMs: number; lengthMs: number }[] = []
  private allowed: Allowed[] = []
  private citations: Citation[] = []
  private frames = 0
  private readonly said: SpokenSentence[] = []

  constructor(
    private readonly services: { interlocutor: Interlocutor; answerer: Answerer; voice: Voice; animator: Animator },
    private readonly request: SpokenRequest,
  ) {
    this.face = new AnswerFace({ animator: services.animator, signal: this.abort.signal, output: (output) => this.show(output) })
    this.run().then(
      () => this.outputs.end(),
      (error: unknown) => this.outputs.end(UnderstudyError.from(error)),
    )
  }

  get question(): string {
    return this.request.question
  }

  commit(): void {
    // It is never made on a guess: whoever answers is paid for it.
  }

  cancel(): void {
    this.abort.abort()
    this.answer?.stop()
    this.face.cancel()
    this.instead?.cancel()
  }

  heard(heardMs: number | null): void {
    if (heardMs === null) return this.answer?.takeBack()
    const within = this.stretches.findLast(({ atMs }) => atMs <= heardMs)
    this.answer?.truncate(within ? within.theirMs + Math.min(heardMs - within.atMs, within.lengthMs) : 0)
  }

  private show(output: AnswerOutput): void {
    if (output.type === 'frames') this.frames += output.frames.length
    this.outputs.push(output)
  }

  private async run(): Promise<void> {
    const { interlocutor } = this.services
    const ground = await interlocutor.ground({ ...this.request, signal: this.abort.signal })
    if (!(ground instanceof GroundedAnswer)) return this.goOn({ prepare: () => undefined, answer: () => asStream(ground) })
    this.outputs.push({ type: 'stage', stage: 'retrieval' })
    this.outputs.push({ type: 'provider', provider: { part: 'answer', name: interlocutor.name } })
    try {
      await this.converse(ground)
    } catch (thrown) {
      if (this.abort.signal.aborted) throw thrown
      await this.fallBack(UnderstudyError.from(thrown))
    }
  }

  private async converse(ground: GroundedAnswer): Promise<void> {
    try {
      return await this.hear(await this.ask(ground), ground)
    } catch (thrown) {
      // A line that was open all the time may have died unnoticed; nothing came, so asking again is safe.
      if (this.abort.signal.aborted || !this.answer?.maybeStale) throw thrown
      await this.hear(await this.ask(ground), ground)
    }
  }

  private async ask(ground: GroundedAnswer): Promise<RealtimeAnswer> {
    const { question: words, sound, history = [] } = this.request
    const asked = this.services.interlocutor.ask({ question: (await sound) ?? words, words, instructions: ground.messages[0]?.content ?? '', history })
    // Asked for nothing where nobody waits any more.
    void asked.then((answer) => this.abort.signal.aborted && answer.stop(), () => undefined)
    this.answer = await unlessAborted(asked, this.abort.signal)
    return this.answer
  }

  private async hear(answer: RealtimeAnswer, ground: GroundedAnswer): Promise<void> {
    let at = 0
    const gate = new SentenceGate(RATE, (sentence) => {
      const events = ground.judge(sentence)
      if (events.length > 0) this.allowed.push({ at, events })
      at++
      return events.length > 0
    })
    for await (const part of answer.parts) {
      if (part.type === 'words') this.outputs.push({ type: 'stage', stage: 'first_token' })
      if (part.type === 'words') gate.words(part.text)
      else if (part.type === 'wordsDone') gate.wordsDone()
      else if (part.type === 'sound') gate.sound(part.pcm)
      else this.count(part.use)
      const sure = gate.take()
      if (sure) await this.emit(sure, gate)
    }
    for (const stretch of gate.rest()) await this.emit(stretch, gate)
    if (!gate.hasCut) this.announce(0, Infinity, gate.letters)
    if (this.samples === 0) throw this.nothingToHear(gate)
    // What was cut out is known to the server as said: what was heard is told with the next question.
    if (gate.hasCut) answer.takeBack()
    else this.putTimesRight(gate)
    await this.face.end()
    this.finish(ground)
  }

  private async emit({ start, pcm, sentences }: Stretch, gate: SentenceGate): Promise<void> {
    // Asked again all the time: consent that is revoked ends the answer where it is.
    this.services.interlocutor.requireConsent()
    const atMs = this.madeMs
    const lengthMs = (pcm.length / RATE) * 1000
    this.stretches.push({ atMs, theirMs: (start / RATE) * 1000, lengthMs })
    const reached = sentences ?? [0, sentenceAt(gate.letters, ((start + pcm.length) / RATE) * CHARACTERS_PER_S)]
    this.announce(reached[0], reached[1], gate.letters)
    this.samples += pcm.length
    this.outputs.push({ type: 'sound', startMs: atMs, pcm, sampleRateHz: RATE })
    await this.face.hear(pcm, RATE, [])
  }

  /** Tells of the sentences that begin with the sound that goes out next. */
  private announce(first: number, last: number, letters: readonly number[]): void {
    const now = this.allowed.filter(({ at }) => at >= first && at <= last)
    this.allowed = this.allowed.filter(({ at }) => at > last)
    for (const { at, events } of now) {
      for (const event of events) {
        if (event.type === 'citations') {
          this.citations = event.citations
          this.outputs.push(event)
          continue
        }
        // They may begin later in that sound, after the one before.
        const startMs = Math.max(this.madeMs, this.said.at(-1)?.endMs ?? 0)
        const { text, markers, unquoted } = event
        const sentence = { index: this.said.length, text, markers, ...(unquoted ? { unquoted } : {}), startMs, endMs: startMs + (letters[at]! / CHARACTERS_PER_S) * 1000 }
        this.said.push(sentence)
        this.outputs.push({ type: 'text', text })
        this.outputs.push({ type: 'sentence', sentence })
      }
    }
  }

  /** The pauses in the whole sound tell when each sentence was really said. */
  private putTimesRight(gate: SentenceGate): void {
    let startMs = 0
    for (const [k, edge] of gate.edges().entries()) {
      const sentence = this.said[k]
      if (!sentence) return
      const endMs = edge === null ? Math.max(startMs, sentence.endMs) : (edge / RATE) * 1000
      this.outputs.push({ type: 'sentence', sentence: { ...sentence, startMs, endMs } })
      startMs = endMs
    }
  }

  private finish(ground: GroundedAnswer): void {
    this.outputs.push({ ...ground.ending(), citations: this.citations, answer: this.said.map(({ text }) => text).join(' '), durationMs: this.madeMs })
  }

  private nothingToHear(gate: SentenceGate): UnderstudyError {
    const { name } = this.services.interlocutor
    this.answer?.takeBack()
    if (gate.hasCut) return new UnderstudyError('provider_failed', `${name} said nothing that may be heard by this persona’s rules; ask again, or allow it freer answers in the Studio.`)
    const what = gate.letters.length > 0 ? 'sent words without sound' : 'sent no words by which its answer could be checked'
    return new UnderstudyError('provider_failed', `${name} ${what}; check its model in Settings.`)
  }

  private async fallBack(error: UnderstudyError): Promise<void> {
    this.answer = null
    const { name } = this.services.interlocutor
    const fallback = { atMs: this.madeMs, code: error.code, message: error.message }
    this.outputs.push({ type: 'provider', provider: { part: 'answer', name, fallback } })
    this.outputs.push({ type: 'trouble', error })
    await this.goOn(this.services.answerer)
  }

  /** The usual way: words, voice and face each by whoever has that role. */
  private async goOn(answerer: Answerer): Promise<void> {
    const { voice, animator } = this.services
    await this.face.end()
    const { madeMs } = this
    const { sound: _sound, ...request } = this.request
    this.instead = new FollowingAnswer({
      before: { ms: madeMs, sampleRateHz: madeMs > 0 ? RATE : 0, sentences: this.said, citations: this.citations, frames: this.frames },
      start: (heard) => new AnswerRun({ answerer: heard(answerer), voice, animator }, request),
    })
    if (this.abort.signal.aborted) this.instead.cancel()
    for await (const output of this.instead.outputs()) this.outputs.push(output)
  }

  private count(use: MeteredUse): void {
    this.outputs.push({ type: 'metered', use })
  }

  private get madeMs(): number {
    return (this.samples / RATE) * 1000
  }
}

/** Number of the sentence in which so many letters are reached; the last one where there are fewer. */
function sentenceAt(letters: readonly number[], reached: number): number {
  let sum = 0
  const at = letters.findIndex((count) => (sum += count) >= reached)
  return at === -1 ? letters.length - 1 : at
}

async function* asStream(events: Iterable<AnswerEvent>): AsyncGenerator<AnswerEvent> {
  yield* events
}
