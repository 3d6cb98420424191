import type { DocumentEntry, IngestReport, PersonaDetail } from '../../../electron/contract/persona.ts'
import { readyDisclosure } from '../state/studio-profile.ts'
import type { Scenario } from './fake-main.ts'
import { consent, FakeStudio, type FakeStudioOptions } from './fake-studio.ts'
import { document, status } from './sample.ts'

const documents: DocumentEntry[] = [
  { id: document.id, title: document.title, kind: 'memo', date: document.date, words: 412 },
  { id: 'talk-open', title: 'Remarks at the opening of the extended metrology laboratory', kind: 'talk', date: '2021-11-30', words: 2_310 },
  { id: 'letter', title: 'Letter to the people who joined this year', kind: 'letter', date: '2023-01-09', words: 640 },
  { id: 'interview', title: 'Interview with the trade weekly, unabridged', kind: 'interview', date: '2022-06-17', words: 4_880 },
  { id: 'note', title: 'Note on drift', kind: 'note', words: 96 },
]

const plain: PersonaDetail = {
  id: 'tomas-ekholm',
  name: 'Tomas Ekholm',
  title: 'Head of Calibration',
  organisation: 'Northlight Instruments',
  consent: 'verified',
  builtIn: false,
  documents: documents.length,
  problem: null,
  disclosure: readyDisclosure({ name: 'Tomas Ekholm', synthetic: false }),
  synthetic: false,
  voiceId: 'awb',
  head: null,
  headProblem: null,
  documentList: documents,
  consentRecord: consent({}),
  corrections: 14,
  policy: { formatVersion: 1, refusedTopics: ['salaries', 'the acquisition'], wakeNames: ['Tom', 'Thomas'] },
  style: {
    formatVersion: 1,
    meanSentenceWords: 14.2,
    favouriteWords: ['calibrate', 'drift', 'patience', 'honest', 'instrument'],
    openings: ['Let me put it this way', 'The short answer is', 'In my experience'],
  },
}

const builtIn: PersonaDetail = {
  ...plain,
  ...status.persona,
  builtIn: true,
  problem: null,
  synthetic: true,
  voiceId: 'slt',
  head: null,
  headProblem: null,
  consentRecord: null,
  corrections: 0,
  policy: { formatVersion: 1, refusedTopics: [], wakeNames: [] },
}

const unverified: PersonaDetail = {
  ...plain,
  id: 'ada-quill',
  name: 'Ada Quill',
  title: 'Writer',
  organisation: '',
  consent: 'unverified',
  consentRecord: null,
  corrections: 0,
  style: null,
}

const expired: PersonaDetail = {
  ...plain,
  id: 'noor-aldana',
  name: 'Noor Aldana',
  title: 'Chief Engineer',
  consent: 'expired',
  consentRecord: consent({ person: 'Noor Aldana', grantedAt: '2025-02-03T09:04:00.000Z', expiresAt: '2025-08-03T09:04:00.000Z' }),
}

const revoked: PersonaDetail = {
  ...plain,
  id: 'per-lindqvist',
  name: 'Per Lindqvist',
  title: '',
  organisation: 'Harbour Works',
  consent: 'revoked',
  consentRecord: consent({ person: 'Per Lindqvist', revokedAt: '2026-03-01T15:20:00.000Z', revokedReason: 'He has left the company and does not want to be asked any more.' }),
}

const invented: PersonaDetail = { ...plain, id: 'the-lighthouse', name: 'The Lighthouse', title: '', organisation: '', consent: 'synthetic', synthetic: true, consentRecord: null, documents: 0, documentList: [], style: null }

const damaged: PersonaDetail = { ...unverified, id: 'old-harbour', name: 'old-harbour', title: '', documents: 0, problem: 'Its persona.json cannot be read; import the persona again from where it came.' }

const long: PersonaDetail = {
  ...unverified,
  id: 'long',
  name: 'Maximiliane Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh',
  title: 'Executive Director of Long-Baseline Interferometry and Pneumonoultramicroscopicsilicovolcanoconiosis Research',
  organisation: 'The Consolidated Northlight Precision Instruments and Metrology Society',
  documentList: [{ ...documents[0]!, id: 'long', title: 'Remarks at the opening of the extended metrology and long-baseline interferometry laboratory, with corrections and an afterword'.repeat(2) }, ...documents],
}

const report: IngestReport = {
  documents: [
    ...documents.map((entry, k) => ({ ...entry, file: `${['spring', 'opening', 'letters/2023', 'press/interview', 'drift'][k]}.${['md', 'docx', 'txt', 'pdf', 'md'][k]}` })),
    ...Array.from({ length: 9 }, (_, k) => ({ id: `week-${k}`, title: `Weekly letter, number ${k + 1}`, kind: 'letter' as const, words: 300 + 37 * k, file: `weekly/${k + 1}.md` })),
  ],
  skipped: [
    { file: 'press/scan-1998.pdf', reason: 'This PDF holds pictures of pages and no text; run text recognition over it, then add it again.' },
    { file: 'board/minutes.docx', reason: 'The file is encrypted; save it without a password, then add it again.' },
    { file: 'photo.jpg', reason: 'Pictures hold no text; leave them out.' },
    { file: 'old/talk.pdf', reason: 'The file is damaged and cannot be opened; get it from where it came from once more.' },
  ],
}

const everybody = [builtIn, plain, unverified, expired, revoked, invented, damaged]

function scenario(options: Partial<FakeStudioOptions> = {}, patch: Scenario = {}): Scenario {
  return { handlers: (main) => new FakeStudio(main, { personas: everybody, report, ...options }).handlers as ReturnType<NonNullable<Scenario['handlers']>>, ...patch }
}

const MISHEARD = 'copper lanterns drift past the quite harbour while patient gardeners count the mourning bells'

export const scenarios: Record<string, Scenario> = {
  studio: scenario(),
  studioNew: scenario({ personas: [builtIn] }),
  studioLong: scenario({ personas: [builtIn, long, plain] }),
  studioReading: scenario({ holdAt: 6 }),
  studioLooking: scenario({ holdAt: 0 }),
  studioAllBroken: scenario({ report: { documents: [], skipped: report.skipped } }),
  studioMisheard: scenario({ heard: [MISHEARD, ''] }),
  studioLate: scenario({ phraseMs: 1 }),
  studioConflict: scenario({ conflict: true }),
  studioErrors: scenario({
    failures: {
      'personas.create': 'The disk is full, so nothing was made; free some space and try again.',
      'personas.update': 'The disk is full, so nothing was saved; free some space and save again.',
      'personas.import': 'This file is damaged: its documents do not match their checksums; ask for it once more.',
      'personas.export': 'This place cannot be written to; choose another one.',
      'personas.consentBegin': 'A meeting uses the microphone; stop it, then record.',
    },
  }),
  studioUnread: scenario({ failures: { 'personas.list': 'The personas could not be read: the folder is locked by another program; close it and try again.' } }),
}
