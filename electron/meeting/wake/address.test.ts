import { describe, expect, it } from 'vitest'
import { AddressReader } from './address.ts'

const iris = new AddressReader(['Iris Valdane', 'Iris'])
const lines = (text: string): string[] => text.trim().split('\n')

describe('AddressReader', () => {
  it.each([
    ['Hey Iris, what did you say about the hub?', 'What did you say about the hub?'],
    ['So, hey Iris, what was the reason for closing the hub?', 'What was the reason for closing the hub?'],
    ['That is a good point. Hey Iris, um, how do you hire people?', 'How do you hire people?'],
    ['Iris, tell us what happened on Silent Sunday.', 'Tell us what happened on Silent Sunday.'],
    ['Okay, Iris, can you summarize the pricing memo?', 'Can you summarize the pricing memo?'],
    ['Hey Iris Valdane, when do you ship?', 'When do you ship?'],
    ['Hey iris', ''],
  ])('takes the question: %s', (text, question) => {
    expect(iris.read(text)).toMatchObject({ kind: 'wake', question })
  })

  it.each(
    // As the transcriber heard «Hey Iris», «Okay Iris» and «Iris» of several voices.
    lines(`
Hilarious, what did you say about the hub?
Hilress, what did you sail about to help?
Hey Iars, what did you say about the hub?
Hi, Iris. What did you see? I'm out of the harm.
K. Iris, what did you say about the herb?
Iris, why was the lunch delayed?
Ok IRS, can you summers the pricing them both?
Okay, Aris, can you summarize the pricing then, Mo?
Hey, Iarse,, what would you change about the pricing?
Hey virus
Hey irs
Hi, Iars, when do you ship?
Iris how do you hire people
Iris can you explain the outage?
Iris, please remind us of the pricing.`),
  )('wakes by a name that was misheard: %s', (text) => {
    expect(iris.read(text)).toMatchObject({ kind: 'wake' })
  })

  it.each(
    lines(`
I think Iris said that yesterday.
Iris said yesterday that quality comes first, and I think that is right.
We should ask Iris.
Iris's memo is very clear.
Let us ask Iris what she thinks about it.
You can wake it by saying hey Iris.
Just say, hey Iris, and then your question.
Okay, Iris said she would join later.
Iris will send the memo tomorrow.
Iris, who joined last year, wrote the memo.
Iris has decided to close the hub.
Iris and I talked about it.
Is Iris in the room?
What would Iris say?
The iris of the eye is blue.`),
  )('leaves talk about it alone: %s', (text) => {
    expect(iris.read(text)).toBeNull()
  })

  it.each(
    lines(`
Hey Chris, what do you think?
Harris, what did you decide about your budget?
Hey guys, how are you doing?
Hey, it's me.
Hey, ours is ready, what about yours?
Hilarious.
Hey everyone, are you there?
Okay, is it done?
Hurry, did you hear?`),
  )('knows whoever else is spoken to: %s', (text) => {
    expect(iris.read(text)).toBeNull()
  })

  it.each([
    ['Iris, you may answer them.', true],
    ['You may answer them, Iris.', true],
    ['Iris, please answer her.', true],
    ['Okay Iris, go ahead and answer them.', true],
    ['Let Iris answer that.', true],
    ['Iris, please do not answer them any more.', false],
    ['Iris, stop answering them.', false],
  ])('hears who may ask: %s', (text, allowed) => {
    expect(iris.read(text)).toMatchObject({ kind: 'grant', allowed })
  })

  it.each(['Can you answer them?', 'I will answer them tomorrow.', 'Iris answered them already.'])('hears no grant in «%s»', (text) => {
    expect(iris.read(text)).toBeNull()
  })

  it('works for other names, short ones, and those that the owner added', () => {
    const reader = new AddressReader(['Priya Raman', 'Priya', 'the oracle'])
    expect(reader.read('Hey Prea, when is the release?')).toMatchObject({ kind: 'wake', question: 'When is the release?' })
    expect(reader.read('Hey the oracle, when is the release?')).toMatchObject({ kind: 'wake' })
    expect(new AddressReader(['Bo']).read('Hey Bo, are you there?')).toMatchObject({ kind: 'wake' })
    expect(new AddressReader([]).read('Hey Bo, are you there?')).toBeNull()
  })
})
