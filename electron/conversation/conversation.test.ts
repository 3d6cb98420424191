import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { AnswerMode } from '../contract/persona.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { fakeConversation, held, SAMPLES_PER_CHARACTER } from './test-fakes.ts'

const QUESTION = 'What went wrong?'
const SENTENCES = ['We shipped it too early.', 'The hub lost its clock.']

async function hold(fake: ReturnType<typeof fakeConversation>): Promise<void> {
  fake.conversation.press()
  fake.capture.now = held('all')
  await fake.conversation.release()
}

describe('a held question', () => {
  it('becomes question, text, sound, face and a kept turn, in this order', async () => {
    const fake = fakeConversation(QUESTION, SENTENCES)
    const done = fake.done()
    await hold(fake)
    const turn = await done

    expect(fake.events.filter((event) => event.type === 'state').map((event) => event.state)).toEqual(['listening', 'thinking', 'speaking', 'idle'])
    const order = fake.events.map((event) => event.type)
    expect(order.indexOf('question')).toBeLessThan(order.indexOf('token'))
    expect(order.indexOf('token')).toBeLessThan(order.indexOf('sentence'))
    expect(turn).toMatchObject({ question: QUESTION, answer: SENTENCES.join(' '), outcome: 'answered', origin: 'hold', error: null })
    expect(turn.trace).toMatchObject({ transcriptMs: 0, firstAudioMs: 10, firstFrameMs: 20 })
    expect(fake.memory.records.get(turn.id)).toEqual({ record: turn, closed: true })
    expect(fake.memory.soundChunks).toBeGreaterThan(SENTENCES.length)
    expect(fake.memory.frameChunks).toBeGreaterThan(0)
    await fake.conversation.dispose()
  })

  it('is answered as freely as was chosen when it was asked, and the kept turn says so', async () => {
    let mode: AnswerMode = 'creative'
    const fake = fakeConversation(QUESTION, SENTENCES, { answerMode: () => mode })
    const done = fake.done()
    fake.conversation.press()
    mode = 'strict'
    fake.capture.now = held('all')
    await fake.conversation.release()
    expect((await done).mode).toBe('creative')
    expect(fake.answerer.modes).toEqual(['creative'])
    await fake.conversation.dispose()
  })

  it('puts the second sentence behind the first and a breath, on one clock', async () => {
    const fake = fakeConversation(QUESTION, SENTENCES)
    const done = fake.done()
    await hold(fake)
    const { sentences } = await done
    const firstMs = (SENTENCES[0]!.length * SAMPLES_PER_CHARACTER) / 16
    expect(sentences[0]).toMatchObject({ startMs: 0, endMs: firstMs })
    expect(sentences[1]!.startMs).toBe(firstMs + 160)
    await fake.conversation.dispose()
  })

  it('uses the transcript of a pause when the key is let go in it', async () => {
    const fake = fakeConversation(QUESTION, SENTENCES)
    const done = fake.done()
    fake.conversation.press()
    fake.capture.now = held('paused', { trailingSilenceMs: 300 })
    await delay(150)
    expect(fake.events.find((event) => event.type === 'partial')).toMatchObject({ text: QUESTION })
    expect(fake.playback.log).toEqual([])
    await fake.conversation.release()
    await done
    expect(fake.listener.asked).toHaveLength(1)
    expect(fake.answerer.asked).toEqual([QUESTION])
    await fake.conversation.dispose()
  })

  it('never lets a wrong guess be heard', async () => {
    const fake = fakeConversation('What went', SENTENCES)
    const done = fake.done()
    fake.conversation.press()
    fake.capture.now = held('paused', { trailingSilenceMs: 300 })
    await delay(150)
    fake.listener.text = QUESTION
    fake.capture.now = held('all', { heldMs: 2000, speechEndMs: 1900 })
    await fake.conversation.release()
    const turn = await done
    expect(fake.answerer.asked).toEqual(['What went', QUESTION])
    expect(fake.listener.asked.at(-1)).toEqual({ draft: 'What went' })
    expect(turn.question).toBe(QUESTION)
    expect(fake.playback.log.filter((entry) => entry === 'begin')).toHaveLength(1)
    await fake.conversation.dispose()
  })

  it('with nothing said asks nothing, says so and keeps nothing', async () => {
    const fake = fakeConversation(QUESTION, SENTENCES)
    fake.conversation.press()
    await fake.conversation.release()
    expect(fake.events.find((event) => event.type === 'notice')).toMatchObject({ notice: { code: 'no_speech' } })
    expect(fake.answerer.asked).toEqual([])
    expect(fake.memory.records.size).toBe(0)
    expect(fake.conversation.state).toBe('idle')
    await fake.conversation.dispose()
  })
})

