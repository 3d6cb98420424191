import { describe, expect, it } from 'vitest'
import type { MeetingSource } from '../../contract/meeting.ts'
import { WakeGate, type HeardWake } from './wake-gate.ts'

function gate(options: { farSide?: boolean; persona?: string[] } = {}): {
  wakes: HeardWake[]
  say(source: MeetingSource, startMs: number, text: string, lengthMs?: number): void
  pass(nowMs: number): void
  hushed(): number
  speaking: Set<MeetingSource>
} {
  const wakes: HeardWake[] = []
  const speaking = new Set<MeetingSource>()
  let hushed = 0
  const wakeGate = new WakeGate({
    names: () => ['Iris Valdane', 'Iris'],
    farSideAllowed: () => options.farSide ?? false,
    isSpeaking: (source) => speaking.has(source),
    personaWords: () => options.persona ?? [],
    onWake: (wake) => wakes.push(wake),
    onHush: () => hushed++,
  })
  let id = 0
  return {
    wakes,
    speaking,
    say: (source, startMs, text, lengthMs = 2000) => wakeGate.hear({ id: `s${id++}`, source, startMs, endMs: startMs + lengthMs, text, final: true }),
    pass: (nowMs) => wakeGate.tick(nowMs),
    hushed: () => hushed,
  }
}

describe('WakeGate', () => {
  it('lets the microphone ask and reports the far side as refused', () => {
    const { wakes, say } = gate()
    say('mic', 1000, 'Hey Iris, how do you hire people?')
    say('system', 5000, 'Hey Iris, what does it cost?')
    expect(wakes).toEqual([
      { atMs: 1000, source: 'mic', allowed: true, question: 'How do you hire people?' },
      { atMs: 5000, source: 'system', allowed: false, question: 'What does it cost?' },
    ])
  })

  it('lets the far side ask where that is allowed', () => {
    const { wakes, say } = gate({ farSide: true })
    say('system', 5000, 'Hey Iris, what does it cost?')
    expect(wakes).toMatchObject([{ source: 'system', allowed: true }])
  })

  it('takes the question from the next words of the same side', () => {
    const { wakes, say, pass } = gate()
    say('mic', 1000, 'Hey iris', 600)
    say('system', 2000, 'Could somebody open the window?')
    pass(4000)
    expect(wakes).toEqual([])
    say('mic', 5000, 'How do you hire people?')
    expect(wakes).toEqual([{ atMs: 1000, source: 'mic', allowed: true, question: 'How do you hire people?' }])
  })

  it('gives up when no question comes, and not while somebody is asking it', () => {
    const { wakes, say, pass, speaking } = gate()
    say('mic', 1000, 'Hey iris', 600)
    speaking.add('mic')
    pass(9000)
    expect(wakes).toEqual([])
    speaking.clear()
    pass(9000)
    expect(wakes).toMatchObject([{ question: '' }])
    say('mic', 12_000, 'How do you hire people?')
    expect(wakes).toHaveLength(1)
  })

  it('waits for the rest of a question that breaks off', () => {
    const { wakes, say, pass } = gate()
    say('mic', 1000, 'Hey Iris, what did you say about')
    pass(3500)
    expect(wakes).toEqual([])
    say('mic', 3800, 'The hub in the north?')
    expect(wakes).toMatchObject([{ question: 'What did you say about the hub in the north?' }])
    say('mic', 20_000, 'Okay Iris can you tell us more')
    pass(24_000)
    expect(wakes[1]).toMatchObject({ question: 'Can you tell us more' })
  })

  it('takes a spoken grant from the microphone only, for two minutes, and answers what was just refused', () => {
    const { wakes, say } = gate()
    say('system', 1000, 'Iris, you may answer them.')
    say('system', 5000, 'Hey Iris, what does it cost?')
    expect(wakes).toMatchObject([{ allowed: false }])
    say('mic', 10_000, 'Iris, you may answer them.')
    expect(wakes).toMatchObject([{ allowed: false }, { atMs: 5000, source: 'system', allowed: true, question: 'What does it cost?' }])
    say('system', 100_000, 'Hey Iris, and who pays it?')
    say('system', 140_000, 'Hey Iris, and who pays it now?')
    expect(wakes.slice(2)).toMatchObject([{ allowed: true }, { allowed: false }])
    say('mic', 150_000, 'Iris, you may answer them.')
    say('mic', 153_000, 'Iris, please stop answering them.')
    say('system', 160_000, 'Hey Iris, and who pays it then?')
    expect(wakes.at(-1)).toMatchObject({ atMs: 160_000, allowed: false })
  })

  it('is silenced by the microphone, which asks nothing with it', () => {
    const { wakes, say, pass, hushed } = gate({ farSide: true })
    say('mic', 1000, 'Iris, stop.')
    say('mic', 3000, 'Hey Iris, thank you very much.')
    say('system', 5000, 'Hey Iris, be quiet please.')
    pass(20_000)
    expect(wakes).toEqual([])
    expect(hushed()).toBe(2)
    say('mic', 21_000, 'Hey Iris, stop what?')
    expect(wakes).toHaveLength(1)
  })

  it('is not woken by the persona itself', () => {
    const { wakes, say } = gate({ persona: ['you', 'can', 'say', 'hey', 'iris', 'what', 'is', 'new'] })
    say('system', 1000, 'Hey Iris, what is new?')
    say('mic', 1000, 'Hey Iris, what is new?')
    expect(wakes).toEqual([])
  })
})
