import { shareOf } from './clean-text.ts'
import { unreadable } from './unreadable.ts'

/** Bytes of a file that are looked at to tell text from anything else. */
const SAMPLE_BYTES = 64 * 1024
/** More of these and it isn't text in a European language. */
const STRANGE_SHARE = 0.3

/** Of the bytes 0x80–0x9f, a space where there is none: Node's own decoder takes them for control characters. */
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'.split('').map((letter) => letter.trim())

/**
 * Text of UTF-8, UTF-16 with or without byte order mark, or Windows-1252 (which holds Latin-1).
 * @throws `persona_invalid` for what is no text, or text whose encoding cannot be told
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(bytes, 'utf-16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode(bytes, 'utf-16be')
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  const zeros = [0, 1].map((parity) => sample.filter((byte, i) => byte === 0 && i % 2 === parity).length)
  const half = sample.length / 2
  if (zeros[1]! > half * 0.4 && zeros[0]! < half * 0.05) return decode(bytes, 'utf-16le')
  if (zeros[0]! > half * 0.4 && zeros[1]! < half * 0.05) return decode(bytes, 'utf-16be')
  if (zeros[0]! + zeros[1]! > 0) throw notText()
  try {
    return decode(bytes, 'utf-8')
  } catch {
    return decodeWestern(bytes)
  }
}

function decodeWestern(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1').replace(/[\u0080-\u009f]/g, (letter) => WINDOWS_1252[letter.charCodeAt(0) - 0x80] || letter)
  const sample = text.slice(0, SAMPLE_BYTES)
  if (shareOf(sample, /[\u0000-\u0008\u000e-\u001f]/g) > 0.01) throw notText()
  // Letters of other scripts, and a second encoding on top of the first, come out as runs of signs and accented capitals.
  if (shareOf(sample, /[^\u0000-\u007f]/g) > STRANGE_SHARE || shareOf(sample, /[\u0080-\u009f]/g) > 0.02) {
    throw unreadable('Its text encoding is not known; save it as UTF-8.')
  }
  return text
}

function decode(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding, { fatal: true }).decode(bytes)
}

function notText(): Error {
  return unreadable('It holds no text but binary data; save it as text, Markdown, PDF or DOCX.')
}