describe('interruption', () => {
  it('silences at once, keeps only what was heard and listens to the next question', async () => {
    const fake = fakeConversation(QUESTION, SENTENCES)
    fake.playback.playsOut = false
    await hold(fake)
    await delay(20)
    expect(fake.conversation.state).toBe('speaking')
    fake.playback.heardMs = 200
    const stopped = fake.done()
    fake.conversation.press()
    expect(fake.playback.log.at(-1)).toBe('flush')
    expect(fake.conversation.state).toBe('listening')
    expect(await stopped).toMatchObject({ outcome: 'stopped', answer: 'We—', heardMs: 200, sentences: [{ heard: 'We—' }, { heard: '' }] })

    fake.playback.playsOut = true
    const next = fake.done()
    fake.capture.now = held('next')
    await fake.conversation.release()
    expect((await next).outcome).toBe('answered')
    // It does not believe that it said what nobody heard.
    expect(fake.answerer.histories).toEqual([[], [{ question: QUESTION, answer: 'We—' }]])
    await fake.conversation.dispose()
  })

  it('takes a tap that only silences for what it is, not for an empty question', async () => {
    const fake = fakeConversation(QUESTION, SENTENCES)
    fake.playback.playsOut = false
    await hold(fake)
    await delay(20)
    fake.conversation.press()
    fake.capture.now = null
    await fake.conversation.release()
    expect(fake.events.filter((event) => event.type === 'notice')).toEqual([])
    expect(fake.conversation.state).toBe('idle')
    await fake.conversation.dispose()
  })

  it('stops by Esc while the key is still held', async () => {
    const fake = fakeConversation(QUESTION, SENTENCES)
    fake.conversation.press()
    await fake.conversation.stop()
    expect(fake.capture.cancelled).toBe(1)
    await fake.conversation.release()
    expect(fake.answerer.asked).toEqual([])
    await fake.conversation.dispose()
  })
})

describe('when a part fails', () => {
  it('goes on in writing without a voice', async () => {
    const fake = fakeConversation(QUESTION, SENTENCES)
    fake.voice.failAt = { sentence: SENTENCES[0]!, error: new UnderstudyError('inference_lost', 'The speech engine was restarted; ask again.', { retryable: true }) }
    const done = fake.done()
    await hold(fake)
    const turn = await done
    expect(turn).toMatchObject({ outcome: 'answered', answer: SENTENCES.join(' '), error: { code: 'inference_lost' } })
    expect(fake.events.find((event) => event.type === 'notice')).toMatchObject({ notice: { code: 'inference_lost' } })

    fake.voice.failAt = null
    const next = fake.done()
    await hold(fake)
    expect(await next).toMatchObject({ outcome: 'answered', error: null })
    await fake.conversation.dispose()
  })

  it('goes on speaking without a face', async () => {
    const fake = fakeConversation(QUESTION, SENTENCES)
    fake.animator.error = new UnderstudyError('unavailable', 'The animation server cannot be reached.')
    const done = fake.done()
    await hold(fake)
    expect(await done).toMatchObject({ outcome: 'answered', error: { code: 'unavailable' } })
    expect(fake.playback.log).not.toContain('frames')
    expect(fake.playback.log.filter((entry) => entry === 'audio')).toHaveLength(3)
    await fake.conversation.dispose()
  })

  it('tells once that the history cannot be written, and answers', async () => {
    const fake = fakeConversation(QUESTION, SENTENCES)
    fake.memory.error = new UnderstudyError('disk_full', 'The disk is full.')
    const done = fake.done()
    await hold(fake)
    expect((await done).outcome).toBe('answered')
    await delay(5)
    expect(fake.events.filter((event) => event.type === 'notice')).toHaveLength(1)
    await fake.conversation.dispose()
  })
})
