import { fold, plainWords } from '../reading.ts'
import { oneOf } from './rule.ts'

/** Stands in a reading where a person is named. */
export const SOMEBODY = 'zzperson'

const ROLE =
  '(?:the|our|my|your|that|this) (?:head of \\S+|(?:\\S+ )?(?:chief|boss|manager|director|colleague|coworker|assistant|secretary|ceo|cfo|cto|coo|intern|neighbou?r|founder|accountant|receptionist|predecessor|successor|wife|husband|partner|daughter|son|mother|father)(?: of \\S+)?)'
/** One person, named, pointed at, or known by what only one has. */
export const PERSON = `(?:${SOMEBODY}(?: ${SOMEBODY})*(?: (?:from|in|of|at) (?:the )?(?:\\S+ ){0,1}\\S+?)??|she|he|him|her|${ROLE})`

/** First names that are no words; those that are («Mark», «Rose») count where they are written with a capital. */
const FIRST_NAMES = new Set(
  (
    'adam ahmed alex alexander ali alice amir amy ana anders andrea andreas andrew angela anita anja ann anna anne annika anton antonio astrid ava ben benjamin bjorn bob boris brian bruno carl carla carlos caroline catherine ' +
    'charles charlie charlotte chris christian christina claire clara claudia daniel daria david diana diego dieter dmitri elena eli elias elisabeth elizabeth ella emil emily emma erik erika eva fatima felix fiona frank ' +
    'franz fred frida gabriel george gina greta gustav hannah hans harry heidi helen helena helga henrik henry ian ida igor ines ingrid irina isabel ivan jacob jakob jan jane janet jens jessica jim joanna joe johan johann johanna john jonas ' +
    'jorge jose joseph juan julia julian karen karin karl kate katja katrin kevin klaus kurt lars laura lea lena leo leon linda lisa liz louis lucas lucia lucy luis lukas magda manuel marco marcus maria marie mario marta martha martin mary mateo ' +
    'matthias max maya mehmet mia michael michelle miguel mike mohamed monica nadia natalia nicholas nick nicole nils nina noah nora olaf oliver olivia omar oscar otto pablo patricia paul paula pedro per peter petra philip pierre priya rachel ralf raj rebecca ' +
    'richard robert roberto robin rosa ruth ryan sabine sam samuel sandra sara sarah sebastian simon sofia sonja sophie stefan steffi stephen steve steven susan susanne sven tanja thomas tim timo tina tobias tom tomas tony ursula uwe vera victor ' +
    'viktor walter wei wolfgang yusuf zoe'
  ).split(' '),
)

/**
 * The plain reading of a text with {@link SOMEBODY} for every name of a person: a known first name, one of `own`, or a word with a
 * capital inside of a sentence that isn't among `things`.
 * @param own lower-case names of the persona
 * @param things lower-case words that are written with a capital here and are nobody
 */
export function readPersons(text: string, own: readonly string[], things: ReadonlySet<string>): string {
  let begins = true
  let article = false
  return plainWords(
    fold(
      text.replace(/[\p{L}][\p{L}’'-]*|[.!?:;«"“]/gu, (word) => {
        if (!/\p{L}/u.test(word)) {
          begins = true
          return word
        }
        const bare = fold(word.replace(/['’]s$/, ''))
        const possessive = bare !== fold(word) ? ' s' : ''
        const isName = (own.includes(bare) && (bare === own[0] || /^\p{Lu}/u.test(word))) || FIRST_NAMES.has(bare) || (!begins && !article && /^\p{Lu}\p{Ll}+/u.test(word) && !things.has(bare) && !NOT_NAMES.test(bare))
        begins = false
        // «the White House» is a thing throughout.
        article = /^(?:the|an?)$/.test(bare) || (article && /^\p{Lu}/u.test(word))
        return isName ? `${SOMEBODY}${possessive}` : word
      }),
    ),
  )
}

const NOT_NAMES = new RegExp(
  `^${oneOf('i, im, ive, id, ill, monday, tuesday, wednesday, thursday, friday, saturday, sunday, january, february, march, april, may, june, july, august, september, october, november, december, english, german, french, europe, european, germany, france, danish, sweden, denmark, christmas, easter, internet')}$`,
)
