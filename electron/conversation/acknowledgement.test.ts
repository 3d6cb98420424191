import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Acknowledger } from './acknowledgement.ts'
import { ActiveTurn } from './active-turn.ts'
import type { Answerer } from './ports.ts'
import { FakeAnimator, FakeAnswerer, fakeConversation, FakePlayback, FakeVoice, held } from './test-fakes.ts'

const QUESTION = 'Why did you close it?'
const SENTENCES = ['Nobody came any more.', 'So we let it go.']
const PHRASE = 'Let me think.'
/** The machine that tests may be busy. */
const PATIENT = { timeout: 20_000 }

/** An answer that comes when it is let go. */
function awaited(phrases: readonly string[] | null = [PHRASE]) {
  let letGo: () => void = () => undefined
  const gate = new Promise<void>((resolve) => (letGo = resolve))
  const sentences = new FakeAnswerer(SENTENCES)
  const answerer: Answerer = {
    prepare: () => undefined,
    answer: async function* (request) {
      await gate
      yield* sentences.answer(request)
    },
  }
  return { ...fakeConversation(QUESTION, SENTENCES, { answerer, acknowledgements: () => phrases }), letGo }
}

function speak({ conversation, capture }: ReturnType<typeof awaited>): void {
  conversation.press()
  capture.now = held('all')
  void conversation.release()
}

afterEach(() => vi.useRealTimers())

describe('an answer that is late', PATIENT, () => {
  it('is announced in a few words which are no part of it, and which fall silent as it comes', async () => {
    const fake = awaited()
    const done = fake.done()
    speak(fake)
    fake.playback.playsOut = false
    await expect.poll(() => fake.playback.log, PATIENT).toContain('end')
    expect(fake.voice.spoken).toEqual([PHRASE])
    expect(fake.conversation.state).toBe('thinking')
    expect(fake.conversation.isHeard).toBe(true)
    const before = fake.playback.log.length
    fake.playback.playsOut = true
    fake.letGo()
    const turn = await done
    expect(fake.playback.log.slice(before, before + 3)).toEqual(['flush', 'begin', 'audio'])
    expect(turn).toMatchObject({ outcome: 'answered', answer: SENTENCES.join(' '), trace: { acknowledgedMs: expect.any(Number) as unknown } })
    expect(turn.sentences.map(({ text }) => text)).toEqual(SENTENCES)
    expect(JSON.stringify(fake.events)).not.toContain(PHRASE)
    // The two sentences and the breath between them.
    expect(fake.memory.soundChunks).toBe(4)
    expect(fake.conversation.isHeard).toBe(false)
    await fake.conversation.dispose()
  })

  it('that is stopped is silent at once, with its announcement', async () => {
    const fake = awaited()
    const done = fake.done()
    speak(fake)
    fake.playback.playsOut = false
    await expect.poll(() => fake.playback.log, PATIENT).toContain('audio')
    await fake.conversation.stop()
    expect(fake.playback.log.at(-1)).toBe('flush')
    expect((await done).outcome).toBe('stopped')
    fake.letGo()
    await delay(20)
    expect(fake.voice.spoken).toEqual([PHRASE])
    await fake.conversation.dispose()
  })

  it('is awaited in silence where that is set, and where it was asked for in writing', async () => {
    const off = awaited(null)
    const written = awaited()
    const ends = [off, written].map((fake) => fake.done())
    speak(off)
    written.conversation.ask(QUESTION)
    await delay(1_500)
    for (const [k, fake] of [off, written].entries()) {
      fake.letGo()
      expect((await ends[k]!).trace.acknowledgedMs).toBeUndefined()
      expect(fake.voice.spoken).toEqual(SENTENCES)
      await fake.conversation.dispose()
    }
  })
})

it('says nothing where the answer is quick', PATIENT, async () => {
  const fake = awaited()
  const done = fake.done()
  fake.letGo()
  speak(fake)
  await done
  await delay(1_500)
  expect(fake.voice.spoken).toEqual(SENTENCES)
  await fake.conversation.dispose()
})

it('speaks sooner where the last answers were late, and later again when they are not', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const voice = new FakeVoice()
  const acknowledger = new Acknowledger({ phrases: () => [PHRASE], voice, animator: new FakeAnimator(), playback: new FakePlayback(), clock: { nowMs: () => 1_000 } })
  const saidWithin = async (ms: number): Promise<boolean> => {
    const before = voice.spoken.length
    const acknowledgement = acknowledger.begin(new ActiveTurn('p', 'hold', 1_000))
    await vi.advanceTimersByTimeAsync(ms)
    acknowledgement.end()
    return voice.spoken.length > before
  }
  expect(await saidWithin(400)).toBe(false)
  for (let k = 0; k < 2; k++) acknowledger.answered(3_000)
  expect(await saidWithin(400)).toBe(true)
  for (let k = 0; k < 4; k++) acknowledger.answered(300)
  expect(await saidWithin(400)).toBe(false)
  expect(await saidWithin(1_300)).toBe(true)
})
