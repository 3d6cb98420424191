import { stemmer } from 'stemmer'

/** Words that carry no topic. Question words and auxiliaries are here: their part is played by the question's kind. */
const STOP_WORDS = new Set(
  (
    'a about above actually after again all also am an and any anyone anything are as at be because been before being but by can could ' +
    'did do does doing done dont during each ever every for from get gets getting go goes going got had has have having he her here hers him his how ' +
    'i id if ill im in into is isnt it its itself ive just know let lets like little lot made make makes many may maybe me might mine more most much must my ' +
    'myself no not now of off often ok okay on once one only or other our ours out over perhaps please quite rather really ' +
    'said same say says see shall she should so some somebody someone something sort still such talk tell than that thats the their ' +
    'them then there these they theyre thing things think this those thought to too um uh under until up upon us use very want wanted was wasnt way we well were ' +
    'weve what whats when where whether which while who whom whos whose why will with would wouldnt yes yet you youd your youre yours ' +
    'yourself youve hey hi hello iris view views opinion explain question ask asked answer mean means kind happen happens happened ' +
    'actually pick picked choose chose chosen decide decided avoid avoided look looks looking care cares fast quickly exactly someones anybody nowadays currently way ways thought idea bit try trying tried anyway erm thanks hmm er ah oh right basically spoken speak told talked mention mentioned stance feel feels feeling'
  ).split(' '),
)

/** Words of a text, lower-case, apostrophes closed up («don’t» → `dont`), diacritics kept. */
export function words(text: string): string[] {
  return text.toLowerCase().replace(/['’]/g, '').match(/[\p{L}\p{N}]+/gu) ?? []
}

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word)
}

/** Words that say what a text is about, in order, repeats included. */
export function contentWords(text: string): string[] {
  return words(text).filter((word) => !STOP_WORDS.has(word))
}

/** Stems (Porter) of the words that say what a text is about. */
export function contentStems(text: string): Set<string> {
  return new Set(contentWords(text).map(stemmer))
}

export { stemmer as stem }
