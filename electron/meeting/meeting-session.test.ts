import { describe, expect, it } from 'vitest'
import { UnderstudyError } from '../contract/errors.ts'
import { EMPTY_NOTES, type MeetingEvent, type MeetingRecord, type MeetingSource } from '../contract/meeting.ts'
import { MeetingSession, type SessionOptions } from './meeting-session.ts'
import { NoteKeeper } from './notes/note-keeper.ts'
import type { MeetingMemory } from './ports.ts'
import { HandTime, LevelTranscriber, LoudnessDetector, ScriptedSource } from './testing/scripted-sound.ts'

const RECORD: MeetingRecord = {
  id: 'm',
  title: 'Test',
  personaId: 'p',
  startedAt: '2026-01-01T10:00:00.000Z',
  state: 'running',
  durationMs: 0,
  consent: { informed: true, how: 'said', who: '' },
  sources: { mic: null, system: null },
  farSideAllowed: false,
  segments: [],
  notes: EMPTY_NOTES,
  wakes: [],
}

class FakeMemory implements MeetingMemory {
  readonly sound: Record<MeetingSource, number> = { mic: 0, system: 0 }
  readonly states: string[] = []
  readonly kept = new Map<string, string>()
  error: Error | null = null
  private done(work: () => void): Promise<void> {
    if (this.error) return Promise.reject(this.error)
    work()
    return Promise.resolve()
  }
  begin = (): Promise<void> => this.done(() => undefined)
  setState = (_: string, state: string): Promise<void> => this.done(() => this.states.push(state))
  setSources = (): Promise<void> => this.done(() => undefined)
  setFarSideAllowed = (): Promise<void> => this.done(() => undefined)
  setNotes = (): Promise<void> => this.done(() => undefined)
  putSegment = (_: string, { id, text }: { id: string; text: string }): Promise<void> => this.done(() => this.kept.set(id, text))
  removeSegment = (_: string, id: string): Promise<void> => this.done(() => this.kept.delete(id))
  putWake = (): Promise<void> => this.done(() => undefined)
  appendSound = (_: string, source: MeetingSource, at: number, pcm: Int16Array): Promise<void> =>
    this.done(() => {
      expect(at).toBe(this.sound[source])
      this.sound[source] = at + pcm.length
    })
  recording = (): Promise<Int16Array> => Promise.resolve(new Int16Array(0))
}

function meeting(texts: readonly string[], options: Partial<SessionOptions> & { tookMs?: number } = {}) {
  const time = new HandTime()
  const sources = { mic: new ScriptedSource(time), system: new ScriptedSource(time) }
  const transcriber = new LevelTranscriber(time, texts, options.tookMs ?? 0)
  const memory = new FakeMemory()
  const events: MeetingEvent[] = []
  const problems: string[] = []
  const questions: string[] = []
  const session = new MeetingSession({
    record: RECORD,
    sources,
    detectors: { mic: new LoudnessDetector(), system: new LoudnessDetector() },
    time,
    transcriber,
    memory,
    notes: new NoteKeeper(null),
    names: () => ['Iris'],
    mayAnswer: () => true,
    answer: ({ question }) => {
      questions.push(question)
      return Promise.resolve({ turnId: `turn-${questions.length}` })
    },
    hush: () => undefined,
    emit: (event) => events.push(event),
    problem: (error) => problems.push(error.code),
    ...options,
  })
  session.start()
  const finals = (): [string, number, number, string][] => session.record.segments.filter(({ final }) => final).map(({ source, startMs, endMs, text }) => [source, startMs, endMs, text])
  const troubles = (source: MeetingSource): (string | null)[] =>
    events.flatMap((event) => (event.type === 'source' && event.source === source ? [event.trouble?.code ?? null] : []))
  return { time, ...sources, transcriber, memory, events, problems, questions, session, finals, troubles }
}

/** A moment of room, so that both sides are heard to be quiet. */
const ROOM_MS = 640

