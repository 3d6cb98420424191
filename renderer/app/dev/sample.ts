import type { AppStatus } from '../../../electron/contract/ipc.ts'
import type { PersonaEntry } from '../../../electron/contract/persona.ts'
import type { Citation, SpokenSentence, TurnRecord } from '../../../electron/contract/turn.ts'

export const questions = [
  'What did we learn from shipping the spring release three weeks late?',
  'Why do we hire slowly?',
  'What is our plan for opening a second office in Lisbon next year?',
]

export const status: AppStatus = {
  version: '0.1.0',
  inference: 'ready',
  persona: {
    id: 'iris-valdane',
    name: 'Iris Valdane',
    title: 'Founder',
    organisation: 'Northlight Instruments',
    disclosure: 'You are talking with a computer. Iris Valdane is an invented person; voice, face and words are made by software.',
    consent: 'synthetic',
    headUrl: '/head/',
    documents: 16,
    suggestedQuestions: [questions[0]!, 'Why do we hire slowly?', 'What would you do differently in the first year?', 'How do we decide what not to build?'],
    answers: { mode: 'strict', freest: 'creative' },
  },
  hotkey: { key: 'F8', mode: 'hold', problem: null },
  keyStorage: 'protected',
  store: 'ok',
  offline: false,
}

export const personas: PersonaEntry[] = [
  { id: 'iris-valdane', name: 'Iris Valdane', title: 'Founder', organisation: 'Northlight Instruments', consent: 'synthetic', builtIn: true, documents: 16, problem: null },
  { id: 'tomas-ekholm', name: 'Tomas Ekholm', title: 'Head of Calibration', organisation: 'Northlight Instruments', consent: 'verified', builtIn: false, documents: 42, problem: null },
  {
    id: 'ada-quill',
    name: 'Ada Quill',
    title: '',
    organisation: '',
    consent: 'unverified',
    builtIn: false,
    documents: 7,
    problem: 'Nobody has read the consent phrase yet; open it in the studio and let Ada Quill read it.',
  },
]

const said = [
  'We learned that a date nobody believes is worse than no date at all.',
  'I had promised the spring release to four customers before the team had seen the plan.',
  'Since then the people who build a thing are the ones who name its date.',
]

export const document = {
  id: 'memo-spring',
  title: 'What the late spring release taught us',
  kind: 'memo',
  date: '2024-05-14',
  text: `# What the late spring release taught us\n\nThis note is for everybody, and most of all for those who were not in the room.\n\n${'We planned the release in January, with the numbers we had, and they were good numbers. '.repeat(6)}\n\n## The date\n\n${said[0]} ${said[1]} Two of them had told their own boards.\n\n${'The second thing is smaller and took longer to see. '.repeat(9)}\n\n## What we changed\n\n${said[2]} It costs us a meeting, and it has saved us a quarter.\n\n${'None of this is new; we had to learn it with our own customers. '.repeat(5)}`,
}

function cite(marker: number, quote: string, title = document.title, date: string | undefined = document.date): Citation {
  const startChar = document.text.indexOf(quote)
  return { marker, documentId: document.id, document: title, date, quote, startChar, endChar: startChar + quote.length }
}

export function answer(id: string, question: string, patch: Partial<TurnRecord> = {}): TurnRecord {
  let atMs = 0
  const sentences: SpokenSentence[] = said.map((text, index) => {
    const startMs = atMs
    atMs += text.length * 62
    return { index, text, markers: [index === 1 ? 1 : index === 2 ? 3 : 1], startMs, endMs: (atMs += 0) }
  })
  return {
    id,
    personaId: 'iris-valdane',
    origin: 'hold',
    startedAt: new Date().toISOString(),
    question,
    answer: said.join(' '),
    outcome: 'answered',
    citations: [cite(1, said[0]!), cite(3, said[2]!, 'Answers to staff, summer meeting', '2024-07-02')],
    sentences,
    trace: { captureMs: 41, transcriptMs: 96, retrievalMs: 112, firstTokenMs: 131, firstSentenceMs: 133, firstAudioMs: 318, firstCoefficientsMs: 325, firstFrameMs: 341, doneMs: 13_820 },
    heardMs: atMs,
    error: null,
    mode: 'strict',
    ...patch,
  }
}

const LONG_QUOTE =
  'If you ask me what I would keep from those years it is not the instrument, nor the patents, nor even the building by the harbour that everybody photographs, but the habit of writing down, on the day itself and before knowing how it ends, why we decided what we decided, so that a year later we could be wrong in public and on purpose instead of by accident and in private.'

export const longTurn = answer('long', `${questions[0]} ${'And how does it bear on the Pneumonoultramicroscopicsilicovolcanoconiosis-sensor-calibration programme, '.repeat(3)}as you see it now?`, {
  citations: [
    cite(1, said[0]!, 'Remarks at the opening of the extended metrology and long-baseline interferometry laboratory, with corrections', '2021-11-30'),
    { ...cite(2, said[1]!), quote: LONG_QUOTE },
    cite(3, said[2]!),
  ],
})

export const earlierTurns: TurnRecord[] = [
  answer('e1', questions[1]!, { startedAt: new Date(Date.now() - 90_000_000).toISOString() }),
  answer('e2', questions[2]!, {
    startedAt: new Date(Date.now() - 7_200_000).toISOString(),
    outcome: 'not_spoken_about',
    answer: 'I haven’t spoken about a second office. You may want to ask the people team.',
    citations: [],
    sentences: [],
  }),
  answer('e3', 'How do we decide what not to build?', {
    startedAt: new Date(Date.now() - 3_000_000).toISOString(),
    outcome: 'stopped',
    heardMs: 4_200,
    answer: said[0]!,
  }),
]
