import { GIVEN_NAMES } from '../wake/given-names.ts'

/** Given names that are everyday words too: only a capital in the middle of a sentence tells them. */
const AMBIGUOUS = new Set('will mark may grant rich dawn joy bill frank drew art rose dean jean ray sue pat rob miles glen lee rex yan chen mason jade amber ruby violet robin grace eve ross blake'.split(' '))
/** What begins a sentence in capitals and is nobody. */
const NOBODY = new Set(
  'i we you he she they it this that these those there here what which who when where why how the a an my our your their his her its and but or so if then also maybe perhaps please yes no okay ok well now today tomorrow everybody everyone somebody someone nobody anyone people customers one two three all both some most many next last first second third good great fine right let let’s lets can could will would should shall may might must do does did are is was were have has had not just only still even because although before after until since while in on at by for with from to of as somebody’s thanks thank monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december variant version'.split(
    ' ',
  ),
)
const TEAM = /^(?:(?:the|our|your) (?:[a-z-]+ ){0,2}(?:team|department|agency|company|office|board|people|group|folks|guys|side)|marketing|legal|sales|engineering|finance|support|hr|operations|product|design|procurement|accounting)$/

/** A person or a team in a subject's place: «Marta», «Elena and Tom», «the design team»; null for things and pronouns. */
export function personIn(subject: string): string | null {
  const words = subject.trim().replace(/,$/, '').split(/\s+/)
  if (TEAM.test(subject.trim().toLowerCase())) return words.map((word, i) => (i === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word)).join(' ')
  const parts = subject.trim().split(/\s+(?:and|or|&)\s+|,\s*/)
  if (parts.length > 3 || !parts.every(isName)) return null
  return parts.map(capitalised).join(' and ')
}

/** Somebody who is spoken to: «Tom, can you…», «…, Priya?». */
export function calledPerson(text: string): string | null {
  const first = /^(?:(?:so|okay|and|well|then|great|thanks|please|yes|right|good),? )?(\p{L}+), /iu.exec(text)?.[1]
  if (first && isName(first)) return capitalised(first)
  const last = /, (\p{L}+)\s*[.?!]*$/u.exec(text)?.[1]
  return last && isName(last) && /^\p{Lu}/u.test(last) ? last : null
}

function isName(text: string): boolean {
  const words = text.split(' ')
  if (words.length > 2) return false
  return words.every((word, i) => {
    const lower = word.toLowerCase().replace(/[’']s$/, '')
    if (lower === '' || !/^\p{L}[\p{L}-]+$/u.test(lower) || NOBODY.has(lower)) return false
    if (GIVEN_NAMES.has(lower) && !AMBIGUOUS.has(lower)) return true
    return /^\p{Lu}\p{Ll}/u.test(word) && (i === 0 || words.length > 1)
  })
}

const capitalised = (text: string): string => text.replace(/(^|\s)(\p{Ll})/gu, (_, space: string, letter: string) => space + letter.toUpperCase())
