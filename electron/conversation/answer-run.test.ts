import { describe, expect, it } from 'vitest'
import type { AnimationCall } from '../animation/animation-client.ts'
import type { AnimationPhone } from '../contract/animation.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { AnswerRun, type AnswerOutput } from './answer-run.ts'
import type { SpokenSentence } from '../contract/turn.ts'
import type { Animator, Answerer } from './ports.ts'
import { FakeAnimator, FakeAnswerer, FakeVoice, SAMPLES_PER_CHARACTER } from './test-fakes.ts'

const RATE_HZ = 16_000
const SILENCE_S = 0.25

/** A voice that begins with silence, in a piece of its own, and knows when it says what. */
class TimedVoice extends FakeVoice {
  override async *synthesize(): AsyncGenerator<{ pcm: Int16Array; sampleRateHz: number; phones?: AnimationPhone[] }> {
    yield { pcm: new Int16Array(SILENCE_S * RATE_HZ), sampleRateHz: RATE_HZ, phones: [{ symbol: 'm', startS: SILENCE_S, endS: SILENCE_S + 0.1 }] }
    yield { pcm: new Int16Array(RATE_HZ / 2).fill(8_000), sampleRateHz: RATE_HZ }
  }
}

class ListeningAnimator implements Animator {
  readonly told: AnimationPhone[] = []
  readonly moods: string[] = []
  async open(...[, options]: Parameters<Animator['open']>): Promise<AnimationCall> {
    const call = await new FakeAnimator().open()
    options?.onTrouble?.(new UnderstudyError('timeout', 'The provider is late.'), 0)
    return {
      ...call,
      push: (pcm, phones = [], emotion) => {
        this.told.push(...phones)
        if (emotion) this.moods.push(emotion.name)
        return call.push(pcm)
      },
    }
  }
}

async function outputsOf(animator: Animator, sentences: readonly string[]): Promise<AnswerOutput[]> {
  const run = new AnswerRun({ answerer: new FakeAnswerer(sentences), voice: new TimedVoice(), animator }, { question: 'What?' })
  run.commit()
  const outputs: AnswerOutput[] = []
  for await (const output of run.outputs) outputs.push(output)
  return outputs
}

describe('an answer', () => {
  it('tells its face what is said when, on its own clock: behind the silence that was dropped, and the sentences before', async () => {
    const animator = new ListeningAnimator()
    await outputsOf(animator, ['Mm.', 'Mm.'])
    expect(animator.told.map(({ startS }) => Number(startS.toFixed(3)))).toEqual([0, 0.66])
    expect(animator.told.map(({ endS, startS }) => Number((endS - startS).toFixed(3)))).toEqual([0.1, 0.1])
  })

  it('shows a sentence that was begun before it was whole as one, without a breath inside', async () => {
    const answerer: Answerer = {
      prepare: () => undefined,
      answer: async function* () {
        yield await Promise.resolve({ type: 'sentence', index: 0, text: 'We closed it,', markers: [1] } as const)
        yield { type: 'sentence', index: 0, text: 'because nobody came.', markers: [1], continues: true }
        yield { type: 'sentence', index: 1, text: 'So it was.', markers: [] }
        yield { type: 'done', answer: '', outcome: 'answered', citations: [], refusal: null }
      },
    }
    const run = new AnswerRun({ answerer, voice: new FakeVoice(), animator: new FakeAnimator() }, { question: 'What?' })
    run.commit()
    const sentences: SpokenSentence[] = []
    for await (const output of run.outputs) if (output.type === 'sentence') sentences[output.sentence.index] = output.sentence
    expect(sentences.map(({ text }) => text)).toEqual(['We closed it, because nobody came.', 'So it was.'])
    const spokenMs = ('We closed it,'.length + 'because nobody came.'.length) * (SAMPLES_PER_CHARACTER / 16)
    expect(sentences[0]).toMatchObject({ startMs: 0, markers: [1] })
    expect(sentences[0]!.endMs - spokenMs).toBeLessThan(sentences[1]!.startMs - sentences[0]!.endMs)
  })

  it('tells its face how each sentence is felt', async () => {
    const animator = new ListeningAnimator()
    await outputsOf(animator, ['We were so proud of her.', 'Then she died.', 'It turns slowly.'])
    expect(animator.moods).toEqual(['joy', 'sadness', 'neutral'])
  })

  it('tells of a face provider that is given up, and keeps its face', async () => {
    const outputs = await outputsOf(new ListeningAnimator(), ['Mm.'])
    expect(outputs.find(({ type }) => type === 'trouble')).toMatchObject({ error: { code: 'timeout' } })
    expect(outputs.some(({ type }) => type === 'frames')).toBe(true)
  })
})
