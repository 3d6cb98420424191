import { editDistance } from '../edit-distance.ts'
import { GIVEN_NAMES } from './given-names.ts'
import { fold, nameLikeness, soundKey, type NameLikeness } from './name-key.ts'

/** What an utterance says to the persona. `atChar` is where in its text it turns to it. */
export type Address =
  /** `question` is empty when only the name was called; `greeted`: with «hey», not just by name. */
  | { kind: 'wake'; atChar: number; question: string; greeted: boolean }
  /** The others may ask it, or not any more. */
  | { kind: 'grant'; allowed: boolean; atChar: number }
  /** It is to be silent. */
  | { kind: 'hush'; atChar: number }

interface Token {
  text: string
  word: string
  at: number
  end: number
  /** Punctuation before the next word. */
  after: string
}

const RANK: Record<NameLikeness, number> = { exact: 4, close: 3, loose: 2, far: 1, none: 0 }
/** Least likeness of the name after each greeting: the more a greeting calls, the worse the name may be heard. */
const GREETINGS: ReadonlyMap<string, number> = new Map([
  ['hey', RANK.far],
  ['hay', RANK.close],
  ['hi', RANK.loose],
  ['hello', RANK.loose],
  ['okay', RANK.close],
  ['ok', RANK.close],
])
/** With these the name is called for sure; after «okay» it is as after nothing. */
const CALLS = new Set(['hey', 'hay', 'hi', 'hello'])
const FILLERS = new Set(['so', 'well', 'um', 'uh', 'and', 'but', 'right', 'now', 'oh', 'er', 'alright', 'yeah', 'great', 'thanks'])
/** «…just say hey NAME» calls nobody. */
const REPORTING = new Set(['say', 'says', 'said', 'saying', 'like', 'type', 'typed', 'call', 'called', 'calling', 'word', 'words', 'phrase', 'heard', 'shout', 'shouted', 'with'])
const REPORTING_REACH = 3
const ABOUT =
  /^(?:said|says|told|tells|thinks|thought|wants|wanted|was|wasn't|wrote|writes|mentioned|has|had|asked|asks|sent|knows|knew|went|made|gave|gives|is|isn't|and|or|will|won't|who|already|always|never|also|agreed|decided|did|does)$/
const ASKS =
  /^(?:what|what's|why|how|when|where|which|who|whose|can|could|would|will|do|did|does|have|has|are|is|was|were|should|shall|may|any)$/
const REQUESTS =
  /^(?:please|tell|give|remind|explain|summarise|summarize|show|list|read|describe|help|let|talk|walk|take|answer|repeat|say|find|look|check|share|go|compare|name)$/
const TO_YOU = /\b(?:you|your|yours|us|me)\b/i
const HUSH = /^(?:please )?(?:stop|be quiet|quiet|enough|that(?:'s| is) enough|never ?mind|thank you|thanks|hold on|wait)(?: (?:talking|it|that|please|now|very much|a (?:moment|second)))*$/
const QUOTED_NAME = '§'
const GRANT =
  /^(?:(?:so|well|okay|ok|yes|and|please) )*(?:(?:hey|hi) )?§? ?(?:please )?(?:(?:you|§) )?(?:may|can|could|should|are allowed to|have permission to|go ahead and|please|feel free to|let|do)? ?(?:also )?(?:§ )?(?:please )?(?:answer|reply to|respond to|talk to|speak to|answering)(?: to)? (?:them|him|her|everyone|everybody|the others|the other side|that|that one|their questions?|his question|her question|the question|questions from (?:them|the others))\b/
const REVOKE = /\b(?:don't|do not|stop|no longer|not) (?:answer|answering|reply to|replying to|respond to|responding to|talk to|talking to) (?:them|him|her|everyone|the others|the other side|their questions?)\b/

/** Reads what one utterance says to a persona of these names; null when it is about it, or not at all. */
export class AddressReader {
  private readonly names: readonly string[][]

  /** @param names each of one or more words: first name, full name, nicknames. */
  constructor(names: readonly string[]) {
    this.names = names.map((name) => name.split(/\s+/).filter((word) => fold(word) !== '')).filter((name) => name.length > 0)
  }

  read(text: string): Address | null {
    const tokens = tokenise(text)
    return this.grantIn(tokens) ?? this.hushIn(tokens) ?? this.wakeIn(text, tokens) ?? this.runTogether(text, tokens)
  }

  /** Whether any of the words could be the name. */
  mentions(words: readonly string[]): boolean {
    return words.some((word) => this.names.some(([first]) => RANK[nameLikeness(word, first!)] >= RANK.close))
  }

  private wakeIn(text: string, tokens: readonly Token[]): Address | null {
    for (let i = 0; i < tokens.length; i++) {
      const greeting = GREETINGS.get(tokens[i]!.word)
      const address = (greeting !== undefined && this.greetedAt(text, tokens, i, greeting)) || this.namedAt(text, tokens, i)
      if (address) return address
    }
    return null
  }

  /** «Hey NAME, …», anywhere. */
  private greetedAt(text: string, tokens: readonly Token[], i: number, least: number): Address | null {
    const name = this.nameAt(tokens, i + 1, least >= RANK.close ? RANK.close : least)
    if (!name || /[.?!]/.test(tokens[i]!.after)) return null
    if (tokens.slice(Math.max(0, i - REPORTING_REACH), i).some(({ word }) => REPORTING.has(word))) return null
    const calls = CALLS.has(tokens[i]!.word)
    if (!calls && !startsSentence(tokens, i)) return null
    if (!this.turnsTo(text, tokens, name.next, calls)) return null
    const rest = sentenceFrom(text, tokens, name.next)
    if (name.rank < RANK.close && rest !== '' && !rest.endsWith('?') && !tokens[name.next - 1]!.after.includes(',')) return null
    return { kind: 'wake', atChar: tokens[i]!.at, question: questionFrom(text, tokens, name.next), greeted: calls }
  }

  /** «NAME, …?» at the beginning of a sentence. */
  private namedAt(text: string, tokens: readonly Token[], i: number): Address | null {
    if (!startsSentence(tokens, i)) return null
    const name = this.nameAt(tokens, i, RANK.loose)
    if (!name || !this.turnsTo(text, tokens, name.next, false)) return null
    const rest = sentenceFrom(text, tokens, name.next)
    const comma = tokens[name.next - 1]!.after.includes(',')
    if (name.rank === RANK.loose && !(comma && rest.endsWith('?') && TO_YOU.test(rest))) return null
    return { kind: 'wake', atChar: tokens[i]!.at, question: questionFrom(text, tokens, name.next), greeted: false }
  }

  /** Whether what follows the name is said to it, and not about it. */
  private turnsTo(text: string, tokens: readonly Token[], next: number, called: boolean): boolean {
    const following = tokens[next]?.word
    const after = tokens[next - 1]!.after
    if (following === undefined || /[.?!]/.test(after)) return called
    const rest = sentenceFrom(text, tokens, next)
    const isQuestion = rest.endsWith('?')
    const comma = after.includes(',')
    if (called) return comma || isQuestion || !ABOUT.test(following)
    if (REQUESTS.test(following)) return comma || TO_YOU.test(rest)
    if (comma) return isQuestion || (ASKS.test(following) && !/^(?:who|which)$/.test(following)) || /^you\b/i.test(rest)
    if (!ASKS.test(following)) return false
    const second = tokens[next + 1]?.word
    return second === 'you' || second === 'your' || (isQuestion && !ABOUT.test(following)) || /^(?:what|why|how|when|where)/.test(following)
  }

  /** «Hilarious, what did you …?»: greeting and name in one, as transcribers hear them. */
  private runTogether(text: string, tokens: readonly Token[]): Address | null {
    const [heard] = tokens
    if (!heard?.after.includes(',') || !/^h[aeiouy]/.test(heard.word) || GIVEN_NAMES.has(heard.word)) return null
    const rest = sentenceFrom(text, tokens, 1)
    if (!rest.endsWith('?') || !/\byou(?:r|rs)?\b/i.test(rest)) return null
    const isName = this.names.some(([first]) => {
      const name = soundKey(first!)
      const key = soundKey(heard.word)
      return name.length >= 3 && key.length >= name.length && editDistance(key, name.startsWith('A') ? name : `A${name}`) <= 1
    })
    return isName ? { kind: 'wake', atChar: 0, question: questionFrom(text, tokens, 1), greeted: true } : null
  }

  /** «Iris, stop.» */
  private hushIn(tokens: readonly Token[]): Address | null {
    const first = GREETINGS.has(tokens[0]?.word ?? '') ? 1 : 0
    const name = this.nameAt(tokens, first, RANK.close)
    const rest = name && tokens.slice(name.next).map(({ word }) => word).join(' ')
    return rest && HUSH.test(rest) ? { kind: 'hush', atChar: 0 } : null
  }

  private grantIn(tokens: readonly Token[]): Address | null {
    const words: string[] = []
    let named: Token | undefined
    for (let i = 0; i < tokens.length; ) {
      const name = this.nameAt(tokens, i, RANK.close)
      if (name) named ??= tokens[i]!
      words.push(name ? QUOTED_NAME : tokens[i]!.word)
      i = name ? name.next : i + 1
    }
    if (!named) return null
    const sentence = words.join(' ')
    if (REVOKE.test(sentence)) return { kind: 'grant', allowed: false, atChar: named.at }
    return GRANT.test(sentence) ? { kind: 'grant', allowed: true, atChar: named.at } : null
  }

  /** A name that begins at token `i`, at least that like. */
  private nameAt(tokens: readonly Token[], i: number, least: number): { next: number; rank: number } | null {
    let best: { next: number; rank: number } | null = null
    for (const name of this.names) {
      const heard = tokens.slice(i, i + name.length)
      if (heard.length < name.length || heard.some(({ word }) => /'s$/.test(word))) continue
      const rank = Math.min(...name.map((part, k) => RANK[nameLikeness(heard[k]!.word, part)]))
      if (rank < Math.max(1, least) || (best && (best.next > i + name.length || best.rank > rank))) continue
      best = { next: i + name.length, rank }
    }
    return best
  }
}

function tokenise(text: string): Token[] {
  const matches = [...text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)]
  return matches.map((match, i) => {
    const end = match.index + match[0].length
    return {
      text: match[0],
      word: match[0].toLowerCase().replace(/’/g, "'"),
      at: match.index,
      end,
      after: text.slice(end, matches[i + 1]?.index ?? text.length),
    }
  })
}

/** First in its sentence, but for small words before it. */
function startsSentence(tokens: readonly Token[], i: number): boolean {
  for (let k = i - 1; k >= 0; k--) {
    if (/[.?!]/.test(tokens[k]!.after)) return true
    if (!FILLERS.has(tokens[k]!.word) && !GREETINGS.has(tokens[k]!.word)) return false
  }
  return true
}

/** The rest of the sentence from token `i` on, its mark included. */
function sentenceFrom(text: string, tokens: readonly Token[], i: number): string {
  const first = tokens[i]
  if (!first) return ''
  const last = tokens.findIndex(({ after }, k) => k >= i && /[.?!]/.test(after))
  return text.slice(first.at, last < 0 ? text.length : tokens[last]!.end + 1).trim()
}

/** All that follows, as a question to be asked. */
function questionFrom(text: string, tokens: readonly Token[], i: number): string {
  let first = i
  while (tokens[first] && /^(?:um|uh|er|so|well|yeah)$/.test(tokens[first]!.word)) first++
  if (!tokens[first]) return ''
  const rest = text.slice(tokens[first]!.at).trim()
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}
