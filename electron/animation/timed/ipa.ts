/**
 * International Phonetic Alphabet → classes of the articulation table, two for a diphthong. The same table as
 * models/audio2face/articulation.py has for espeak-ng.
 */
const CLASSES: readonly (readonly [symbols: string, name: string])[] = [
  ['p b ɓ', 'pb'],
  ['m ɱ', 'm'],
  ['f v ʋ ɸ β', 'f'],
  ['θ ð', 'th'],
  ['t d ɾ ʈ ɖ', 'td'],
  ['n ɲ ɳ ɴ', 'n'],
  ['l ɭ ʎ ɫ', 'l'],
  ['s z ts dz c ɟ tɕ dʑ', 's'],
  ['ʃ ʒ tʃ dʒ ʧ ʤ ɕ ʑ ʂ ʐ', 'sh'],
  ['k g ɡ ŋ x ɣ q χ', 'k'],
  ['h ɦ ʔ ç ħ', 'h'],
  ['r ɹ ʀ ʁ ɻ', 'r'],
  ['w ɥ ʍ', 'w'],
  ['j ʝ', 'y'],
  ['i iː', 'iy'],
  ['ɪ ᵻ ɨ', 'ih'],
  ['e ɛ ɛː eː', 'eh'],
  ['æ a', 'ae'],
  ['ɑ ɑː aː ɒ', 'aa'],
  ['ʌ ɐ ə ɤ', 'ah'],
  ['ɔ ɔː', 'ao'],
  ['o oː', 'oh'],
  ['ʊ ɵ', 'uh'],
  ['u uː ʉ ɯ', 'uw'],
  ['ɜ ɜː ɝ ɚ', 'er'],
  ['y ø œ yː øː ʏ', 'ue'],
]

const DIPHTHONGS: Readonly<Record<string, readonly [string, string]>> = {
  eɪ: ['eh', 'iy'], aɪ: ['aa', 'ih'], aʊ: ['aa', 'uh'], ɔɪ: ['ao', 'ih'], oʊ: ['oh', 'oh'], əʊ: ['ah', 'oh'], ɔø: ['ao', 'ih'],
  ɪə: ['ih', 'ah'], eə: ['eh', 'ah'], ʊə: ['uh', 'ah'], ɔʏ: ['ao', 'ih'], iə: ['ih', 'ah'], ɛɪ: ['eh', 'ih'], œy: ['ae', 'ue'],
}

const BY_SYMBOL = new Map<string, readonly string[]>([
  ...CLASSES.flatMap(([symbols, name]) => symbols.split(' ').map((symbol) => [symbol, [name]] as const)),
  ...Object.entries(DIPHTHONGS),
])

/** Stress, syllabicity, aspiration, palatalisation, ties and the like: nothing that lips show. */
const MARKS = /[ˈˌ̩̃ʲʰ̪̥͜͡‿ˑ.]/gu

/** @returns the classes of one phoneme; null for a symbol without a mouth */
export function classesOfIpa(symbol: string): readonly string[] | null {
  const plain = symbol.replace(MARKS, '')
  for (const candidate of [plain, plain.replaceAll('ː', ''), [...plain][0] ?? '']) {
    const known = BY_SYMBOL.get(candidate)
    if (known) return known
  }
  return null
}
