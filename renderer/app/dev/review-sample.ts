import type { Citation, SpokenSentence, TurnOrigin, TurnRecord } from '../../../electron/contract/turn.ts'
import { answer } from './sample.ts'

const sources = import.meta.glob<string>('../../../resources/personas/iris-valdane/documents/*.md', { eager: true, query: '?raw', import: 'default' })

/** Documents of the persona that ships, by their file's name. */
export const documents = Object.fromEntries(
  Object.entries(sources).map(([path, source]) => {
    const id = path.split('/').at(-1)!.replace('.md', '')
    const [, head, text] = /^---\n([^]*?)\n---\n([^]*)$/.exec(source)!
    const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(head!)?.[1] ?? ''
    return [id, { id, title: field('title'), kind: field('kind'), date: field('date'), text: text! }]
  }),
)

const MS_PER_LETTER = 62

function cited(marker: number, documentId: string, quote: string): Citation {
  const document = documents[documentId]!
  const startChar = document.text.indexOf(quote)
  if (startChar < 0) throw new Error(`not in ${documentId}: ${quote}`)
  return { marker, documentId, document: document.title, date: document.date, quote, startChar, endChar: startChar + quote.length }
}

interface Said {
  id: string
  origin: TurnOrigin
  hoursAgo: number
  question: string
  documentId: string
  /** Sentences of the document, each with its own source. */
  said: string[]
}

export function turnOf({ id, origin, hoursAgo, question, documentId, said }: Said, patch: Partial<TurnRecord> = {}): TurnRecord {
  let atMs = 0
  const sentences: SpokenSentence[] = said.map((text, index) => {
    const startMs = atMs
    atMs += text.length * MS_PER_LETTER
    return { index, text, markers: [index + 1], startMs, endMs: atMs }
  })
  return answer(id, question, {
    origin,
    startedAt: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
    answer: said.join(' '),
    sentences,
    citations: said.map((quote, k) => cited(k + 1, documentId, quote)),
    heardMs: atMs,
    ...patch,
  })
}

export const silentSunday = turnOf({
  id: 'r1',
  origin: 'hold',
  hoursAgo: 0.4,
  question: 'What happened on Silent Sunday?',
  documentId: '2024-08-silent-sunday',
  said: [
    'At 02:05 a certificate on our message broker expired.',
    'The sensors kept measuring, and the hubs kept sending.',
    'The broker refused the connection between the forecast and the telephone service, so the warnings were made and then stayed in a queue.',
  ],
})

export const wrenHome = turnOf({
  id: 'r2',
  origin: 'meeting',
  hoursAgo: 3,
  question: 'Why did you close Wren Home?',
  documentId: '2024-09-closing-wren-home',
  said: ['Wren Home had a tenth of our revenue and took a third of our engineers.', 'It lost money on each unit.', 'I mistook that feeling for a strategy.', 'People at home don\'t have our problem.'],
})

export const counterOffers = turnOf({
  id: 'r3',
  origin: 'typed',
  hoursAgo: 7,
  question: 'Do we make a counter-offer when somebody resigns for better pay elsewhere?',
  documentId: '2025-02-hiring',
  said: ['We also don\'t make counter-offers.', 'If somebody resigns because they are badly paid, we have made a mistake with everyone at that level, and we should fix it for everyone.'],
})

export const chatbot = turnOf({
  id: 'r4',
  origin: 'typed',
  hoursAgo: 26,
  question: 'May I paste a customer’s call into a chatbot?',
  documentId: '2025-09-ai-at-work',
  said: ['No customer data goes into a tool that we don\'t run ourselves.', 'There is one approved assistant, on our own servers, for which that is safe.'],
})

export const degrees = turnOf({
  id: 'r5',
  origin: 'hold',
  hoursAgo: 31,
  question: 'Do I need a degree to work here?',
  documentId: '2025-02-hiring',
  said: ['I don\'t care where somebody studied.', 'Of our twelve best engineers, five have no degree, and one was a pastry chef.', 'The chef knew more about cold rooms than the rest of us together.'],
})

export const lisbon = answer('r6', 'What is our plan for opening a second office in Lisbon next year?', {
  origin: 'meeting',
  startedAt: new Date(Date.now() - 52 * 3_600_000).toISOString(),
  answer: 'I haven’t spoken about a second office in Lisbon. The nearest I have said is about how we work.',
  outcome: 'not_spoken_about',
  citations: [],
  sentences: [],
})

export const stopped = turnOf(
  { id: 'r7', origin: 'hold', hoursAgo: 54, question: 'What do you ask when you call a reference?', documentId: '2025-02-hiring', said: ['I call two people whom the candidate has managed or trained, and not their former boss.'] },
  { outcome: 'stopped', heardMs: 2_600 },
)

export const punished = turnOf({
  id: 'r8',
  origin: 'hold',
  hoursAgo: 75,
  question: 'Was anybody punished for the outage?',
  documentId: '2024-08-silent-sunday',
  said: ['Nobody will be punished for this.', 'The engineer on call did everything right, and she told me within ten minutes.'],
})

export const longOne = turnOf(
  {
    id: 'r9',
    origin: 'meeting',
    hoursAgo: 1,
    question: `Given everything that we learned from the closing of Wren Home, the outage in August and the Pneumonoultramicroscopicsilicovolcanoconiosis-sensor-calibration programme, ${'and considering what the board wrote to us in spring, '.repeat(3)}how would you decide today whether to try something outside our three markets?`,
    documentId: '2024-09-closing-wren-home',
    said: documents['2024-09-closing-wren-home']!.text
      .split(/(?<=[.»])\s+/)
      .filter((sentence) => sentence.length > 30 && !sentence.includes('#'))
      .slice(2, 16),
  },
)
