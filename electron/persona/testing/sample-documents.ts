import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeDocx } from './make-docx.ts'
import { makeProtectedPdf, makeScannedPdf } from './make-pdf.ts'
import { HANDBOOK, HISTORY, HOUSE_STYLE, INTERVIEW, PEAT_LETTER, SPRING_TALK, TOWN_HALL } from './sample-texts.ts'
import { typeset } from './typeset.ts'

/** Asked of a persona made from the folder, its answer must quote `fact` from `file`. */
export interface SampleQuestion {
  question: string
  fact: string
  file: string
}

export interface SampleFolder {
  readable: string[]
  /** Files with something wrong, and what the reason must say. */
  broken: Record<string, RegExp>
  questions: SampleQuestion[]
}

const QUESTIONS: SampleQuestion[] = [
  { question: 'Why did we stop using peat?', fact: 'a bog grows one millimetre a year', file: 'letters/2023-04-03 peat letter.docx' },
  { question: 'How much does a day of glasshouse heating cost?', fact: '1,140 pounds', file: 'reports/heating-report-2024.pdf' },
  { question: 'What have you dismissed an apprentice for?', fact: 'a mistake that is hidden is the only thing for which I have ever dismissed an apprentice', file: 'handbook.pdf' },
  { question: 'Who may give a customer a refund?', fact: 'Anybody at the till may refund up to 60 pounds', file: 'memos/refunds.md' },
  { question: "Why can't people buy from us online?", fact: 'A plant in a box for three days', file: 'interview-garden-weekly.txt' },
  { question: 'How many seedlings did we lose in the frost?', fact: 'we lost nine thousand seedlings in one night', file: 'talks/spring-talk.srt' },
  { question: 'How many people work at the nursery in winter?', fact: 'fourteen of us in January', file: 'town hall questions.docx' },
  { question: 'When did you sign the lease?', fact: 'I signed the lease on 9 September 1998', file: 'about-us.html' },
  { question: 'How should we write plant labels?', fact: 'Latin name first, in small letters', file: 'reports/house-style.pdf' },
]

const READABLE = [
  'about-us.html',
  'handbook.pdf',
  'interview-garden-weekly.txt',
  'letters/2023-04-03 peat letter.docx',
  'memos/2022-11-bees.txt',
  'memos/2024-06-water.md',
  'memos/refunds.md',
  'memos/wages.markdown',
  'reports/heating-report-2024.pdf',
  'reports/house-style.pdf',
  'talks/2024-10-05 town hall.vtt',
  'talks/spring-talk.srt',
  'town hall questions.docx',
]

const BROKEN: Record<string, RegExp> = {
  'copies/refunds (copy).md': /same text as «memos\/refunds\.md»/,
  'letters/cut-off.docx': /damaged or was cut off/,
  'memos/empty.md': /empty/,
  'memos/huge-log.txt': /longer|larger/,
  'memos/not-text.txt': /binary/,
  'old/minutes.doc': /kind of file is not read/,
  'old/plan.docx': /protected by a password or an old/,
  'reports/board-pack.pdf': /protected by a password/,
  'reports/broken.pdf': /damaged/,
  'reports/map.pdf': /not a PDF but a PNG picture/,
  'reports/scan.pdf': /pictures of pages/,
}

