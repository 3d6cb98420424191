/**
 * English letters → phones, roughly: what a lip-reader would notice. For synthesisers that time characters. The first rule
 * that matches the rest of a word takes its letters.
 */
const RULES: readonly (readonly [letters: RegExp, phones: string])[] = [
  [/^tion/, 'sh ah n'], [/^sion/, 'sh ah n'], [/^ough$/, 'ao'], [/^ould/, 'uh d'], [/^augh/, 'ao'], [/^eigh/, 'ey'], [/^igh/, 'ay'], [/^tch/, 'ch'],
  [/^dge/, 'jh'], [/^sch/, 's k'], [/^ck/, 'k'], [/^ch/, 'ch'], [/^sh/, 'sh'], [/^th/, 'th'], [/^ph/, 'f'], [/^wh/, 'w'], [/^qu/, 'k w'],
  [/^gh/, ''], [/^ng/, 'ng'], [/^kn/, 'n'], [/^wr/, 'r'], [/^mb$/, 'm'], [/^oo/, 'uw'], [/^ee/, 'iy'], [/^ea/, 'iy'], [/^ie/, 'iy'], [/^ei/, 'iy'],
  [/^ai/, 'ey'], [/^ay/, 'ey'], [/^ey/, 'iy'], [/^oi/, 'oy'], [/^oy/, 'oy'], [/^ou/, 'aw'], [/^ow$/, 'ow'], [/^ow/, 'aw'], [/^oa/, 'ow'],
  [/^oe$/, 'ow'], [/^au/, 'ao'], [/^aw/, 'ao'], [/^ew/, 'uw'], [/^ue$/, 'uw'], [/^ar/, 'aa r'], [/^or/, 'ao r'], [/^er/, 'er'], [/^ir/, 'er'],
  [/^ur/, 'er'], [/^a(?=[^aeiouwyr]e)/, 'ey'], [/^i(?=[^aeiouwyr]e)/, 'ay'], [/^o(?=[^aeiouwyr]e)/, 'ow'], [/^u(?=[^aeiouwyr]e)/, 'uw'],
  [/^e$/, ''], [/^y$/, 'iy'], [/^o$/, 'ow'], [/^i$/, 'ay'], [/^u$/, 'uw'], [/^c(?=[eiy])/, 's'], [/^g(?=[eiy])/, 'jh'], [/^y(?=[aeiou])/, 'y'],
  [/^([bcdfgklmnprstz])(?=\1)/, ''], [/^x/, 'k s'], [/^a/, 'ae'], [/^e/, 'eh'], [/^i/, 'ih'], [/^o/, 'aa'], [/^u/, 'ah'], [/^y/, 'ih'], [/^b/, 'b'],
  [/^c/, 'k'], [/^d/, 'd'], [/^f/, 'f'], [/^g/, 'g'], [/^h/, 'hh'], [/^j/, 'jh'], [/^k/, 'k'], [/^l/, 'l'], [/^m/, 'm'], [/^n/, 'n'], [/^p/, 'p'],
  [/^q/, 'k'], [/^r/, 'r'], [/^s/, 's'], [/^t/, 't'], [/^v/, 'v'], [/^w/, 'w'], [/^z/, 'z'],
]

/** Words too frequent to be got wrong. */
const WORDS: Readonly<Record<string, string>> = {
  the: 'dh ah', to: 't uw', you: 'y uw', of: 'ah v', one: 'w ah n', do: 'd uw', who: 'hh uw', he: 'hh iy', she: 'sh iy', we: 'w iy', me: 'm iy',
  be: 'b iy', i: 'ay', a: 'ah', was: 'w aa z', are: 'aa r', have: 'hh ae v', were: 'w er', by: 'b ay', my: 'm ay', why: 'w ay', two: 't uw',
}

/** Letters of a word that are spoken together. */
export interface SpelledPhones {
  /** Position in the word, and how many. */
  at: number
  length: number
  /** None where they are silent. */
  phones: readonly string[]
}

/** @param word letters only; those of other alphabets open the mouth a little */
export function spell(word: string): SpelledPhones[] {
  const plain = word.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  const known = WORDS[plain]
  if (known) return [{ at: 0, length: word.length, phones: known.split(' ') }]
  const spelled: SpelledPhones[] = []
  for (let at = 0; at < plain.length; ) {
    const rest = plain.slice(at)
    const rule = RULES.find(([letters]) => letters.test(rest))
    const length = rule?.[0].exec(rest)?.[0].length || 1
    spelled.push({ at, length, phones: rule ? rule[1].split(' ').filter(Boolean) : ['ah'] })
    at += length
  }
  return spelled
}
