import { describe, expect, it } from 'vitest'
import type { TranscriptSegment } from '../../contract/meeting.ts'
import type { ChatMessage, ChatModel } from '../../persona/chat-model.ts'
import { NoteKeeper } from './note-keeper.ts'

const FILLING = 'and so on and so forth, which is why it takes as long as it takes, as everybody here knows very well by now'

function said(count: number, from = 0): TranscriptSegment[] {
  return Array.from({ length: count }, (_, k) => {
    const i = from + k
    const text = i === 0 ? 'We decided to paint the harbour green.' : i === 1 ? 'Who pays for the paint?' : `Part ${i}: ${FILLING}.`
    return { id: `s${i}`, source: i % 2 ? 'system' : 'mic', startMs: i * 9000, endMs: i * 9000 + 8000, text, final: true }
  })
}

class ScriptedModel implements ChatModel {
  readonly asked: string[] = []
  constructor(private readonly answers: (string | Error)[]) {}
  async *stream(messages: readonly ChatMessage[]): AsyncGenerator<string> {
    this.asked.push(messages.map(({ content }) => content).join('\n'))
    const answer = this.answers.shift() ?? new Error('no more')
    if (answer instanceof Error) throw answer
    await Promise.resolve()
    yield answer.slice(0, 10)
    yield answer.slice(10)
  }
}

const notes = (parts: Record<string, unknown>): string => `Here they are:\n\`\`\`json\n${JSON.stringify(parts)}\n\`\`\``

describe('NoteKeeper', () => {
  it('shows extractive notes at once, and tells a change only', () => {
    const keeper = new NoteKeeper(null)
    let told = 0
    keeper.onChange(() => told++)
    keeper.update(said(1), [])
    expect(keeper.current.decisions).toMatchObject([{ text: 'We decided to paint the harbour green.', segmentIds: ['s0'] }])
    keeper.update(said(1), [])
    expect(told).toBe(1)
  })

  it('has the model’s words in the end, each linked to the meeting, and nothing that links to nowhere', async () => {
    const model = new ScriptedModel([
      notes({
        summary: [{ text: 'The harbour turns green.', segments: ['s0'] }],
        decisions: [{ text: 'The harbour is painted green.', segments: ['s0'], owner: 'nobody' }, { text: 'Invented.', segments: ['s99'] }, { text: '', segments: ['s0'] }, 'nonsense'],
        actions: [{ text: 'Buy paint.', owner: 'Me', due: null, segments: ['s1', 's0', 's1'] }],
        questions: [],
      }),
    ])
    const keeper = new NoteKeeper({ model, name: 'small-model' })
    await keeper.finish(said(3), [])
    expect(keeper.current).toEqual({
      summary: [{ text: 'The harbour turns green.', atMs: 0, segmentIds: ['s0'] }],
      decisions: [{ text: 'The harbour is painted green.', atMs: 0, segmentIds: ['s0'] }],
      actions: [{ text: 'Buy paint.', owner: 'Me', atMs: 0, segmentIds: ['s0', 's1'] }],
      questions: [],
      madeBy: 'small-model',
    })
    expect(model.asked[0]).toContain('[s1] Them: Who pays for the paint?')
  })

  it('goes part by part, and strikes a question that a later part answers', async () => {
    const model = new ScriptedModel([
      notes({ questions: [{ text: 'Who pays for the paint?', segments: ['s1'] }] }),
      notes({ answered: [0], decisions: [{ text: 'The city pays.', segments: ['s40'] }] }),
    ])
    const keeper = new NoteKeeper({ model, name: 'm' })
    keeper.update(said(40), [])
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(keeper.current.questions).toMatchObject([{ text: 'Who pays for the paint?' }])
    await keeper.finish(said(45), [])
    expect(model.asked[1]).toContain('0. Who pays for the paint?')
    expect(model.asked[1]).not.toContain('[s39]')
    expect(keeper.current.questions).toEqual([])
    expect(keeper.current.decisions).toMatchObject([{ text: 'The city pays.' }])
  })

  it.each([
    ['fails', new Error('gone')],
    ['answers in prose', 'I am sorry, I cannot do that.'],
    ['answers with something else', '{"decisions": "all of them"}'],
  ])('keeps the extractive notes when the model %s', async (_, answer) => {
    const keeper = new NoteKeeper({ model: new ScriptedModel([answer, answer]), name: 'm' })
    await keeper.finish(said(3), [])
    expect(keeper.current).toMatchObject({ madeBy: 'extractive', decisions: [{ text: 'We decided to paint the harbour green.' }] })
  })

  it('has both when the model fails in the middle', async () => {
    const model = new ScriptedModel([new Error('gone'), new Error('gone'), notes({ actions: [{ text: 'Call the city.', segments: ['s41'] }] })])
    const keeper = new NoteKeeper({ model, name: 'm' })
    keeper.update(said(40), [])
    await new Promise((resolve) => setTimeout(resolve, 20))
    keeper.update(said(40), [])
    await keeper.finish(said(45), [])
    expect(keeper.current).toMatchObject({ decisions: [{ text: 'We decided to paint the harbour green.' }], actions: [{ text: 'Call the city.' }] })
  })
})
