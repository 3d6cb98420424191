import { Resampler } from '../../audio/resample.ts'
import { floatToInt16, int16ToFloat } from '../../audio/pcm.ts'
import type { Citation, SpokenSentence } from '../../contract/turn.ts'
import type { AnswerEvent } from '../../persona/persona-service.ts'
import type { AnswerOutput, AnswerRun } from '../answer-run.ts'
import type { Answerer } from '../ports.ts'

/** Breath between what was heard and what follows. */
const GAP_MS = 250

export interface FollowingAnswerOptions {
  /** What was heard of the turn's answer before. */
  before: { ms: number; sampleRateHz: number; sentences: readonly SpokenSentence[]; citations: readonly Citation[]; frames: number }
  /** @param unheard an answerer that leaves out what was heard already */
  start: (unheard: (answerer: Answerer) => Answerer) => AnswerRun
}

/** The usual answer behind one that broke off: on the same clock, at the same rate, without saying anything twice. */
export class FollowingAnswer {
  private readonly run: AnswerRun
  private readonly heard: readonly SpokenSentence[]
  private resampler: Resampler | null = null
  private samples = 0

  constructor(private readonly options: FollowingAnswerOptions) {
    const { before } = options
    // A sentence in which it broke off is said again, whole.
    this.heard = before.sentences.filter(({ endMs }) => endMs <= before.ms)
    this.run = options.start((answerer) => this.withoutHeard(answerer))
    this.run.commit()
  }

  cancel(): void {
    this.run.cancel()
  }

  async *outputs(): AsyncGenerator<AnswerOutput> {
    const { ms, sampleRateHz } = this.options.before
    try {
      if (ms > 0) yield this.sound(new Int16Array(Math.round((sampleRateHz * GAP_MS) / 1000)))
      for await (const output of this.run.outputs) yield* this.follow(output)
    } finally {
      this.resampler?.dispose()
    }
  }

  private async *follow(output: AnswerOutput): AsyncGenerator<AnswerOutput> {
    const { before } = this.options
    switch (output.type) {
      case 'sound': {
        if (before.ms === 0) return yield output
        this.resampler ??= await Resampler.create(output.sampleRateHz, before.sampleRateHz)
        const pcm = floatToInt16(this.resampler.push(int16ToFloat(output.pcm)))
        if (pcm.length > 0) yield this.sound(pcm)
        return
      }
      case 'frames':
        return yield { ...output, frames: output.frames.map((frame) => ({ ...frame, index: frame.index + before.frames, timeS: frame.timeS + this.offsetMs / 1000 })) }
      case 'sentence': {
        const { index, startMs, endMs } = output.sentence
        return yield {
          type: 'sentence',
          sentence: { ...output.sentence, index: before.sentences.length + index, startMs: startMs + this.offsetMs, endMs: endMs + this.offsetMs },
        }
      }
      case 'provider': {
        const { fallback } = output.provider
        return yield fallback ? { ...output, provider: { ...output.provider, fallback: { ...fallback, atMs: fallback.atMs + this.offsetMs } } } : output
      }
      case 'done': {
        const rest = this.resampler ? floatToInt16(this.resampler.flush()) : new Int16Array(0)
        if (rest.length > 0) yield this.sound(rest)
        const answer = [...this.heard.map(({ text }) => text), output.answer].filter(Boolean).join(' ')
        const outcome = this.heard.some(({ markers }) => markers.length > 0) ? 'answered' : output.outcome
        return yield { ...output, answer, outcome, durationMs: Math.max(output.durationMs + this.offsetMs, before.ms) }
      }
      default:
        yield output
    }
  }

  private get offsetMs(): number {
    return this.options.before.ms === 0 ? 0 : this.options.before.ms + GAP_MS
  }

  private sound(pcm: Int16Array): AnswerOutput {
    const { ms, sampleRateHz } = this.options.before
    const startMs = ms + (this.samples / sampleRateHz) * 1000
    this.samples += pcm.length
    return { type: 'sound', startMs, pcm, sampleRateHz }
  }

  private withoutHeard(answerer: Answerer): Answerer {
    const { sentences, citations } = this.options.before
    return {
      prepare: (question, history) => answerer.prepare(question, history),
      answer: (request) => (sentences.length === 0 ? answerer.answer(request) : unheard(answerer.answer(request), this.heard, citations)),
    }
  }
}

/** Numbers the sources on from those of what was heard. */
async function* unheard(events: AsyncIterable<AnswerEvent>, heard: readonly SpokenSentence[], before: readonly Citation[]): AsyncGenerator<AnswerEvent> {
  const all = (citations: readonly Citation[]): Citation[] => [...before, ...citations.map((citation) => ({ ...citation, marker: citation.marker + before.length }))]
  const said: string[] = []
  for await (const event of events) {
    if (event.type === 'citations') yield { ...event, citations: all(event.citations) }
    else if (event.type === 'done') yield { ...event, answer: said.join(' '), citations: all(event.citations) }
    else if (event.type !== 'sentence') yield event
    else if (event.continues) {
      yield { ...event, index: said.length - 1, markers: event.markers.map((marker) => marker + before.length) }
      said.push(`${said.pop() ?? ''} ${event.text}`)
    } else if (!heard.some(({ text }) => text === event.text)) {
      yield { ...event, index: said.length, markers: event.markers.map((marker) => marker + before.length) }
      said.push(event.text)
    }
  }
}
