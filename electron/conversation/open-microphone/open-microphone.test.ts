import { afterEach, describe, expect, it } from 'vitest'
import { HoldCapture } from '../../audio/hold-capture.ts'
import { CAPTURE_FRAME_SAMPLES } from '../../contract/audio.ts'
import type { TurnEvent, TurnRecord } from '../../contract/turn.ts'
import { Conversation } from '../conversation.ts'
import { FakeAnimator, FakeAnswerer, FakeListener, FakeMemory, FakePlayback, FakeVoice } from '../test-fakes.ts'
import { OpenMicrophone } from './open-microphone.ts'

const SENTENCES = ['We shipped it too early.', 'The hub lost its clock.']

/** Speech is what is loud; the words are scripted; frames come as quickly as their work is done. */
function openConversation(question: string) {
  const vad = { process: (frame: Float32Array) => Promise.resolve(probabilityOf(frame[0] ?? 0)), reset: () => undefined }
  const parts = { playback: new FakePlayback(), listener: new FakeListener(question), answerer: new FakeAnswerer(SENTENCES), voice: new FakeVoice(), animator: new FakeAnimator(), memory: new FakeMemory() }
  let nowMs = 1_000_000
  const capture: HoldCapture = new HoldCapture({ vad, onFrame: (frame) => microphone.push(frame) })
  const clock = { nowMs: () => nowMs }
  const conversation = new Conversation({ ...parts, personaId: () => 'p', capture, clock, mayGuess: () => true })
  const microphone: OpenMicrophone = new OpenMicrophone({ conversation, capture, listener: parts.listener, clock })
  const events: TurnEvent[] = []
  conversation.onEvent((event) => events.push(event))
  const hear = async (frames: number, level: number): Promise<void> => {
    for (let k = 0; k < frames; k++) {
      nowMs += 32
      capture.push(new Float32Array(CAPTURE_FRAME_SAMPLES).fill(level))
      // The listener looks at the sound every 60 ms of real time.
      await new Promise((resolve) => setTimeout(resolve, 4))
    }
  }
  return { ...parts, conversation, microphone, events, capture, speak: (frames: number) => hear(frames, 0.5), murmur: (frames: number) => hear(frames, 0.2), beSilent: (frames: number) => hear(frames, 0) }
}

const probabilityOf = (level: number): number => (level > 0.3 ? 0.97 : level > 0.1 ? 0.6 : 0.02)

type Opened = ReturnType<typeof openConversation>

const turns = ({ events }: Opened): TurnRecord[] => events.flatMap((event) => (event.type === 'done' ? [event.turn] : []))

/** Silent frames until `isThere`. */
async function until(opened: Opened, isThere: () => boolean): Promise<void> {
  for (let k = 0; k < 400 && !isThere(); k++) await opened.beSilent(1)
  expect(isThere()).toBe(true)
}

let opened: Opened
afterEach(async () => {
  opened.microphone.close()
  await opened.conversation.dispose()
  opened.capture.dispose()
})

async function answering(question = 'What went wrong?'): Promise<void> {
  opened = openConversation(question)
  opened.playback.playsOut = false
  opened.microphone.open()
  await opened.beSilent(5)
  await opened.speak(30)
  // All of it, or the next sentence would come in the middle of what is tested.
  await until(opened, () => opened.conversation.state === 'speaking' && opened.playback.log.includes('end'))
}

