import { createHash } from 'node:crypto'
import { fromBuffer, open, type Entry, type ZipFile } from 'yauzl'
import { UnderstudyError } from '../../contract/errors.ts'

export interface ZipLimits {
  maxEntries: number
  maxEntryBytes: number
  maxTotalBytes: number
}

/** What a zip's directory says of a file; none of it is to be believed. */
export interface ZipEntry {
  name: string
  compressedBytes: number
  uncompressedBytes: number
  /** Unix mode, 0 where the archive was not made on Unix. */
  mode: number
  encrypted: boolean
}

export function tooLarge(): UnderstudyError {
  return new UnderstudyError('too_large', 'The archive unpacks to more than is allowed; nothing of it was taken.')
}

/**
 * Unpacks a zip in memory, one file after the other, counting what really comes out.
 * @param source the archive, or its path
 * @param check sees the whole directory before anything is unpacked; it throws to refuse
 * @throws `too_large` beyond the limits, anything else for a damaged archive
 */
export async function readZip(
  source: Buffer | string,
  limits: ZipLimits,
  onFile: (name: string, content: Buffer, sha256: string) => void | Promise<void>,
  check: (entries: readonly ZipEntry[]) => void = () => undefined,
): Promise<void> {
  const zip = await openZip(source)
  try {
    const entries = await directoryOf(zip, limits)
    check(entries.map(describe))
    let total = 0
    for (const entry of entries) {
      const name = nameOf(entry)
      if (name.endsWith('/')) continue
      const content = await unpack(zip, entry, Math.min(limits.maxEntryBytes, limits.maxTotalBytes - total))
      total += content.length
      await onFile(name, content, createHash('sha256').update(content).digest('hex'))
    }
  } finally {
    zip.close()
  }
}

/** Names are taken as they stand, to be refused with a reason by whoever writes files; here nothing is written. */
const OPTIONS = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true } as const

function openZip(source: Buffer | string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, zip?: ZipFile): void => (error || !zip ? reject(error ?? new Error('no archive')) : resolve(zip))
    if (typeof source === 'string') open(source, OPTIONS, done)
    else fromBuffer(source, OPTIONS, done)
  })
}

function directoryOf(zip: ZipFile, limits: ZipLimits): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = []
    let declared = 0
    zip.on('entry', (entry: Entry) => {
      declared += entry.uncompressedSize
      entries.push(entry)
      if (entries.length > limits.maxEntries || entry.uncompressedSize > limits.maxEntryBytes || declared > limits.maxTotalBytes) reject(tooLarge())
      else zip.readEntry()
    })
    zip.on('end', () => resolve(entries))
    zip.on('error', reject)
    zip.readEntry()
  })
}

function describe(entry: Entry): ZipEntry {
  return {
    name: nameOf(entry),
    compressedBytes: entry.compressedSize,
    uncompressedBytes: entry.uncompressedSize,
    mode: entry.externalFileAttributes >>> 16,
    encrypted: (entry.generalPurposeBitFlag & 1) !== 0,
  }
}

function nameOf(entry: Entry): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(entry.fileNameRaw)
}

function unpack(zip: ZipFile, entry: Entry, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error)
      const parts: Buffer[] = []
      let bytes = 0
      stream.on('data', (part: Buffer) => {
        bytes += part.length
        if (bytes > maxBytes) {
          stream.destroy()
          reject(tooLarge())
        } else parts.push(part)
      })
      stream.on('end', () => resolve(Buffer.concat(parts)))
      stream.on('error', reject)
    })
  })
}
