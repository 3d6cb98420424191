import { z } from 'zod'
import { UnderstudyError } from '../../contract/errors.ts'
import type { TimedPhone } from '../metric/score-face.ts'
import { classesOfIpa } from './ipa.ts'
import { spell } from './letters.ts'
import { AZURE_VISEMES, OPENXR_VISEMES, POLLY_VISEMES } from './viseme-sets.ts'

/** How long the last of a row of starting times is held. */
const LAST_S = 0.12
const TICKS_PER_S = 10_000_000

const elevenLabsSchema = z.object({
  alignment: z
    .object({
      characters: z.array(z.string()),
      character_start_times_seconds: z.array(z.number()),
      character_end_times_seconds: z.array(z.number()),
    })
    .nullish(),
})
const cartesiaSchema = z.object({
  phoneme_timestamps: z.object({ phonemes: z.array(z.string()), start: z.array(z.number()), end: z.array(z.number()) }).nullish(),
})
const pollySchema = z.object({ time: z.number(), type: z.string(), value: z.string() })
const inworldSchema = z.object({
  timestampInfo: z
    .object({
      lipsyncAlignment: z.record(z.string(), z.unknown()).nullish(),
      wordAlignment: z
        .object({
          phoneticDetails: z
            .array(z.object({ phones: z.array(z.object({ phoneSymbol: z.string(), startTimeSeconds: z.number(), durationSeconds: z.number() })) }))
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
})

/** One message of `…/stream/with-timestamps`. @throws UnderstudyError `provider_failed` for anything else, as do all of these */
export function elevenLabsPhones(message: unknown): TimedPhone[] {
  const { alignment } = parse('ElevenLabs', elevenLabsSchema, message)
  if (!alignment) return []
  const { characters, character_start_times_seconds: starts, character_end_times_seconds: ends } = alignment
  sameLength('ElevenLabs', characters, starts, ends)
  return wordsOf(characters).flatMap(({ at, letters }) =>
    spell(letters).flatMap(({ at: within, length, phones }) => {
      const first = at + within
      const last = Math.min(first + length, at + letters.length) - 1
      return shared(phones, starts[first]!, ends[last]!)
    }),
  )
}

/** One `phoneme_timestamps` message; other messages have no phones. */
export function cartesiaPhones(message: unknown): TimedPhone[] {
  const { phoneme_timestamps: timestamps } = parse('Cartesia', cartesiaSchema, message)
  if (!timestamps) return []
  const { phonemes, start, end } = timestamps
  sameLength('Cartesia', phonemes, start, end)
  return phonemes.flatMap((phoneme, k) => shared(classesOfIpa(phoneme) ?? [], start[k]!, end[k]!))
}

/** Speech marks as Polly writes them, one JSON a line; marks of other types are passed over. */
export function pollyPhones(lines: string): TimedPhone[] {
  const marks = lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => parse('Amazon Polly', pollySchema, parseJson('Amazon Polly', line)))
  return untilNext(
    marks.filter(({ type }) => type === 'viseme').map(({ time, value }) => ({ symbol: POLLY_VISEMES[value] ?? 'ah', startS: time / 1000 })),
  )
}

/** `visemeReceived` of the Speech SDK, or Voice Live's `response.animation_viseme.delta` in the same units. */
export function azurePhones(visemes: readonly { audioOffset: number; visemeId: number }[]): TimedPhone[] {
  return untilNext(visemes.map(({ audioOffset, visemeId }) => ({ symbol: AZURE_VISEMES[visemeId] ?? 'ah', startS: audioOffset / TICKS_PER_S })))
}

/** One message of Inworld's: the phones of its words where it has them, else the visemes heard in its sound. */
export function inworldPhones(message: unknown): TimedPhone[] {
  const { timestampInfo } = parse('Inworld', inworldSchema, message)
  const words = timestampInfo?.wordAlignment?.phoneticDetails?.flatMap(({ phones }) => phones) ?? []
  if (words.length > 0) {
    return words.flatMap(({ phoneSymbol, startTimeSeconds: startS, durationSeconds }) => shared(symbolsOf(phoneSymbol), startS, startS + durationSeconds))
  }
  return timestampInfo?.lipsyncAlignment ? lipsyncVisemes(timestampInfo.lipsyncAlignment) : []
}

/** Parallel arrays, of which one holds names; times are told by their keys. */
function lipsyncVisemes(alignment: Record<string, unknown>): TimedPhone[] {
  const entries = Object.entries(alignment)
  const names = entries.map(([, value]) => z.array(z.string()).min(1).safeParse(value).data).find(Boolean) ?? []
  const times = (key: RegExp): number[] | undefined => z.array(z.number()).safeParse(entries.find(([name]) => key.test(name))?.[1]).data
  const starts = times(/start/i)
  const ends = times(/end/i)
  if (!starts) throw notTimed('Inworld')
  sameLength('Inworld', names, starts, ends ?? starts)
  const symbols = names.map((name) => OPENXR_VISEMES[name.toLowerCase()] ?? 'ah')
  return ends
    ? symbols.map((symbol, k) => ({ symbol, startS: starts[k]!, endS: ends[k]! }))
    : untilNext(symbols.map((symbol, k) => ({ symbol, startS: starts[k]! })))
}

/** ARPAbet with or without stress, else IPA. */
function symbolsOf(phone: string): readonly string[] {
  const plain = phone.toLowerCase().replace(/\d$/, '')
  return /^[a-z]{1,3}$/.test(plain) && plain.length > 1 ? [plain] : (classesOfIpa(phone) ?? [plain])
}

function wordsOf(characters: readonly string[]): { at: number; letters: string }[] {
  const words: { at: number; letters: string }[] = []
  characters.forEach((character, at) => {
    const last = words.at(-1)
    if (!/^\p{L}$/u.test(character)) return
    if (last && last.at + last.letters.length === at) last.letters += character
    else words.push({ at, letters: character })
  })
  return words
}

function shared(symbols: readonly string[], startS: number, endS: number): TimedPhone[] {
  const partS = (endS - startS) / symbols.length
  return symbols.map((symbol, k) => ({ symbol, startS: startS + k * partS, endS: startS + (k + 1) * partS }))
}

/** Where only beginnings are known, each lasts until the next; order is not relied upon. */
function untilNext(marks: readonly { symbol: string; startS: number }[]): TimedPhone[] {
  const sorted = [...marks].sort((a, b) => a.startS - b.startS)
  return sorted.map((mark, k) => ({ ...mark, endS: sorted[k + 1]?.startS ?? mark.startS + LAST_S }))
}

function sameLength(who: string, ...lists: readonly (readonly unknown[])[]): void {
  if (lists.some(({ length }) => length !== lists[0]!.length)) throw notTimed(who)
}

function parse<T>(who: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw notTimed(who, parsed.error)
}

function parseJson(who: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw notTimed(who, cause)
  }
}

function notTimed(who: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('provider_failed', `The times of ${who}’s speech can’t be read; check that they come from its service as they are.`, { cause })
}