describe('MeetingSession', () => {
  it('hears both sides at once, each for itself, on the way and at the end', async () => {
    const { time, mic, system, session, events, finals, transcriber } = meeting(['We should talk about the price of the new contract today', 'Before that I have a question about the plan'])
    await time.pass(ROOM_MS)
    mic.say(0, 2720)
    await time.pass(960)
    system.say(1, 2240)
    await time.pass(1280)
    const onTheWay = session.record.segments
    expect(onTheWay.map(({ final }) => final)).toEqual([false, false])
    expect(onTheWay[0]!.text).toMatch(/^We should talk/)
    await time.pass(3000)
    expect(finals()).toEqual([
      ['mic', 640, 3360, 'We should talk about the price of the new contract today'],
      ['system', 1600, 3840, 'Before that I have a question about the plan'],
    ])
    expect(events.filter(({ type }) => type === 'segment').length).toBeGreaterThan(4)
    // The pause told the final text already: nothing was transcribed twice.
    expect(transcriber.calls).toBeLessThanOrEqual(8)
    expect(Math.max(...session.lagsMs)).toBeLessThan(800)
  })

  it('never skips a final text when transcribing is slow, and then does without those on the way', async () => {
    const texts = Array.from({ length: 12 }, (_, k) => `Line number ${'one two three four five six seven eight nine ten eleven twelve'.split(' ')[k]}`)
    const { time, mic, system, session, transcriber, finals } = meeting(texts, { tookMs: 1800 })
    for (let k = 0; k < 12; k += 2) {
      mic.say(k, 800)
      system.say(k + 1, 800)
      await time.pass(2000)
    }
    const stopped = session.stop()
    await time.pass(30_000)
    await stopped
    expect(finals().map(([, , , text]) => text).sort()).toEqual([...texts].sort())
    expect(transcriber.calls).toBeLessThan(40)
  })

  it('cuts a monologue into parts that the transcriber is good at, losing no word', async () => {
    const words = Array.from({ length: 160 }, (_, k) => `word${k}`)
    const { time, mic, session, finals } = meeting([words.join(' ')])
    await time.pass(ROOM_MS)
    mic.say(0, 40_000)
    await time.pass(43_000)
    const own = finals()
    expect(own.length).toBeGreaterThanOrEqual(3)
    for (const [, startMs, endMs] of own) expect(endMs - startMs).toBeLessThanOrEqual(15_100)
    own.slice(1).forEach(([, startMs], k) => expect(startMs - own[k]![2]).toBeLessThanOrEqual(100))
    await session.stop()
  })

  it('takes noise for what it is', async () => {
    const { time, mic, finals, session, memory } = meeting(['', 'you you you you you you you', 'a b c d e f g h i j k l m n o p q r s t u v w x y z'])
    mic.say(0, 900)
    await time.pass(2500)
    mic.say(1, 1800)
    await time.pass(3500)
    mic.say(0, 96)
    await time.pass(2500)
    expect(finals()).toEqual([])
    expect(session.record.segments).toEqual([])
    expect(memory.kept.size).toBe(0)
  })

  it('answers the microphone, refuses the far side, and reports both', async () => {
    const { time, mic, system, session, questions, events } = meeting(['Hey Iris, how do you hire people?', 'Hey Iris, what does it cost us?'])
    mic.say(0, 1600)
    await time.pass(4000)
    system.say(1, 1600)
    await time.pass(4000)
    expect(questions).toEqual(['How do you hire people?'])
    expect(session.record.wakes).toMatchObject([
      { source: 'mic', allowed: true, turnId: 'turn-1' },
      { source: 'system', allowed: false, turnId: null, question: 'What does it cost us?' },
    ])
    expect(events.filter(({ type }) => type === 'wake')).toHaveLength(3)
    session.setFarSideAllowed(true)
    system.say(1, 1600)
    await time.pass(4000)
    expect(questions).toHaveLength(2)
  })

  it('answers nobody without consent for meetings, and goes on', async () => {
    const { time, mic, session, questions } = meeting(['Hey Iris, how do you hire people?'], { mayAnswer: () => false })
    mic.say(0, 1600)
    await time.pass(4000)
    expect(questions).toEqual([])
    expect(session.record.wakes).toMatchObject([{ allowed: false, question: 'How do you hire people?' }])
    expect(session.record.segments).toHaveLength(1)
  })

  it('puts what the persona says into the transcript, and takes its echo on either side out', async () => {
    const answer = 'Just say hey Iris, and I will tell you how we hire people here.'
    const { time, mic, system, session, questions, events } = meeting([answer, 'That is what I meant, thank you very much.'])
    session.follow({ type: 'sentence', turnId: 't', sentence: { index: 0, text: answer, markers: [], startMs: 0, endMs: 3500 } })
    session.follow({ type: 'state', state: 'speaking', turnId: 't' })
    system.say(0, 3500)
    mic.say(0, 3500)
    await time.pass(4500)
    mic.say(1, 2200)
    await time.pass(4000)
    expect(session.record.segments.map(({ source, text, final }) => [source, text, final])).toEqual([
      ['persona', answer, true],
      ['mic', 'That is what I meant, thank you very much.', true],
    ])
    expect(questions).toEqual([])
    expect(session.record.wakes).toEqual([])
    expect(events.some((event) => event.type === 'segment' && event.segment.source === 'system' && event.segment.final)).toBe(false)
  })

  it('takes back what an interrupted answer did not say', async () => {
    const { time, session } = meeting([])
    const sentence = (index: number, startMs: number): void =>
      session.follow({ type: 'sentence', turnId: 't', sentence: { index, text: `Sentence ${index}.`, markers: [], startMs, endMs: startMs + 1000 } })
    session.follow({ type: 'state', state: 'speaking', turnId: 't' })
    ;[0, 1, 2].forEach((index) => sentence(index, index * 1000))
    await time.pass(1300)
    session.follow({ type: 'done', turn: { id: 't', heardMs: 1300 } as never })
    await time.pass(3000)
    expect(session.record.segments.map(({ text, startMs, endMs, final }) => [text, startMs, endMs, final])).toEqual([
      ['Sentence 0.', 0, 1000, true],
      ['Sentence 1.', 1000, 1300, true],
    ])
  })

  it('calls out a side without signal within five seconds, and takes it back', async () => {
    const { time, system, troubles } = meeting([])
    system.muted = true
    await time.pass(4900)
    expect(troubles('system')).toEqual([null, 'audio_no_device'])
    expect(troubles('mic')).toEqual([null])
    system.muted = false
    await time.pass(200)
    expect(troubles('system').at(-1)).toBeNull()
    system.stalled = true
    await time.pass(4900)
    expect(troubles('system').at(-1)).toBe('audio_no_device')
  })

  it('opens a lost device again, and keeps both sides aligned meanwhile', async () => {
    const { time, mic, system, session, memory, finals, troubles } = meeting(['Before the loss', 'The far side goes on', 'After the loss'])
    mic.say(0, 960)
    await time.pass(2048)
    mic.startError = new UnderstudyError('audio_no_device', 'None.')
    mic.end('device_lost')
    await time.pass(3200)
    system.say(1, 1280)
    await time.pass(2400)
    mic.startError = null
    await time.pass(2400)
    const againMs = time.nowMs()
    mic.say(2, 960)
    await time.pass(2400)
    expect(finals().map(([source, startMs, , text]) => [source, Math.abs(startMs - (text === 'After the loss' ? againMs : startMs)) <= 64, text])).toEqual([
      ['mic', true, 'Before the loss'],
      ['system', true, 'The far side goes on'],
      ['mic', true, 'After the loss'],
    ])
    expect(troubles('mic')).toEqual([null, 'audio_device_lost', 'audio_no_device', null])
    await session.stop()
    expect(Math.abs(memory.sound.mic - memory.sound.system)).toBeLessThanOrEqual(2 * 512)
  })

  it('takes another device when somebody chooses it', async () => {
    const { time, mic, finals, troubles } = meeting(['Said on the other one'])
    await time.pass(640)
    mic.end('stopped')
    mic.label = 'Headset'
    await time.pass(640)
    mic.say(0, 1280)
    await time.pass(3000)
    expect(finals()).toMatchObject([['mic', expect.any(Number), expect.any(Number), 'Said on the other one']])
    expect(troubles('mic')).toEqual([null, null])
  })

  it('leaves pauses out: nothing is captured, and time stands still', async () => {
    const { time, mic, session, memory, finals } = meeting(['Said before', 'Said in the pause', 'Said after'])
    mic.say(0, 640)
    await time.pass(640)
    await session.pause()
    const atMs = time.nowMs()
    expect(mic.open).toBe(false)
    await time.pass(60_000)
    expect(session.durationMs).toBe(atMs)
    session.resume()
    mic.say(2, 960)
    await time.pass(3000)
    expect(finals().map(([, startMs, , text]) => [Math.round(startMs / 100), text])).toEqual([
      [0, 'Said before'],
      [Math.round(atMs / 100), 'Said after'],
    ])
    await session.stop()
    expect(memory.sound.mic / 16).toBeLessThan(session.durationMs + 100)
    expect(memory.states).toEqual(['running', 'paused', 'running', 'ended'])
  })

  it('goes on when nothing can be kept, and says so once', async () => {
    const { time, mic, memory, problems, finals } = meeting(['Still heard', 'And again'])
    memory.error = new UnderstudyError('disk_full', 'Full.')
    mic.say(0, 960)
    await time.pass(3000)
    mic.say(1, 960)
    await time.pass(3000)
    expect(finals().map(([, , , text]) => text)).toEqual(['Still heard', 'And again'])
    expect(problems).toEqual(['disk_full'])
  })

  it('tries a final text again when the engine was gone', async () => {
    const { time, mic, transcriber, session } = meeting(['Worth a second try'])
    transcriber.failures = 5
    mic.say(0, 960)
    await time.pass(3000)
    await session.stop()
    expect(session.record.segments.map(({ text }) => text)).toEqual(['Worth a second try'])
  }, 30_000)

  it('has what was being said when it is stopped in the middle of a word', async () => {
    const { time, mic, session, finals } = meeting(['I was just going to say something important'])
    mic.say(0, 5000)
    await time.pass(2000)
    await session.stop()
    expect(finals()).toMatchObject([['mic', expect.any(Number), expect.any(Number), 'I was just going to say something important']])
    expect(mic.open).toBe(false)
    expect(session.record.state).toBe('ended')
  })
})
