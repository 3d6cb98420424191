const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/
const LONGEST = 60

/** Small letters, digits and hyphens, fit for a file name on every system. */
export function slug(text: string, fallback: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '')
  if (plain === '') return fallback
  return RESERVED.test(plain) ? `${fallback}-${plain}` : plain
}

/** `wanted`, or with the first number behind it that is free. */
export function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(wanted)) return wanted
  for (let number = 2; ; number += 1) if (!isTaken(`${wanted}-${number}`)) return `${wanted}-${number}`
}
