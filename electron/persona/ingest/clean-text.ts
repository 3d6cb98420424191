const LIGATURES: Record<string, string> = { 'ﬀ': 'ff', 'ﬁ': 'fi', 'ﬂ': 'fl', 'ﬃ': 'ffi', 'ﬄ': 'ffl', 'ﬅ': 'ft', 'ﬆ': 'st' }

/** Bullets of symbol fonts, which carry no letter of their own. */
const SYMBOL_BULLETS = /[\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf02d]/g

/**
 * The words of a text without what typesetting left in them: ligatures, soft hyphens, invisible and control characters,
 * odd spaces. Line breaks stay.
 */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(SYMBOL_BULLETS, '•')
    .replace(/[ﬀ-ﬆ]/g, (ligature) => LIGATURES[ligature] ?? ligature)
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]/g, ' ')
    // Soft hyphens, joiners, marks of direction, byte order marks, control characters, private use.
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\ue000-\uf8ff]/g, '')
}

/** The same, on one line. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim()
}

/** Shares (0–1) of a text's characters. */
export function shareOf(text: string, pattern: RegExp): number {
  return text.length === 0 ? 0 : (text.match(pattern)?.length ?? 0) / text.length
}