/** Writes a folder as people have them: many formats, several encodings, and some files that cannot be read. Takes a second. */
export async function writeSampleDocuments(folder: string): Promise<SampleFolder> {
  const files: Record<string, string | Buffer> = {
    'about-us.html': HISTORY,
    'handbook.pdf': typeset(HANDBOOK, { title: 'Microsoft Word - handbook_v7.docx', created: '20230214101500Z', header: 'Hollowbrook Nurseries – Handbook for apprentices', footer: (page, pages) => `Page ${page} of ${pages}`, linesAPage: 24 }),
    'interview-garden-weekly.txt': Buffer.from(INTERVIEW.replaceAll('–', '\x96'), 'latin1'),
    'letters/2023-04-03 peat letter.docx': await makeDocx(PEAT_LETTER, { created: '2023-05-30' }),
    'memos/2022-11-bees.txt': Buffer.from(`\ufeff${BEES}`, 'utf16le'),
    'memos/2024-06-water.md': WATER,
    'memos/refunds.md': REFUNDS,
    'memos/wages.markdown': WAGES,
    'reports/heating-report-2024.pdf': typeset(HEATING, { title: 'Heating report', created: '20240112080000Z', header: 'CONFIDENTIAL', footer: (page) => String(page), linesAPage: 30 }),
    'reports/house-style.pdf': typeset(HOUSE_STYLE, { title: 'House style', created: '20221103120000Z', columns: 2, linesAPage: 30, footer: (page) => `House style | ${page}` }),
    'talks/2024-10-05 town hall.vtt': TOWN_HALL,
    'talks/spring-talk.srt': SPRING_TALK,
    'town hall questions.docx': await makeDocx(QUESTIONS_DOCX, { title: 'Questions from the town hall', created: '2024-10-09' }),
    'copies/refunds (copy).md': REFUNDS,
    'letters/cut-off.docx': (await makeDocx(PEAT_LETTER)).subarray(0, 900),
    'memos/empty.md': '',
    'memos/huge-log.txt': 'The pump in house four was started and stopped again without a fault.\n'.repeat(40_000),
    'memos/not-text.txt': Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 37) % 251)),
    'old/minutes.doc': Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    'old/plan.docx': Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2_000)]),
    'reports/board-pack.pdf': makeProtectedPdf(),
    'reports/broken.pdf': Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nand then nothing'),
    'reports/map.pdf': Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(500)]),
    'reports/scan.pdf': makeScannedPdf(3),
    // Left behind by file managers and office programs: not even worth a reason.
    '.DS_Store': Buffer.alloc(100),
    'letters/~$peat letter.docx': Buffer.alloc(162),
  }
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
    await utimes(path, new Date('2025-02-01T12:00:00Z'), new Date('2025-02-01T12:00:00Z'))
  }
  return { readable: READABLE, broken: BROKEN, questions: QUESTIONS }
}

const REFUNDS = `---
title: "Refunds: who decides"
date: 2024-02-11
tags: [refunds, customers, till]
author:
  - Orla Tamsin
---

# Refunds: who decides

Nobody should have to *find a manager* to be kind. **Anybody at the till may refund up to 60 pounds**, without
a receipt and without asking. Above that, ring me; I answer on Saturdays too.

## What we don't ask
We don't ask whether they watered it. They know, and [so do we](https://example.org/watering).

1. Say sorry first.
2. Then take the plant back, dead or alive.
3. Write the reason into the green book.
`

const WATER = `# Water

Written on 14 June 2024 after the second dry spring.

The reservoir holds 2,300 cubic metres, which is nineteen days of summer. From now on we water at five in the
morning and never at noon.

| House | Litres a day |
|-------|--------------|
| One   | 4,200        |
| Four  | 9,800        |

> We water roots, not leaves.
`

const WAGES = `Wages
=====

Everybody here knows what everybody earns. The lowest wage is fourteen pounds and twenty pence an hour, and I earn
three times that, no more.

We publish the list every April. It hangs beside the kettle.
`

const BEES = `From: Orla Tamsin
To: all growers
Subject: Bees
Date: Tue, 8 Nov 2022 07:10:00 +0000

Hello all,

we keep eleven hives behind house six and we will not spray anything there, not even soap. Whoever finds aphids
calls Bettina, who will bring ladybirds.

Orla
`

const HEATING = [
  { heading: 'What it costs' },
  {
    text:
      'In January I put meters on every boiler because nobody could tell me what a cold night costs. A day of heating the glasshouses costs 1,140 pounds when it freezes outside and about 400 pounds when it does not. The greatest part of it leaves through the roof of house two, which was built in 1961 and has never been insulated.',
  },
  { row: ['House', 'Area', 'Cost a day'] },
  { row: ['One', '800 m2', '212 pounds'] },
  { row: ['Two', '1,200 m2', '611 pounds'] },
  { heading: 'What we will do' },
  {
    text:
      'We will close house two from December to February and move the citrus to house one. I know that the citrus people will not like it. A second skin of bubble film costs 3,900 pounds and pays for itself in eleven freezing days, so we fit it this autumn and do not wait for a grant.',
  },
  { note: '1 The meters were lent by the college and have been returned.' },
]

const QUESTIONS_DOCX = [
  { text: 'Q: How many people work here in winter?' },
  { text: 'A: There are fourteen of us in January and thirty-one in May. I would rather keep fourteen people all year than hire sixty for spring.' },
  { text: 'Q: Will we open a café?' },
  { text: 'A: No. We grow plants, and a café would eat the only flat ground we have.' },
]
