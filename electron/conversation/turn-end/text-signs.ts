/** What the words so far say of whether the speaker goes on. */
export type TextSign =
  /** Broken off in the middle of a phrase: «…about the». */
  | 'open_phrase'
  /** «um», «so», «well»: the speaker looks for words. */
  | 'filler'
  /** «no wait», «I mean»: something is about to be said again. */
  | 'correcting'
  /** «If it breaks»: what it is about is still to come. */
  | 'subordinate'
  /** «I have a question», «Could you tell me»: the announcement of what is to come. */
  | 'preamble'
  /** «two things», and fewer were named. */
  | 'announced'
  /** Items one after the other, no «and» before the last. */
  | 'list'
  /** Digits that may have more behind them. */
  | 'number'
  /** «How do you know»: a whole question, which people like to continue with a clause. */
  | 'continuable'
  /** The transcriber itself heard no end: a comma, or no mark. */
  | 'no_mark'
  /** One or two words which are no turn by themselves. */
  | 'scrap'
  /** A whole question. */
  | 'question'
  /** A whole statement or request. */
  | 'statement'
  /** «yes», «stop», «thank you»: short and whole. */
  | 'short_turn'

const FILLERS = /(?:^|[ ,])(?:u+m+|u+h+|e+r+m*|h+m+|m+|ah|eh|like|so|well|okay so|right so|you know|let me see|let me think|let's see)$/
const CORRECTING = /\S (?:(?:no )?wait(?: a (?:moment|second|minute))?|(?:no )?sorry|i mean|actually|or rather|rather|hang on|hold on|scratch that|excuse me|no|nope|let me [a-z ]{3,24}(?:again|differently|over|put it|rephrase))$/
/** After these a phrase goes on. */
const OPEN = new Set(
  (
    "a an the my your our their his its this these those every each some any no another other such both either neither " +
    'and or but nor because although though unless whether if while whereas than as that which whose ' +
    'of to in on at by for from with about into between among during against without within through toward towards upon per via ' +
    'i we they he she ' +
    'am is are was were be been being do does did have has had can could will would shall should may might must ' +
    "i'm we're they're you're he's she's i'd we'd they'd i'll we'll they'll i've we've they've " +
    'very really quite rather too more most less least much many few several various certain ' +
    'get make give take want need asked tell let put going trying'
  ).split(' '),
)
/** With these a question may end all the same: «What are you working on?», «Who is that?» */
const STRANDED = new Set('of to in on at by for from with about into through that this these those do does did have has is are was were be can could will would should going more any some many few much most get take want need make'.split(' '))
const QUESTION_WORD = '(?:who|whom|whose|what|which|when|where|why|how)'
const AUXILIARY = "(?:am|is|are|was|were|do|does|did|have|has|had|can|could|will|would|shall|should|may|might|must|isn't|aren't|wasn't|don't|doesn't|didn't|haven't|can't|couldn't|won't|wouldn't|shouldn't)"
const LEAD_IN = '(?:(?:so|and|but|okay|ok|well|right|now|then|um|uh|hmm|hey|please|yes|no|or) )*'
const QUESTION = new RegExp(`^${LEAD_IN}(?:${QUESTION_WORD}|${AUXILIARY})\\b`)
/** A question word that belongs to the question's own verb, which a preposition may end. */
const WH_QUESTION = new RegExp(`^${LEAD_IN}${QUESTION_WORD} (?:\\S+ )*?${AUXILIARY} `)
/** «Why did you»: the verb is missing. */
const VERBLESS = new RegExp(`^${LEAD_IN}(?:${QUESTION_WORD} )?(?:do|does|did|have|has|had|can|could|will|would|shall|should|may|might|must) (?:i|you|we|they|he|she|it|one|people|the \\S+|your \\S+|my \\S+|our \\S+)$`)
const SUBORDINATE = new RegExp(`^${LEAD_IN}(?:if|because|since|although|though|unless|after|before|while|once|until|whenever|as soon as|given that|(?:when|where) (?!${AUXILIARY} ))`)
const PREAMBLE = new RegExp(
  `^${LEAD_IN}(?:` +
    [
      'let me ask(?: you)?(?: something| a question)?',
      "(?:i have|i've got|here(?: is|'s|s) my|here are|there(?: is|'s|s|are| are)) (?:a|an|one|two|three|four|some|another|my)?(?: \\w+)? ?(?:questions?|things?|points?|reasons?)(?: for you)?",
      'my (?:next |last |first |other )?question is',
      'here(?: is|s) my (?:question|point|problem)',
      'the (?:thing|question|problem|point|reason|trouble|truth) is',
      "i(?:'m| am| was) (?:just )?(?:wondering|curious|thinking)",
      "what i(?:'d| would| really| do not| don't| just)*(?: like to| want(?:ed)? to)? (?:know|ask|say|understand|mean|wonder)(?: is| was)?",
      '(?:could|can|would|will) you (?:please )?(?:mind )?(?:tell|telling|explain|show|describe|say|remind)(?: to)?(?: me| us)?',
      '(?:do|did) you (?:know|think|believe|remember|feel)',
      'i (?:guess|suppose|think|believe|feel|would say|wonder|know|mean)(?: that)?',
      '(?:tell|ask|show|remind) (?:me|us)',
      'is it (?:true|possible|right|correct)',
      'is there (?:any|some)(?:thing|one|body|where)?',
      'you (?:said|told me|mentioned|wrote)',
    ].join('|') +
    ')$',
)
const CONTINUABLE = /\b(?:think|know|decide|say|believe|mean|remember|explain|understand|sure|hope|agree|suggest|imagine|moment|reason|way|anything|something|someone|time)$/
const COUNTED = /\b(two|three|four|five) (?:\w+ )?(?:things|questions|problems|reasons|points|options|ideas|topics|parts|steps|items|ways|issues|mistakes)\b(.*)$/
const COUNTS: Record<string, number> = { two: 2, three: 3, four: 4, five: 5 }
const DICTATED = /\b(?:numbers?|code|pin|extension|password|invoice|order|serial|account|zip|postcode|ticket|reference|contract|phone|mobile|call me|reach me|write down|note|date|born)\b/
const DIGIT = '(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|double|triple|[\\d-]+)'
const DIGITS_LAST = new RegExp(`(?:\\b${DIGIT}[ -]*)+$`)
/** A telephone number is whole; few others are longer. */
const MOST_DIGITS = 10
/** What stands between commas without being one of several. */
const NO_ITEM = /^(?:no|yes|well|so|okay|ok|sorry|wait|um|uh|hmm|please|actually|i mean|hang on|hold on|thank you|thanks)$/
const SHORT_TURN = /^(?:yes|yeah|yep|no|nope|stop|thanks|thank you|okay|ok|right|exactly|sure|hello|hi|hey|good morning|goodbye|bye|go on|continue|why|why not|how|how so|who|what|when|where|really|never mind|that's all|that is all|please|help|wait|got it|i see)(?: please| then| very much)?$/
const WHOLE_AT = 3

/** @param transcript punctuated as the transcriber gives it */
export function textSigns(transcript: string): TextSign[] {
  const spoken = transcript.trim().toLowerCase().replace(/[’]/g, "'")
  const mark = /[.?!]["')]*$/.test(spoken) ? spoken.match(/[.?!]/g)!.at(-1)! : ''
  // Only the last sentence is still open; what was said before it is over.
  const sentence = spoken.replace(/[.?!,;:–—-]+["')]*$/, '').split(/[.?!]\s+/).at(-1) ?? ''
  const said = plain(sentence)
  const words = said === '' ? [] : said.split(' ')
  const signs: TextSign[] = []
  if (CORRECTING.test(plain(spoken))) signs.push('correcting')
  else if (SHORT_TURN.test(said) && (mark !== '' || said === plain(spoken))) return ['short_turn']
  const last = words.at(-1) ?? ''
  const isQuestion = QUESTION.test(said)
  if (FILLERS.test(said)) signs.push('filler')
  if (OPEN.has(last) && !(STRANDED.has(last) && WH_QUESTION.test(said) && words.length > WHOLE_AT)) signs.push('open_phrase')
  if (VERBLESS.test(said) && words.length > 2) signs.push('open_phrase')
  if (SUBORDINATE.test(said) && !hasMainClause(sentence)) signs.push('subordinate')
  if (PREAMBLE.test(said)) signs.push('preamble')
  if (isShortOfAnnounced(plain(spoken), spoken)) signs.push('announced')
  if (isListInProgress(sentence)) signs.push('list')
  if (isNumberInProgress(said, plain(spoken))) signs.push('number')
  if (CONTINUABLE.test(said)) signs.push('continuable')
  if (mark === '') signs.push('no_mark')
  if (signs.length > 0 && !(signs.length === 1 && signs[0] === 'no_mark')) return signs
  if (words.length < WHOLE_AT && !isQuestion) signs.push('scrap')
  else signs.push(isQuestion || mark === '?' ? 'question' : 'statement')
  return signs
}

function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}' -]+/gu, ' ').replace(/\s+/g, ' ').trim()
}

/** «If it breaks, who pays?»: something behind a comma that is more than an addition. */
function hasMainClause(sentence: string): boolean {
  const [, ...after] = sentence.split(/,\s*/)
  return after.some((part) => part.split(' ').length >= WHOLE_AT)
}

function isShortOfAnnounced(said: string, spoken: string): boolean {
  const announced = COUNTED.exec(said)
  if (!announced || QUESTION.test(said)) return false
  const count = COUNTS[announced[1]!]!
  const rest = spoken.slice(spoken.search(COUNTED)).replace(/^[^,.:?!]*[,.:?!]?/, '')
  const items = rest.split(/,|;|\.|\band\b|\bor\b/).filter((item) => /\p{L}/u.test(item)).length
  return items < count
}

function isNumberInProgress(said: string, spoken: string): boolean {
  const digits = DIGITS_LAST.exec(said)?.[0]
  if (digits === undefined || !DICTATED.test(spoken)) return false
  const count = digits.split(/[ -]+/).reduce((sum, word) => sum + (/^\d+$/.test(word) ? word.length : word === '' ? 0 : 1), 0)
  return count < MOST_DIGITS
}

function isListInProgress(sentence: string): boolean {
  const parts = sentence.split(/,\s*/).filter(Boolean)
  const last = parts.at(-1) ?? ''
  if (parts.length < 2 || last.split(' ').length > 3) return false
  if (parts.slice(0, -1).some((part) => NO_ITEM.test(plain(part)))) return false
  const before = parts.at(-2) ?? ''
  const isAddition = QUESTION.test(plain(last)) || /^(?:and|or|but|so|please|thanks|thank you|too|then)\b/.test(last) || /\b(?:and|or) \S+(?: \S+)?$/.test(last)
  // «What are you doing, man?»
  const isAddress = parts.length === 2 && QUESTION.test(plain(before)) && !/\bwhich\b/.test(before)
  return !isAddition && !isAddress && (parts.length > 2 || before.split(' ').length <= 8)
}
