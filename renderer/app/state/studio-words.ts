import type { ConsentRecord, ConsentState, IngestProgress, IngestReport, PersonaDetail, PersonaUse } from '../../../electron/contract/persona.ts'

const DAY_MS = 86_400_000
/** So long before its end a consent is said to run out. */
const ENDS_SOON_DAYS = 30

export const USE_WORDS: Record<PersonaUse, { label: string; hint: string; noun: string }> = {
  talk: { label: 'Talk', hint: 'Anyone at this computer can ask, and it answers aloud.', noun: 'talking' },
  meeting: { label: 'Meetings', hint: 'It answers aloud in a meeting when it is called by name.', noun: 'meetings' },
  realtime: { label: 'Speech to speech', hint: 'While talking, a model on a server may word and speak its answers, in a voice that is not the person’s.', noun: 'speech to speech' },
}

/** What the consent is worth now, and what follows from it. */
export function consentSentence(state: ConsentState, record: ConsentRecord | null, nowMs: number): string {
  const person = record?.person ?? 'The person'
  switch (state) {
    case 'synthetic':
      return 'It stands in for nobody, so nobody has to agree. Whoever meets it is told that it is invented.'
    case 'unverified':
      return 'It cannot speak in any mode until the person it stands in for has agreed aloud.'
    case 'expired':
      return `${person} agreed until ${day(record?.expiresAt)}. It cannot speak until the consent is renewed.`
    case 'revoked':
      return `${person} took the consent back on ${day(record?.revokedAt)}. It does not speak anywhere.`
    case 'verified': {
      const left = daysLeft(record, nowMs)
      const until = left !== null && left <= ENDS_SOON_DAYS ? `only until ${day(record?.expiresAt)}` : `until ${day(record?.expiresAt)}`
      return `${person} agreed on ${day(record?.grantedAt)}, ${until}.`
    }
  }
}

/** What asking the person now would be called; null where there is nobody to ask. What holds goes on until they have answered. */
export const ASK_WORDS: Record<ConsentState, string | null> = {
  synthetic: null,
  unverified: 'Ask for consent',
  expired: 'Renew the consent',
  revoked: 'Ask again',
  verified: 'Renew or change it',
}

/** A moment of the past or of years to come, so never without its year. */
export function dayAndTime(iso: string): string {
  return new Date(iso).toLocaleString([], { dateStyle: 'long', timeStyle: 'short' })
}

export function scopeWords(scope: readonly PersonaUse[]): string {
  return capital(listed(scope.map((use) => USE_WORDS[use].noun)))
}

/** Whether a model elsewhere may word and speak its answers. */
export function mayAnswerSo({ consent, consentRecord }: Pick<PersonaDetail, 'consent' | 'consentRecord'>): boolean {
  const scope = consentRecord?.scope ?? []
  return consent === 'synthetic' || (consent === 'verified' && scope.includes('talk') && scope.includes('realtime'))
}

export function periodWords(days: number): string {
  return { 30: '30 days', 90: '3 months', 180: '6 months', 365: 'One year', 730: 'Two years' }[days] ?? plural(days, 'day')
}

/** `29:07` */
export function countdown(ms: number): string {
  const whole = Math.ceil(ms / 1000)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

export function progressSentence(progress: IngestProgress | null): string {
  if (!progress) return 'Looking through the folder.'
  const { phase, done, total, waiting } = progress
  if (waiting) return 'The engine that learns where everything stands is not ready yet; it is asked again.'
  return phase === 'reading' ? `Read ${done} of ${plural(total, 'file')}.` : 'Learning where everything stands. This takes a moment.'
}

/** 0…1; null while nobody knows how much there is. Indexing is the last part. */
export function progressShare(progress: IngestProgress | null): number | null {
  if (!progress || progress.total === 0) return null
  const share = Math.min(1, progress.done / progress.total)
  return progress.phase === 'reading' ? share * 0.8 : 0.8 + share * 0.2
}

export function reportSentence({ documents, skipped }: IngestReport): string {
  const read = documents.length === 0 ? 'No document was made' : `${capital(plural(documents.length, 'document'))} ${documents.length === 1 ? 'is' : 'are'} ready`
  if (skipped.length === 0) return `${read}. Every file could be read.`
  return `${read}; ${plural(skipped.length, 'file')} could not be read, for the reasons below.`
}

export function documentCount(count: number): string {
  return count === 0 ? 'No documents' : plural(count, 'document')
}

/** Last part of a path, whichever system wrote it. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path
}

/** What an exported persona is called; the ending is that of the import dialog. */
export function exportName(name: string): string {
  const plain = name.normalize('NFKD').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '')
  return `${plain.slice(0, 80) || 'persona'}.understudy`
}

export function plural(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`
}

function daysLeft(record: ConsentRecord | null, nowMs: number): number | null {
  return record ? (Date.parse(record.expiresAt) - nowMs) / DAY_MS : null
}

function day(iso: string | null | undefined): string {
  return iso ? new Date(iso).toLocaleDateString([], { day: 'numeric', month: 'long', year: 'numeric' }) : 'an unknown day'
}

function listed(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
