import { deflateSync } from 'node:zlib'

/** A piece of text on a page: PDF points, origin at the lower left. */
export interface PlacedText {
  x: number
  y: number
  text: string
  size?: number
  bold?: boolean
}

/** Advance widths of Helvetica for codes 32–126, thousandths of the size. */
const WIDTHS = (
  '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 ' +
  '667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 ' +
  '556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584'
)
  .split(' ')
  .map(Number)

export function textWidth(text: string, size: number): number {
  let width = 0
  for (const letter of text) width += WIDTHS[letter.charCodeAt(0) - 32] ?? 556
  return (width * size) / 1000
}

/** A PDF as word processors write them: compressed pages, kerned strings, facts about the file. */
export function makePdf(pages: readonly PlacedText[][], info: { title?: string; created?: string } = {}, trailerExtra = ''): Buffer {
  const objects: Buffer[] = []
  const add = (content: string | Buffer): number => objects.push(Buffer.isBuffer(content) ? content : Buffer.from(content, 'latin1'))
  const catalog = add('<< /Type /Catalog /Pages 2 0 R >>')
  const pageNumbers = pages.map((_, index) => 6 + index * 2)
  add(`<< /Type /Pages /Count ${pages.length} /Kids [${pageNumbers.map((n) => `${n} 0 R`).join(' ')}] >>`)
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>')
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>')
  const facts = add(`<< ${info.title ? `/Title (${escape(info.title)})` : ''} ${info.created ? `/CreationDate (D:${info.created})` : ''} /Producer (Sample) >>`)
  for (const page of pages) {
    const commands = page.map(({ x, y, text, size = 11, bold }) => `BT /${bold ? 'F2' : 'F1'} ${size} Tf 1 0 0 1 ${x.toFixed(2)} ${y.toFixed(2)} Tm [${kerned(text)}] TJ ET`).join('\n')
    const number = objects.length + 1
    add(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${number + 1} 0 R >>`)
    const stream = deflateSync(Buffer.from(commands, 'latin1'))
    add(Buffer.concat([Buffer.from(`<< /Length ${stream.length} /Filter /FlateDecode >>\nstream\n`), stream, Buffer.from('\nendstream')]))
  }
  return assemble(objects, `/Root ${catalog} 0 R /Info ${facts} 0 R ${trailerExtra}`)
}

function assemble(objects: readonly Buffer[], trailer: string): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.5\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1')]
  let offset = parts[0]!.length
  const offsets = objects.map((object, index) => {
    const at = offset
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')])
    parts.push(part)
    offset += part.length
    return at
  })
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  parts.push(Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} ${trailer} >>\nstartxref\n${offset}\n%%EOF\n`, 'latin1'))
  return Buffer.concat(parts)
}

/** A PDF which opens with a password only. */
export function makeProtectedPdf(): Buffer {
  const key = 'ab'.repeat(32)
  return makePdf([[{ x: 72, y: 700, text: 'Nobody is to read this.' }]], {}, `/Encrypt << /Filter /Standard /V 1 /R 2 /O <${key}> /U <${key}> /P -44 >> /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]`)
}

/** What a scanner makes: a page with a picture and no letters. */
export function makeScannedPdf(pageCount: number): Buffer {
  return makePdf(Array.from({ length: pageCount }, (): PlacedText[] => []))
}

/** Every few letters a nudge, as kerning fonts have them. */
function kerned(text: string): string {
  return (text.match(/.{1,7}/gs) ?? []).map((piece, index) => `${index > 0 ? ((index * 7) % 5) * 6 - 12 : ''} (${escape(piece)})`).join(' ')
}

const WIN_ANSI: Record<string, string> = { '’': '\x92', '‘': '\x91', '“': '\x93', '”': '\x94', '–': '\x96', '—': '\x97', '•': '\x95', '€': '\x80', '…': '\x85' }

function escape(text: string): string {
  return text.replace(/[’‘“”–—•€…]/g, (letter) => WIN_ANSI[letter]!).replace(/[\\()]/g, '\\$&')
}
