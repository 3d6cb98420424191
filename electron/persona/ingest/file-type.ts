import { extname } from 'node:path'
import { unreadable } from './unreadable.ts'

export type FileType = 'markdown' | 'text' | 'html' | 'pdf' | 'docx' | 'subtitles'

const BY_EXTENSION: Record<string, FileType> = {
  '.md': 'markdown', '.markdown': 'markdown', '.mdown': 'markdown',
  '.txt': 'text', '.text': 'text',
  '.html': 'html', '.htm': 'html', '.xhtml': 'html',
  '.pdf': 'pdf',
  '.docx': 'docx',
  '.srt': 'subtitles', '.vtt': 'subtitles',
}

/** First bytes of what people rename, or save under another name, as Latin-1. */
const SIGNATURES: readonly [string, string][] = [
  ['%PDF-', 'a PDF'],
  ['PK\u0003\u0004', 'a ZIP or Office file'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Office file'],
  ['\u0089PNG', 'a PNG picture'],
  ['\u00ff\u00d8\u00ff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['RIFF', 'a sound or picture file'],
  ['ID3', 'a sound file'],
  ['{\\rtf', 'an RTF file'],
  ['\u007fELF', 'a program'],
  ['MZ\u0090', 'a program'],
  ['\u001f\u008b', 'a compressed file'],
]

/** Null for a kind of file which is not read. */
export function fileTypeOf(path: string): FileType | null {
  return BY_EXTENSION[extname(path).toLowerCase()] ?? null
}

/** @throws `persona_invalid` when the content is not what the file's name says */
export function checkContent(bytes: Uint8Array, type: FileType): void {
  if (bytes.length === 0) throw unreadable('It is empty.')
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1')
  const found = SIGNATURES.find(([signature]) => start.startsWith(signature))?.[1]
  if (type === 'pdf') {
    // Readers of PDF allow for rubbish before the header.
    if (!start.includes('%PDF-')) throw unreadable(`It is not a PDF${looksLike(found)}; save it as one again.`)
  } else if (type === 'docx') {
    if (found === 'an old Office file') throw unreadable('It is protected by a password or an old .doc file; save it as DOCX without a password.')
    if (found !== 'a ZIP or Office file') throw unreadable(`It is not a DOCX file${looksLike(found)}; save it as one again.`)
  } else if (found !== undefined) {
    throw unreadable(`It is not text${looksLike(found)}; give it the name that fits, or save it as text.`)
  }
}

function looksLike(found: string | undefined): string {
  return found === undefined ? '' : ` but ${found}`
}