describe('OpenMicrophone', () => {
  it('takes the turn when somebody speaks and answers when they are done, without a key', async () => {
    opened = openConversation('What went wrong?')
    opened.microphone.open()
    await opened.beSilent(5)
    await opened.speak(30)
    expect(opened.conversation.hearing).toBe(true)
    await until(opened, () => turns(opened).length === 1)
    expect(turns(opened)[0]).toMatchObject({ origin: 'open', question: 'What went wrong?', answer: SENTENCES.join(' '), outcome: 'answered' })
    expect(turns(opened)[0]!.trace.endpointMs).toBeGreaterThan(0)
  })

  it('hears nothing while it is off, and drops what is being said when it is switched off', async () => {
    opened = openConversation('What went wrong?')
    await opened.speak(20)
    expect(opened.conversation.state).toBe('idle')
    opened.microphone.open()
    await opened.speak(10)
    expect(opened.conversation.hearing).toBe(true)
    opened.microphone.close()
    await opened.beSilent(60)
    expect(opened.conversation.state).toBe('idle')
    expect(opened.answerer.asked).toEqual([])
  })

  it('says nothing about a cough, and answers no hum', async () => {
    opened = openConversation('Mm-hm.')
    opened.microphone.open()
    await opened.speak(8)
    await until(opened, () => opened.conversation.state === 'idle')
    expect(opened.events.filter((event) => event.type === 'notice')).toEqual([])
    expect(opened.playback.log).toEqual([])
  })

  it('falls silent when somebody interrupts, and believes it said only what was heard', async () => {
    await answering()
    opened.playback.moveTo(700)
    opened.listener.text = 'Wait, who pays for that?'
    await opened.speak(30)
    expect(opened.playback.log).toContain('paused')
    await until(opened, () => opened.playback.log.includes('flush'))
    opened.playback.playsOut = true
    await until(opened, () => turns(opened).length === 2)
    const [stopped, next] = turns(opened)
    expect(stopped).toMatchObject({ outcome: 'stopped', answer: 'We shipped it—', heardMs: 700 })
    expect(next).toMatchObject({ question: 'Wait, who pays for that?', outcome: 'answered' })
  })

  it('goes on where it stopped after a backchannel', async () => {
    await answering()
    opened.listener.text = 'Right.'
    await opened.speak(9)
    await until(opened, () => opened.playback.log.at(-1) === 'off')
    expect(opened.conversation.state).toBe('speaking')
    expect(opened.playback.log).not.toContain('flush')
  })

  it('is silent at the first sound of a voice, and goes on at once where it was none', async () => {
    await answering()
    await opened.speak(1)
    expect(opened.playback.log.at(-1)).toBe('paused')
    await opened.beSilent(4)
    expect(opened.playback.log.at(-1)).toBe('off')
    expect(opened.conversation.state).toBe('speaking')
  })

  it('is softer before it is silent where the first sound is doubtful', async () => {
    await answering()
    await opened.murmur(1)
    expect(opened.playback.log.at(-1)).toBe('ducked')
    await opened.murmur(1)
    expect(opened.playback.log.at(-1)).toBe('paused')
  })

  it('waits for the end of what begins like a backchannel, however long it goes on', async () => {
    await answering()
    opened.listener.text = 'Okay, I see.'
    await opened.speak(45)
    expect(opened.playback.log).not.toContain('flush')
    await until(opened, () => opened.playback.log.at(-1) === 'off')
    expect(opened.conversation.state).toBe('speaking')
  })

  it('takes a short word that was not understood for a hum, and a long remark for a question', async () => {
    await answering()
    opened.listener.text = 'And then'
    await opened.speak(10)
    await until(opened, () => opened.playback.log.at(-1) === 'off')
    await opened.beSilent(10)
    opened.listener.text = 'And then what happened to it'
    await opened.speak(40)
    await until(opened, () => opened.playback.log.includes('flush'))
  })

  it('stops at a word and answers nothing to it', async () => {
    await answering()
    opened.listener.text = 'Stop.'
    await opened.speak(9)
    await until(opened, () => opened.conversation.state === 'idle')
    expect(opened.playback.log).toContain('flush')
    expect(opened.answerer.asked.filter((question) => question === 'Stop.').length).toBeLessThanOrEqual(1)
    expect(opened.playback.log.filter((entry) => entry === 'begin')).toHaveLength(1)
  })

  it('joins what was taken for two questions when the speaker goes on before the answer is heard', async () => {
    await answering('How do you decide')
    opened.listener.text = 'who to hire?'
    await opened.speak(30)
    opened.playback.playsOut = true
    await until(opened, () => turns(opened).some(({ outcome }) => outcome === 'answered'))
    expect(turns(opened).find(({ outcome }) => outcome === 'answered')!.question).toBe('How do you decide who to hire?')
    expect([...opened.memory.records.values()].map(({ record }) => record.question)).toEqual(['How do you decide who to hire?'])
  })

  it('leaves the turn to a key that is pressed', async () => {
    opened = openConversation('What went wrong?')
    opened.microphone.open()
    await opened.speak(10)
    opened.conversation.press()
    await opened.beSilent(60)
    expect(opened.conversation.state).toBe('listening')
    await opened.conversation.release()
    expect(turns(opened)[0]).toMatchObject({ origin: 'hold', outcome: 'answered' })
  })
})
