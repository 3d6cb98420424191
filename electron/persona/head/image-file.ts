import type { AvatarImage } from './baked.ts'

/** Sides beyond this are not decoded: a picture of a few kilobytes can unpack to gigabytes. */
const LONGEST_SIDE = 8192

/** What kind of picture these bytes are, or null where it is none that a page decodes, or too large a one. */
export function imageOf(bytes: Uint8Array): AvatarImage | null {
  const found = png(bytes) ?? jpeg(bytes) ?? webp(bytes)
  if (!found || found.width < 1 || found.height < 1 || found.width > LONGEST_SIDE || found.height > LONGEST_SIDE) return null
  return { type: found.type, bytes }
}

/** A KTX or KTX2 texture, which a page cannot decode by itself. */
export function isKtx(bytes: Uint8Array): boolean {
  return bytes.length > 12 && text(bytes, 1, 3) === 'KTX'
}

interface Found {
  readonly type: AvatarImage['type']
  readonly width: number
  readonly height: number
}

function png(bytes: Uint8Array): Found | null {
  if (bytes.length < 24 || text(bytes, 0, 4) !== '\x89PNG') return null
  const view = viewOf(bytes)
  return { type: 'png', width: view.getUint32(16), height: view.getUint32(20) }
}

function jpeg(bytes: Uint8Array): Found | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null
  const view = viewOf(bytes)
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1]!
    // Start of frame, of whatever kind, but for the tables that share its range.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return { type: 'jpg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2)
  }
  return null
}

function webp(bytes: Uint8Array): Found | null {
  if (bytes.length < 30 || text(bytes, 0, 4) !== 'RIFF' || text(bytes, 8, 4) !== 'WEBP') return null
  const view = viewOf(bytes)
  const uint24 = (at: number): number => view.getUint16(at, true) | (bytes[at + 2]! << 16)
  switch (text(bytes, 12, 4)) {
    case 'VP8X':
      return { type: 'webp', width: 1 + uint24(24), height: 1 + uint24(27) }
    case 'VP8L': {
      const size = view.getUint32(21, true)
      return { type: 'webp', width: 1 + (size & 0x3fff), height: 1 + ((size >> 14) & 0x3fff) }
    }
    case 'VP8 ':
      return { type: 'webp', width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    default:
      return null
  }
}

function text(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length))
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
