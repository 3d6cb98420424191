import { synonymsOf } from './synonyms.ts'
import { contentStems, contentWords, stem, words } from './terms.ts'

/** A question as retrieval sees it. */
export type Query = {
  /** Words that carry the topic, and names of several words, mishearings mended, without repeats. */
  terms: string[]
  /** Of `terms` the things asked about which the corpus has no word for, nor another one for. */
  foreign: ReadonlySet<string>
  /** Dates named, as prefixes of ISO dates: `2024`, `2024-11`. */
  dates: string[]
}

const MONTHS = 'january february march april may june july august september october november december'.split(' ')
const SPOKEN_YEAR = /\b(?:twenty|two thousand(?: and)?) ?(?:twenty)? ?(four|five|six|seven)\b/g
const YEAR_DIGITS: Record<string, string> = { four: '2024', five: '2025', six: '2026', seven: '2027' }

/** Words behind which an English question names what is done. */
const BEFORE_DEEDS = new Set('you we i they he she it to must can could should would will do does did dont doesnt didnt cant wont may might somebody anybody nobody people who one ought'.split(' '))
/** Letters; shorter words sound like too many things. */
const SHORTEST_COMPOUND = 6

/** The words a corpus knows, to tell a mishearing from a topic it doesn't have. */
export class Vocabulary {
  private readonly known: ReadonlySet<string>
  private readonly names: readonly { word: string; sound: string }[]
  private readonly everywhere: ReadonlySet<string>
  /** Names of several words, which mean something else than their words: `wren home`. */
  private readonly compounds: readonly string[]

  /**
   * @param options.names words that speech recognition often mishears, as the manifest lists them
   * @param options.everywhere the persona's own names, of which every document is: they tell none from another
   */
  constructor(texts: Iterable<string>, options: { names: readonly string[]; everywhere: readonly string[] }) {
    const known = new Set<string>()
    for (const text of texts) for (const word of words(text)) known.add(stem(word))
    this.known = known
    this.compounds = options.names.map((name) => words(name).join(' ')).filter((name) => name.includes(' '))
    this.everywhere = new Set(options.everywhere.flatMap(words))
    this.names = [...new Set(options.names.flatMap(words))].filter((word) => word.length > 3).map((word) => ({ word, sound: soundOf(word) }))
  }

  has(word: string): boolean {
    return this.known.has(stem(word))
  }

  /** The question with misheard names put right; unchanged where there are none. */
  mend(question: string): string {
    const heard = words(question.toLowerCase())
    const mended = this.mendNames(heard).join(' ')
    return mended === heard.join(' ') ? question : mended
  }

  /** Reads a question that may come from speech recognition: no case, no punctuation, names misheard. */
  read(question: string): Query {
    const text = question.toLowerCase().replace(SPOKEN_YEAR, (_, digit: string) => YEAR_DIGITS[digit] ?? '')
    const spoken = this.mendNames(words(text)).join(' ')
    const compounds = this.compoundsIn(spoken)
    const rest = compounds.reduce((left, compound) => left.replaceAll(compound, ' '), spoken)
    const all = [...new Set([...compounds, ...contentWords(rest)])]
    const telling = all.filter((term) => !this.everywhere.has(term))
    const terms = telling.length > 0 ? telling : all
    return { terms, foreign: this.foreignThings(spoken, terms), dates: datesIn(text) }
  }

  /** A deed may be called by another word and be the same («react», «swallow»); a thing that is never named is most likely another. */
  private foreignThings(spoken: string, terms: readonly string[]): Set<string> {
    const heard = spoken.split(' ')
    const isDeed = (term: string): boolean => BEFORE_DEEDS.has(heard[heard.indexOf(term) - 1] ?? '') || term.endsWith('ly')
    return new Set(terms.filter((term) => !term.includes(' ') && ![term, ...synonymsOf(term)].some((word) => this.has(word)) && !isDeed(term)))
  }

  /** Stems of the words that carry the topic of a text, names of several words among them. */
  stemsOf(text: string): Set<string> {
    const stems = contentStems(text)
    for (const compound of this.compoundsIn(words(text).join(' '))) stems.add(stem(compound))
    return stems
  }

  private compoundsIn(spoken: string): string[] {
    return this.compounds.filter((compound) => ` ${spoken} `.includes(` ${compound} `))
  }

  private mendNames(spoken: string[]): string[] {
    const mended: string[] = []
    for (let i = 0; i < spoken.length; i += 1) {
      const word = spoken[i]!
      const joined = this.nameLike(word + (spoken[i + 1] ?? ''))
      if (joined && joined.length > 5 && i + 1 < spoken.length) {
        mended.push(joined)
        i += 1
      } else {
        mended.push(this.has(word) ? word : (this.nameLike(word) ?? this.compoundLike(word) ?? word))
      }
    }
    return mended
  }

  /** A name of several words that was heard as one: «Renholm» for «Wren Home». */
  private compoundLike(heard: string): string | undefined {
    if (heard.length < SHORTEST_COMPOUND) return undefined
    const sound = soundOf(heard)
    return this.compounds.find((compound) => {
      const wanted = soundOf(compound.replaceAll(' ', ''))
      return sound[0] === wanted[0] && editDistance(sound, wanted) <= 1
    })
  }

  private nameLike(heard: string): string | undefined {
    const sound = soundOf(heard)
    return this.names.find(
      (name) => name.word === heard || (name.sound === sound && editDistance(name.word, heard) <= (name.word.length > 5 ? 2 : 1)),
    )?.word
  }
}

function datesIn(text: string): string[] {
  const month = MONTHS.findIndex((name) => new RegExp(`\\b${name}\\b`).test(text))
  const monthNamed = month >= 0 && (MONTHS[month] !== 'may' || /\b(?:in|of|since|from|until|by|last) may\b/.test(text))
  const suffix = monthNamed ? `-${String(month + 1).padStart(2, '0')}` : ''
  const years = [...text.matchAll(/\b(20\d\d)\b/g)].map(([, year]) => `${year}${suffix}`)
  return [...new Set(years)]
}

/** Consonants as they sound, so that «ren» and «Wren», «tarn wic» and «Tarnwick» are one. */
function soundOf(word: string): string {
  return word
    .replace(/^wr/, 'r').replace(/^kn/, 'n').replace(/ph/g, 'f').replace(/ck|[cq]/g, 'k').replace(/z/g, 's')
    .replace(/(?!^)[aeiouyhw]/g, '').replace(/^[aeiou]/, 'a').replace(/(.)\1+/g, '$1')
}

/** Levenshtein. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}
