import { commonWords } from '../../meeting/common-words.ts'
import { normaliseTranscript } from '../../speech/transcript-text.ts'

/** What somebody said while the persona spoke. */
export type Remark =
  /** Wants the word, or silence. */
  | 'interruption'
  /** «mm-hm», «right»: goes on listening. */
  | 'backchannel'
  /** The persona's own words, heard by the microphone. */
  | 'echo'
  | 'nothing'

/** They mean it, however short. */
const COMMANDS = /\b(?:stop|wait|no|nope|hold on|hang on|hold it|quiet|silence|enough|pause|be quiet|shut up|excuse me|one moment|just a (?:moment|second|minute)|sorry|never mind|actually|but)\b/
/** What a «stop» over a loudspeaker is taken for, where it is all that was said. */
const MISHEARD_STOP = new Set(['start', 'stuck', 'stock', 'stopped', 'step'])
const BACKCHANNEL = new Set(
  (
    'm mm mmm hm hmm mhm mmhm uh huh ah aha ahah oh ooh yeah yea yes yep yup ya right okay ok sure really wow great good fine interesting ' +
    'exactly true cool nice indeed absolutely definitely totally i see got it of course makes sense all well thats that is'
  ).split(' '),
)
/** What the transcriber makes of a hum. */
const HUMS = new Set(['you', 'thank you', 'thanks', 'the', 'her', 'him', 'a', 'i', 'and', 'home', 'hum', 'm m'])
const MOST_BACKCHANNEL_WORDS = 4
/** Of so few words half may be misheard. */
const MOST_HALF_HEARD_WORDS = 3
/** A single word that asks for more. */
const ASKING = /^(?:who|what|when|where|why|how|which|really|hello|iris|question|repeat|louder|again|continue|slower)$/
const ECHO_SHARE = 0.65
const ECHO_LEAST_WORDS = 2

/** A remark that is over so soon and was not understood was a hum or a «yes» rather than a sentence. */
const SHORT_MS = 704
/** What is made of a short «stop» or «hold on» over a loudspeaker: «stuck», «the stock it», «held on», «hill done». */
const SOUNDS_LIKE_STOP = /\bstr?[aou]|l[dl]? d?one?$/

/**
 * @param options.said words that the persona says about now, in order
 * @param options.speechMs of the whole remark, where it is over
 */
export function remarkOf(text: string, { said = [], speechMs = Infinity }: { said?: readonly string[]; speechMs?: number } = {}): Remark {
  const words = normaliseTranscript(text).map((word) => word.replaceAll("'", ''))
  if (words.length === 0) return 'nothing'
  const plain = words.join(' ')
  if (words.length >= ECHO_LEAST_WORDS && commonWords(words, said) / words.length >= ECHO_SHARE) return 'echo'
  const isSingle = words.length === 1
  if (isSingle && said.includes(plain) && !BACKCHANNEL.has(plain) && !COMMANDS.test(plain)) return 'echo'
  if (COMMANDS.test(plain) || MISHEARD_STOP.has(plain)) return 'interruption'
  // One word alone is more often a misheard «right» than the beginning of something; who goes on is heard all the same.
  if (isBackchannel(words)) return 'backchannel'
  const isShort = speechMs < SHORT_MS
  if (isShort && SOUNDS_LIKE_STOP.test(plain)) return 'interruption'
  // «Okay, bye» for «okay, I see», «and exactly» for «exactly».
  const isHalfHeard = words.length <= MOST_HALF_HEARD_WORDS && 2 * words.filter((word) => BACKCHANNEL.has(word)).length >= words.length
  const asks = ASKING.test(words[0]!) || (!isShort && isHalfHeard && words.some((word) => ASKING.test(word)))
  return (isSingle || isShort || isHalfHeard) && !asks ? 'backchannel' : 'interruption'
}

/** Whether it may become a backchannel, as far as it goes: «okay, I…» */
export function beginsLikeListening(text: string): boolean {
  const words = normaliseTranscript(text)
  return isOnlyListening(text) || (words.length <= MOST_HALF_HEARD_WORDS && BACKCHANNEL.has(words[0] ?? '') && !isCommand(text))
}

/** Whether it asks for silence, or says no, in any of its words. */
export function isCommand(text: string): boolean {
  return COMMANDS.test(normaliseTranscript(text).join(' '))
}

/** Whether there is nothing in it to answer. */
export function isOnlyListening(text: string): boolean {
  return isBackchannel(normaliseTranscript(text).map((word) => word.replaceAll("'", '')))
}

function isBackchannel(words: readonly string[]): boolean {
  // The transcriber says some things over and over: «okay, I see, okay, I see».
  return new Set(words).size <= MOST_BACKCHANNEL_WORDS && (HUMS.has(words.join(' ')) || words.every((word) => BACKCHANNEL.has(word)))
}

const ONLY_STOP = /^(?:(?:no|okay|ok|please|iris|wait|stop|quiet|enough|thats|that|is|it|all|right|hold on|hang on|be quiet|thank you|thanks|pause|silence) ?)+$/

/** Silence is all that was asked for, perhaps in a short word that was misheard: there is nothing to answer. */
export function isOnlyStop(text: string, speechMs = Infinity): boolean {
  const plain = normaliseTranscript(text).join(' ').replaceAll("'", '')
  return MISHEARD_STOP.has(plain) || (speechMs < SHORT_MS && SOUNDS_LIKE_STOP.test(plain)) || (COMMANDS.test(plain) && ONLY_STOP.test(plain))
}
