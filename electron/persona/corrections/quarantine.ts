import { stem, words } from '../terms.ts'
import { synonymsOf } from '../synonyms.ts'

/** Of the words of a quarantined sentence, in order: as many make the same sentence with something put in or left out. */
const SAME_WORDS_SHARE = 0.8
/** Dice coefficient of the content words, other words for the same thing included. */
const SAME_CONTENT_SHARE = 0.8
/** Fewer words say too little: only the sentence itself is meant. */
const SHORTEST_FRAGMENT = 4
const SHORTEST_CONTAINED = 3
/** Sentences with fewer content words are compared word by word only. */
const SHORTEST_CONTENT = 3

/** What answers put before a quotation, and what joins a sentence to the one before it. */
const LEAD_IN = /^\s*(?:as i |in \w+ \d{4},? i |i came back to that )[^:]{0,60}:\s*/i
const CONNECTIVES = new Set('but and so then also or yet well yes no indeed moreover however therefore because'.split(' '))
/** Words that change the form of a sentence and not what it says. */
const LIGHT = new Set(
  ('a an the this that these those there it its i im ive id ill you your youre he she they them their we our ours us my me mine be is am are was were been being ' +
    'do does did done have has had having will would shall should can could may might must to of in on at for from by with as into about than then so ' +
    'and or but just really very quite also too still even only indeed simply actually certainly definitely course well yes no not never nt ' +
    'dont doesnt didnt wont isnt arent wasnt werent cant couldnt wouldnt shouldnt havent hasnt hadnt going gonna').split(' '),
)
const NEGATIONS = new Set('no not never none nobody nothing neither nor without dont doesnt didnt wont isnt arent wasnt werent cant cannot couldnt wouldnt shouldnt havent hasnt hadnt'.split(' '))
const NUMBERS = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(' ')

/** A sentence as it is compared: how it is joined, spelled and punctuated does not count. */
interface Wording {
  words: readonly string[]
  content: ReadonlySet<string>
  negated: boolean
}

/** Sentences that the persona does not say again, in whatever wording, joined with others or in parts. */
export class QuarantinedWording {
  private readonly wordings: readonly Wording[]
  /** Which of them hold a word: most sentences share none with any. */
  private readonly holders = new Map<string, number[]>()

  constructor(sentences: readonly string[]) {
    this.wordings = sentences.map(wordingOf).filter(({ words }) => words.length > 0)
    this.wordings.forEach(({ words }, i) => {
      for (const word of new Set(words.map(stem))) this.holders.set(word, [...(this.holders.get(word) ?? []), i])
    })
  }

  get isEmpty(): boolean {
    return this.wordings.length === 0
  }

  /** Whether `sentence` says what is quarantined, or a part of it that says something by itself. */
  forbids(sentence: string): boolean {
    return this.some(sentence, (said, never) => sameWords(said.words, never.words) || sameContent(said, never))
  }

  /**
   * The same for words of the owner's own: only what is really the sentence, for they may well say its opposite.
   */
  forbidsExactly(sentence: string): boolean {
    return this.some(sentence, (said, never) => said.negated === never.negated && holdsOrIsPart(said.words, never.words))
  }

  private some(sentence: string, test: (said: Wording, never: Wording) => boolean): boolean {
    if (this.isEmpty) return false
    const said = wordingOf(sentence)
    const near = new Set<number>()
    for (const word of said.words) for (const other of [word, ...synonymsOf(word)]) for (const i of this.holders.get(stem(other)) ?? []) near.add(i)
    return [...near].some((i) => test(said, this.wordings[i]!))
  }
}

function wordingOf(sentence: string): Wording {
  const spoken = words(sentence.replace(LEAD_IN, '')).map((word) => (NUMBERS.includes(word) ? String(NUMBERS.indexOf(word)) : word))
  let first = 0
  while (first < spoken.length - 1 && CONNECTIVES.has(spoken[first]!)) first += 1
  const kept = spoken.slice(first)
  return { words: kept, content: new Set(kept.filter((word) => !LIGHT.has(word)).map(stem)), negated: kept.some((word) => NEGATIONS.has(word)) }
}

function sameWords(said: readonly string[], never: readonly string[]): boolean {
  if (holdsOrIsPart(said, never)) return true
  if (never.length < SHORTEST_FRAGMENT) return false
  return longestCommon(said, never) >= SAME_WORDS_SHARE * never.length
}

function holdsOrIsPart(said: readonly string[], never: readonly string[]): boolean {
  if (said.length === never.length) return said.every((word, i) => word === never[i])
  if (said.length > never.length) return never.length >= SHORTEST_CONTAINED && isWithin(never, said)
  return said.length >= SHORTEST_FRAGMENT && isWithin(said, never)
}

function isWithin(part: readonly string[], whole: readonly string[]): boolean {
  return ` ${whole.join(' ')} `.includes(` ${part.join(' ')} `)
}

function sameContent(said: Wording, never: Wording): boolean {
  if (never.content.size < SHORTEST_CONTENT) return false
  const shared = [...never.content].filter((word) => said.content.has(word) || synonymsOf(word).some((other) => said.content.has(stem(other)))).length
  return (2 * shared) / (said.content.size + never.content.size) >= SAME_CONTENT_SHARE
}

/** Length of the longest common subsequence. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const word of a) {
    const next = [0]
    for (let j = 1; j <= b.length; j += 1) next.push(word === b[j - 1] ? row[j - 1]! + 1 : Math.max(row[j]!, next[j - 1]!))
    row = next
  }
  return row[b.length]!
}
