import type { MeetingSource } from '../../contract/meeting.ts'

const FILLERS = /(?<![\p{L}'])(?:um+|uh+|erm?|hmm+|you know|i mean|sort of|kind of|basically|actually|by the way|to be honest|i guess|like i said)(?![\p{L}'])[,]?\s*/giu
const OPENERS =
  /^(?:(?:and|but|so|well|okay|ok|alright|all right|right|yes|yeah|yep|no|oh|ah|now|then|also|fine|great|very (?:good|nice)|(?:that )?sounds good|nice|wonderful|excellent|lovely|good|perfect|agreed|true|sure|exactly|thanks|thank you|one more thing|final decision)\b[,.:;!]?\s*(?:then\b[,]?\s*)?)+(?=\p{L}.*\s)/iu

/** A sentence as one would write it down: without fillers, false starts and words that only take the floor. */
export function cleaned(text: string): string {
  const bare = text
    .replace(FILLERS, '')
    .replace(/\b(\p{L}+)(?:[, ]+\1\b)+/giu, '$1')
    .replace(/\s+,/g, ',')
    .replace(/([,.;:?!])[,.;:]+/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
  const opened = bare.replace(OPENERS, '')
  return finished(opened.split(' ').length >= 3 ? opened : bare)
}

/** First letter and full stop as in writing. */
export function finished(text: string): string {
  const trimmed = text.trim().replace(/^[,.;:\s-]+/, '').replace(/[,;:\s-]+$/, '')
  if (trimmed === '') return ''
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1).replace(/\bi\b/g, 'I')
  return /[.?!…]$/.test(capital) ? capital : `${capital}.`
}

type Pronouns = Readonly<Record<string, string>>

/** Read by whoever sat at the microphone: «I» of the far side are «they», and its «you» is me. */
const FROM_MIC: Pronouns = { you: 'they', your: 'their', yours: 'theirs', yourself: 'themselves' }
const FROM_MIC_OBJECT: Pronouns = { you: 'them' }
const FROM_FAR: Pronouns = {
  i: 'they',
  "i'm": 'they are',
  "i've": 'they have',
  "i'd": 'they would',
  "i'll": 'they will',
  me: 'them',
  my: 'their',
  mine: 'theirs',
  myself: 'themselves',
  you: 'I',
  your: 'my',
  yours: 'mine',
  yourself: 'myself',
}
const FROM_FAR_OBJECT: Pronouns = { you: 'me' }
const OBJECT_PRECEDES = /^(?:to|for|with|from|of|at|by|about|like|than|on|send|sent|tell|told|give|gave|show|showed|ask|asked|help|let|call|thank|see|get|owe|remind|email|meet|make|bring|pay|write|invite|join|inform|keep|offer|lend|teach|and|leave|reach|need|want|cost|save|wish|promise|update|support)$/

/** Speaks of both sides as whoever sat at the microphone would: of «them» there, of «me» here. */
export function fromMyside(text: string, source: MeetingSource): string {
  const pronouns = source === 'mic' ? FROM_MIC : FROM_FAR
  const objects = source === 'mic' ? FROM_MIC_OBJECT : FROM_FAR_OBJECT
  const words = text.split(' ')
  return words
    .map((word, i) => {
      const bare = word.toLowerCase().replace(/’/g, "'").replace(/[^\p{L}']/gu, '')
      const before = words[i - 1]?.toLowerCase().replace(/[^\p{L}']/gu, '') ?? ''
      const isObject = bare in objects && OBJECT_PRECEDES.test(before)
      const other = isObject ? objects[bare] : pronouns[bare]
      if (other === undefined) return word
      const tail = /[^\p{L}'’]*$/u.exec(word)?.[0] ?? ''
      const capital = /^\p{Lu}/u.test(word) && (i === 0 || bare !== 'i') && !/^I\b/.test(other)
      return (capital && i === 0 ? other.charAt(0).toUpperCase() + other.slice(1) : other) + tail
    })
    .join(' ')
}
