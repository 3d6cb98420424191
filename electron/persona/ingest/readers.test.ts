import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeDocx } from '../testing/make-docx.ts'
import { makePdf } from '../testing/make-pdf.ts'
import { makeZip } from '../testing/make-zip.ts'
import { typeset, type Passage } from '../testing/typeset.ts'
import { findDate } from './find-date.ts'
import { joinLines, lexiconOf } from './join-lines.ts'
import { readDocumentFile, type IngestedDocument } from './read-file.ts'

vi.setConfig({ testTimeout: 60_000 })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-read-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function read(name: string, content: string | Buffer): Promise<IngestedDocument> {
  const path = join(folder, name)
  await writeFile(path, content)
  return readDocumentFile({ path, relativePath: name, personName: 'Orla Tamsin' })
}

const reasonFor = (name: string, content: string | Buffer): Promise<string> => read(name, content).then(() => 'read', (error: Error) => error.message)

describe('text', () => {
  const words = 'Größe zählt nicht – the “café” is naïve.'

  it.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(words)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${words}`)],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${words}`, 'utf16le')],
    ['UTF-16, the other way round', Buffer.from(`\ufeff${words}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(words, 'utf16le')],
    ['Windows-1252', Buffer.from(words.replace('–', '\x96').replace('“', '\x93').replace('”', '\x94'), 'latin1')],
  ])('is read in %s', async (_name, bytes) => {
    expect((await read('a.txt', bytes)).text).toBe(words)
  })

  it('in an encoding that nobody can tell is refused, not garbled', async () => {
    const japanese = Buffer.from('82a082b182cc96ec8ded82cd82c682c482e082a882a282b582a2815b82c682be82b782b5', 'hex')
    expect(await reasonFor('a.txt', Buffer.concat([japanese, japanese]))).toMatch(/encoding is not known/)
  })

  it('keeps paragraphs whole, however the lines were broken', async () => {
    const wrapped = 'We have one rule in the workshop and it is written above the door: who-\never makes a mess cleans it up, whatever the hour, and nobody goes\nhome before the floor is clean.\n\nThat is all there is to it, and I will not say it again in this memo or\nin any other.'
    expect((await read('a.txt', wrapped)).text).toBe(
      'We have one rule in the workshop and it is written above the door: whoever makes a mess cleans it up, whatever the hour, and nobody goes home before the floor is clean.\n\nThat is all there is to it, and I will not say it again in this memo or in any other.',
    )
    expect((await read('b.txt', 'One line is one paragraph here.\nThe next is another one.\nSo is this.')).text.split('\n\n')).toHaveLength(3)
  })

  it('takes the head of a mail for facts, not for words', async () => {
    const mail = await read('a.txt', 'From: Orla\nTo: everybody in the yard\nSubject: RE: The gate\nDate: Mon, 4 Mar 2024 08:00:00 +0100\n\nPlease shut the gate after dark.')
    expect(mail).toMatchObject({ title: 'The gate', date: '2024-03-04', kind: 'memo', audience: 'everybody in the yard', text: 'Please shut the gate after dark.' })
  })
})

describe('Markdown', () => {
  it('loses its marks and keeps its words', async () => {
    const { text } = await read('a.md', '# T\n\nWe **never** [sell](http://x.y) `data`; it’s *ours* &amp; theirs.[^1]\nReally.\n\n- [x] one\n- two\n\n```js\nlet secret\n```\n\n> Quoted line.\n\n[^1]: A note.')
    expect(text).toBe('We never sell data; it’s ours & theirs. Really.\n\n- one\n- two\n\nQuoted line.')
  })

  it('has its front matter read, whoever wrote it', async () => {
    expect(await read('a.md', '---\ntitle: "Why: because"\ndate: 2024-05-06\ntags:\n  - apples\n  - pears\nkind: talk\n---\nWe like fruit a lot.')).toMatchObject({ title: 'Why: because', date: '2024-05-06', topics: ['apples', 'pears'], kind: 'talk' })
    expect(await read('b.md', '---\ntitle: One: two: [three\ndate: 6 May 2024\n---\nWe like fruit a lot.')).toMatchObject({ title: 'One: two: [three', date: '2024-05-06' })
    expect(await read('c.md', '---\ntopics: pricing, discounts\nasked: What does it cost? Who pays?\naudience: sales\n---\nNine euros a month.')).toMatchObject({ topics: ['pricing', 'discounts'], asked: ['What does it cost?', 'Who pays?'], audience: 'sales' })
  })
})

describe('a web page', () => {
  it('gives its main part without menus, scripts and footers', async () => {
    const page = '<html><head><title>Bread | Our site</title><meta name="date" content="2021-02-03"></head><body><nav><a>Home</a></nav><article><h2>Flour</h2><p>We mill it <b>here</b>,<br>every day.</p><table><tr><th>Day</th><th>Sacks</th></tr><tr><td>Monday</td><td>4</td></tr></table></article><aside>Buy now!</aside><footer>Cookies</footer><script>x()</script></body></html>'
    expect(await read('a.html', page)).toMatchObject({ title: 'Bread', date: '2021-02-03', text: '## Flour\n\nWe mill it here, every day.\n\n- Monday; Sacks: 4' })
  })
})

describe('subtitles', () => {
  it('become running text; captions that roll up are said once', async () => {
    const vtt = 'WEBVTT\n\n00:01.000 --> 00:03.000\nso the first thing is\n\n00:03.000 --> 00:05.000\nso the first thing is\nthat we wait\n\n00:05.000 --> 00:07.000\nthat we wait\nuntil noon'
    expect((await read('a.vtt', vtt)).text).toBe('so the first thing is that we wait until noon')
  })

  it('put nobody else’s words into the persona’s mouth where speakers are named', async () => {
    const vtt = 'WEBVTT\n\n00:01.000 --> 00:03.000\n<v Bettina>Shall we sell the field?\n\n00:03.000 --> 00:05.000\n<v Orla>No. The field stays ours.'
    expect((await read('a.vtt', vtt)).text).toBe('No. The field stays ours.')
  })
})

describe('DOCX', () => {
  it('gives headings, lists and tables, and its facts', async () => {
    const docx = await makeDocx([{ style: 'Title', text: 'Rules' }, { style: 'Heading1', text: 'Gates' }, { text: 'Shut **every** gate.' }, { item: 'the north one' }, { rows: [['Gate', 'Key'], ['North', 'Anna']] }], { title: 'Gate rules', created: '2022-08-09', keywords: 'gates; keys' })
    expect(await read('a.docx', docx)).toMatchObject({ title: 'Gate rules', date: '2022-08-09', topics: ['gates', 'keys'], text: '# Rules\n\n## Gates\n\nShut every gate.\n\n- the north one\n- North; Key: Anna' })
  })

  it('that is a bomb costs nothing', async () => {
    const bomb = await makeZip({ 'word/document.xml': Buffer.alloc(80 * 1024 * 1024) })
    expect(bomb.length).toBeLessThan(200_000)
    expect(await reasonFor('a.docx', bomb)).toMatch(/unpacks to far more/)
  })

  it('that is another Office file is refused', async () => {
    expect(await reasonFor('a.docx', await makeZip({ 'xl/workbook.xml': 'x' }))).toMatch(/not a Word document/)
  })
})

describe('PDF', () => {
  /** No two alike: what returns at the head of every page is taken for a header. */
  const paragraphs = (count: number): string[] => {
    const words = paragraph.split(' ')
    return Array.from({ length: count }, (_, i) => `Number ${i + 1} says: ${[...words.slice((i * 7) % words.length, -1), ...words.slice(0, (i * 7) % words.length)].join(' ').replace(/[.:]/g, '')}.`)
  }
  const paragraph =
    'Nobody expects an apprentice to understand everything in the first month, and whoever pretends otherwise misunderstands what we are doing here: unhurried, well-considered craftsmanship, not performance.'

  it('is quoted without headers, page numbers, hyphens of lines and the ends of pages', async () => {
    const passages: Passage[] = paragraphs(9).map((text) => ({ text }))
    const { text } = await read('a.pdf', typeset([...passages, { note: '1 A footnote.' }], { title: 'T', header: 'Handbook – private', footer: (page, pages) => `${page} / ${pages}`, linesAPage: 14 }))
    const found = text.split('\n\n')
    expect(found.slice(0, 9)).toEqual(passages.map((passage) => ('text' in passage ? passage.text : '')))
    expect(text).not.toMatch(/private|\d \/ \d/)
  })

  it('is read column by column', async () => {
    const { text } = await read('a.pdf', typeset([{ text: paragraph }, { text: `Second. ${paragraph}` }], { title: 'T', columns: 2, linesAPage: 12 }))
    expect(text).toBe(`${paragraph}\n\nSecond. ${paragraph}`)
  })

  it('gives tables row by row and leaves a table of contents out', async () => {
    const { text } = await read('a.pdf', typeset([{ text: 'Introduction . . . . . . . . . . . . . . 4' }, { text: paragraph }, { row: ['House', 'Cost'] }, { row: ['One', '212'] }], { title: 'T' }))
    expect(text).toBe(`${paragraph}\n\n- House; Cost\n- One; 212`)
  })

  it('keeps what stands upright only', async () => {
    const page = makePdf([[{ x: 72, y: 700, text: 'We never sell the field, and that is final.' }]])
    expect((await read('a.pdf', page)).text).toBe('We never sell the field, and that is final.')
  })

  it('of many pages is read whole', async () => {
    const { text } = await read('a.pdf', typeset(paragraphs(400).map((text) => ({ text })), { title: 'T', footer: (page) => `${page}` }))
    expect(text.split('\n\n')).toHaveLength(400)
  })
})

describe('what cannot be read', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['a.md', '', /empty/],
    ['a.md', '# Only a heading\n', /no sentence/],
    ['a.md', Buffer.from('%PDF-1.4 x'), /not text but a PDF/],
    ['a.pdf', 'hello there', /not a PDF/],
    ['a.pdf', Buffer.from('%PDF-1.7\ngarbage'), /damaged/],
    ['a.docx', 'hello there', /not a DOCX/],
    ['a.txt', Buffer.from([0, 1, 2, 3, 0, 200, 17, 0, 9]), /binary/],
    ['a.srt', 'no cues here at all', /no subtitles/],
    ['a.pages', 'x', /kind of file is not read/],
    ['a.txt', 'x'.repeat(4_000_001), /larger than 4 MB/],
    ['a.txt', 'We said a word. '.repeat(120_000), /longer than 1,500,000 characters/],
  ])('«%s» has its reason (%#)', async (name, content, reason) => {
    const sentence = await reasonFor(name, content)
    expect(sentence).toMatch(reason)
    expect(sentence).toMatch(/^\p{Lu}.*\.$/u)
  })
})

describe('dates', () => {
  it.each([
    ['2024-03-05 offsite', '2024-03-05'],
    ['memo_20240305_final', '2024-03-05'],
    ['5th of March 2024', '2024-03-05'],
    ['March 5, 2024', '2024-03-05'],
    ['Letter March 2024', '2024-03'],
    ['2024-03 prices', '2024-03'],
    ['13/14/2024', undefined],
    ['2024-02-31', undefined],
    ['room 2024', undefined],
    ['invoice 120245678', undefined],
  ])('in «%s»', (text, date) => {
    expect(findDate(text)).toBe(date)
  })
})

it('puts words divided at a line’s end together as the author writes them', () => {
  const lines = ['a co-operation', 'They co-', 'operate with long-', 'term part-', 'ners in 2024-', '25, under-', 'standing', 'that. The understanding']
  expect(joinLines(lines.slice(1, 7), lexiconOf(lines))).toBe('They co-operate with long-term partners in 2024-25, understanding')
})
