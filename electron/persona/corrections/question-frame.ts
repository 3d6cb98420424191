import { claimsOf } from '../claims.ts'
import { stem } from '../terms.ts'
import { isQualifier, meaningsOf, weightOf } from './question-lexicon.ts'

/** What a question wants to be told. */
export type Ask =
  | 'why' | 'price' | 'count' | 'duration' | 'when' | 'where' | 'who' | 'which' | 'degree' | 'outlook' | 'howto' | 'manner' | 'opinion' | 'definition' | 'rule' | 'duty' | 'existence' | 'yesno' | 'if' | 'what'

export interface Term {
  meaning: string
  stem: string
  weight: number
  /** Narrows the question down: a name, a weekday, «first». */
  qualifies: boolean
  /** Whoever leaves it out asks something else: a name, «yourself», «make» in a question for a price. */
  excludes: boolean
}

/** A question taken apart: what is asked, about what, whether of the past, of whom, and with which numbers. */
export interface QuestionFrame {
  /** Without fillers and politeness, contractions written out. */
  plain: string
  ask: Ask
  terms: Term[]
  tense: 'past' | 'present' | 'open'
  /** Times it is set in: `past`, `now`, `next` or a year. */
  times: string[]
  negated: boolean
  /** About what is to come. */
  future: boolean
  /** «have you been fired»: it is done to the one who is meant. */
  suffered: boolean
  /** Who does what is asked about: the first pronoun after the question's verb. */
  subject: 'asked' | 'asker' | 'other'
  /** «you do», «yourself»: the person asked is the one meant. */
  ofAsked: boolean
  /** «I», «my»: the asker is the one meant. */
  ofAsker: boolean
  numbers: string[]
}

const CONTRACTIONS: readonly [RegExp, string][] = [
  [/\b(what|who|how|where|when|why|that|there|it|here)(?:'s|s)\b(?= (?:a|an|the|my|your|our|their|this|that|it|there|in|on|is|it|planned|going|wrong|up|like|\w+))/g, '$1 is'],
  [/\b(\w+)'s\b/g, '$1'],
  [/\bcan'?t\b|\bcannot\b/g, 'can not'],
  [/\bwon'?t\b/g, 'will not'],
  [/\b(do|does|did|is|are|was|were|have|has|had|would|should|could|must)n'?t\b/g, '$1 not'],
  [/\b(i|you|we|they|he|she)'(?:d)\b/g, '$1 would'],
  [/\b(i|you|we|they)'ve\b/g, '$1 have'],
  [/\b(i|you|we|they|he|she)'ll\b/g, '$1 will'],
  [/\bi'?m\b/g, 'i am'],
  [/\b(you|we|they)'re\b|\byoure\b|\btheyre\b/g, '$1 are'],
  [/\b(my|your|our|their|his|her) own\b/g, '$1'],
  [/\bgonna\b/g, 'going to'],
  [/\bwanna\b/g, 'want to'],
]
/** Ways of asking that come to the same, each as the plainest of them. In this order, after contractions and fillers. */
const REWRITES: readonly [RegExp, string][] = [
  [/^(?:is it true|have i heard right|is it correct) that (you|we|the company|they) (?:are|do|will) /, 'do $1 '],
  [/^is it true that (you|we|they) /, 'do $1 '],
  [/^is it true that /, 'is it so that '],
  [/^(?:do|would) you (?:think|say|believe) (?:that )?/, 'what do you think about '],
  [/\bhow (?:frequently|regularly)\b|\bhow many times (?:a|per|each|every) (?:day|week|month|quarter|year)\b|\bat (?:what|which) intervals\b|\bwhat is the (?:frequency|rhythm) (?:of|for)\b/g, 'how often'],
  [/\bhow (?:quickly|rapidly|speedily)\b|\bhow long does it take (?:for|until|till|before|to)\b|\bhow much time (?:passes|goes by|is there|does it take) (?:before|until|till|between|for|to)\b|\bwhat is the (?:speed|delay) (?:of|with which)\b/g, 'how fast'],
  [/^(?:what is|what are|tell me) the size of\b|^how large\b|^how many (?:people|members|employees|staff|colleagues|heads) (?:are (?:there )?(?:in|on|at)|do (?:we|you) have (?:in|on|at)|work (?:in|on|at|for)|belong to|make up)\b/g, 'how big is'],
  [/^what is the (?:headcount|head count|number of (?:people|employees|members)) (?:of|in|at)\b|^how many (?:people|members|employees|staff|colleagues) (?:does|do) (?=.+ have$)/g, 'how big is'],
  [/^(?:does it matter|is it important|how much does it matter|do you mind) to you (?:if|whether|that|when)\b|^how much do you care (?:about|for|if)\b|^do you (?:care about|care if|care whether|insist on|value|attach importance to)\b|^how (?:much|highly) do you value\b|^how much (?:weight|importance) do you (?:give|attach) to\b|^what role does (?=.* play for you$)/g, 'how important to you is'],
  [/^(?:is|are) (.+) important to you$/g, 'how important to you is $1'],
  [/^how important (?:is|are) (.+) (?:to|for) you$/g, 'how important to you is $1'],
  [/^does (.+) matter to you$/g, 'how important to you is $1'],
  [/^(?:are you sorry (?:that|about|for)|do you wish (?:that )?you had (?:not|never)|was it (?:a mistake|wrong|an error) (?:to|that you)|do you have (?:any )?regrets? (?:about|over)|have you ever regretted)\b/g, 'do you regret'],
  [/^is (.+) (?:something|a thing|a step|a decision) (?:that )?you regret$/g, 'do you regret $1'],
  [/\bwhat (?:is|was) the date (?:of|for)\b/g, 'when is'],
  [/^(?:(?:to )?whom?|who) does (.+) belong(?: to)?$/g, 'who owns $1'],
  [/^whose (?:company |business |firm )?is (.+)$/g, 'who owns $1'],
  [/^who (?:is|are) the owners? of\b|^who holds the shares (?:of|in)\b/g, 'who owns'],
  [/^what (?:justifies|speaks for|would justify|could justify)\b/g, 'why'],
  [/^(?:what|which)(?: kinds?| sorts?)?(?: of)? things? (?:make|makes|drive|drives|get|gets) you\b|^what (?:gets|drives) you (?!to\b|up\b)/g, 'what makes you '],
  [/^what (?:annoys|irritates|bothers|upsets|enrages) you\b/g, 'what makes you angry'],
  [/^when do you (?:get|become|feel) (\w+)$/g, 'what makes you $1'],
  [/^(?:what (?:should|do|must|can|may|shall) (?:i|we) (?:have to |need to )?wear|what am i (?:supposed|meant|expected) to wear|how (?:should|do|must) (?:i|we) dress|what clothes (?:should|do|must|can) (?:i|we) wear)\b/g, 'what is the dress code'],
  [/^where (?:can|could|should|must) (i|we|you|people)\b/g, 'how can $1'],
  [/^what (?:is|are) (?:the |our |some )?(?:best |right |proper |good )?(?:ways?|steps?|means|procedures?|process) (?:to|of|for|after|in)\b/g, 'how do we'],
  [/^(?:what is|what was|is there) (?:a|the|one|your) (?:(?:good|main|real|best) )?reasons?\b(?: for| of| that| why| behind| to)?/g, 'why'],
  [/^(?:in (?:which|what) cases?|when is it (?:right|okay|fine|good|allowed|time) to|when (?:should|may|can|must|would) (?:i|we|you|one))\b/g, 'under what circumstances'],
  [/^what if\b/g, 'what happens if'],
  [/^how do (.+?) compare (?:to|with)\b/g, 'what is the difference between $1 and'],
  [/\bin (?:the )?(?:case|event) of\b/g, 'if there is'],
  [/^what (?:do|should|can|must|shall) (?:i|we) do (?=(?:if|when|after|once)\b)|^what (?:should|must|has to) happen (?=(?:if|when|after|once)\b)|^what are the steps (?=(?:if|when|after|once)\b)/g, 'how do i handle '],
  [/^how do i handle (?:if|when) (?:there is|there has been|i see|i notice|i find|we have)\b|^how do i handle after\b/g, 'how do i handle'],
  [/^(?:is it (?:possible|conceivable|an option) (?:to|for (?:me|us) to)|do (?:i|we|you) need (?:permission|approval|leave|consent|to ask(?: before)?|to ask for permission)(?: to| for| before)?|would it be (?:possible|okay|fine|alright) (?:to|if (?:i|we)))\b/g, 'may i'],
  [/^is (.+) (?:allowed|permitted|okay|ok|fine|possible)(?: here| in the office| at work)?$/g, 'may i $1'],
  [/^(?:will|would) (?:i|we|they) (?:get|receive|be given|have)\b|^does (?:every|each|a|any) (.+?) (?:get|have|receive)\b|^(?:are|is) (?=.* (?:assigned|given|provided|available|paid out|offered) (?:to|for)\b)/g, 'do we have $1 '],
  [/^what (?:is|was) it like to\b|^what is (?=.+ like(?: here)?$)|^how is it to\b/g, 'how is '],
]
/** Sounds and courtesies that ask nothing. */
const FILLERS = /\b(?:um+|uh+|uhm|er|erm|ah|oh|hmm+|well|okay|ok|so|and so|please|hey|hi|hello|listen|basically|actually|honestly|exactly|anyway|by the way|you know|i mean|kind of like|sort of|right)\b/g
const COURTESY = /^(?:(?:can|could|would|will) you (?:please )?(?:tell|explain|say|let)(?: to)?(?: (?:me|us))?(?: (?:know|about))?|tell (?:me|us)(?: (?:about|more about|again))?|explain(?: to (?:me|us))?|let (?:me|us) know|i (?:was wondering|wonder|would like to know|want to know|would love to know|am curious)(?: about)?|do you know|may i ask(?: you)?|just|a? ?question)(?: again)? /

const AUXILIARY = '(?:do|does|did|is|are|was|were|am|can|could|may|will|would|should|shall|must|have|has|had)'

/**
 * Where a question says what it wants. Of several the first in the sentence counts, and of those at the same place the
 * first here. What the pattern takes is left out of the topic.
 */
const ASKS: readonly [Ask, RegExp][] = [
  ['why', /\b(?:why|how come|what (?:was|is|were|are) the (?:reasons?|point|cause|purpose) (?:for|of|that|why|behind)|(?:for )?(?:what|which) reason|what (?:makes|made|led|leads|drove)(?: (?:you|us|them|it))?|what speaks for|give (?:me|us) (?:a|one|the) reasons?(?: to)?|on what grounds)\b/],
  ['duration', /\b(?:for )?how (?:long\b|many (?=(?:days|weeks|months|years|hours|minutes)\b))|\b(?:what (?:is|was) the )?(?:length|duration) of\b|\bhow much (?=(?:time|holiday|vacation|leave|annual leave)\b)|\bwhat (?:is|are) (?=(?:the|our|your|my) (?:\w+ )?(?:working|weekly) (?:hours|time)\b)/],
  ['price', /\bhow much (?:do|does|did|is|are|was|were|will|would) (?:it |that |this )?(?=.*\b(?:cost|costs|charge|pay|price)\b)|\bhow (?:much money|expensive|costly)\b|\bwhat (?:is|was|are|were) the (?:price|cost|costs|fee|investment)(?: of| for)?\b|\bwhat (?:do|does|did|will|would) (?=.*\bcosts?\b)|\bhow much\b|\bwhat (?:do|does|did|must) (?:i|we|you|one|people|customers|a \w+) pay\b/],
  ['count', /\bhow (?:many|often)\b|\bwhat (?:is|was) the (?:number|amount) of\b|\bnumber of\b/],
  ['when', new RegExp(`\\b(?:since |until |till |from |by )?when (?:on )?${AUXILIARY}\\b|\\b(?:at |from |by )?(?:what|which) (?:time|date|day|year|month)\\b|\\bhow soon\\b|\\bon (?:which|what) day\\b|\\bwhat (?:is|are) the (?=(?:opening|closing|start|starting|end) (?:date|hours|times?)\\b)|\\b(?:since|from) when\\b`)],
  ['outlook', /\bwhere (?:do|would) you see\b|\bwhere (?:is|are) (?=.*\b(?:heading|headed|going)\b)|\bwhat will (?=.*\blook like\b)|\bwhat is your (?=(?:long term )?vision\b)|\bwhat do you want (?=.* to be\b)|\bhow (?:big|large) will\b/],
  ['where', new RegExp(`\\bwhere (?:exactly )?${AUXILIARY}\\b|\\bin (?:which|what) (?:country|city|place|town|factory|building)\\b|\\bwhat (?:is|was) the place\\b|\\bat (?:which|what) place\\b`)],
  ['opinion', /\bwhat (?:do|did|would) you (?:think|make|say) (?:of|about|when)\b|\bhow do you (?:feel|see)(?: about| it when| it)?\b|\bwhat (?:is|are|was) your (?:view|views|opinion|position|stance|take|thoughts?|attitude)(?: on| about| of| towards| to)?\b|\bdo you (?:believe in|like|agree with|approve of)\b|\bare you (?:in favou?r of|for|against|a fan of)\b|\bdoes it bother you (?:when|that|if)\b|\bare you (?:worried|concerned|afraid)(?: that| about| of)?\b|\bhow important (?:to you )?(?:is|are)\b|\bwhat do you say about\b|\b(?:are|is|do|does) (?=.* in your opinion\b)|\bdoes (?=.* matter to you\b)/],
  ['who', new RegExp(`^(?:(?:to|from|with|for) )?(?:who|whom|whose)(?! (?:do|can|should|must|may) (?:i|we)\\b)\\b|\\b(?:which|what) (?:person|people)\\b`)],
  ['howto', /\b(?:how|whom?) (?:do|can|could|should|would|must|may|shall) (?:i|we|one|people|somebody|someone|a person)\b|\bwhat (?:do|should|must|can|shall) (?:i|we) (?:have to |need to )?do\b|\bwhat (?:is|was|are) the (?:best |right |proper )?(?:ways?|steps?|procedure|process) (?:to|of|for)\b|\bwhat does it take to\b|\bin (?:what|which) way should\b|\bhow should\b|\bwhat shall i do\b|\bwhat should (?:i|we)\b|\bwhere can i\b|\bwhat (?:am i|are we) (?:supposed|meant|expected) to\b/],
  ['if', /\b(?:under (?:which|what) (?:circumstances|conditions)|what (?:would|could|has to|must) (?:happen|make|lead|be a reason)(?: (?:you|us))?|is there a price)\b/],
  ['degree', /\bhow (?=(?:big|dependable|trustworthy|difficult|quick|sure|stable|large|small|old|young|far|high|fast|slow|early|late|secure|safe|good|bad|hard|easy|close|likely|well|reliable|accurate)\b)/],
  ['manner', /\b(?:how|in (?:what|which) way|by what means)\b/],
  ['which', /\b(?:which|what (?:kind|type|sort|kinds|types) of|(?:on|to) (?:what|which))\b/],
  ['duty', /\b(?:do (?:i|we|you|people|employees) (?:have|need) to|must (?:i|we)|(?:am|are) (?:i|we) (?=(?:required|obliged|forced|expected)\b)|is it (?:mandatory|obligatory|compulsory|required|necessary)(?: to| for)?|is (?=.* (?:mandatory|obligatory|compulsory|required)\b))/],
  ['rule', new RegExp(`\\b(?:(?:am|are|is) (?=(?:\\w+ ){1,4}(?:allowed|permitted|okay|ok|fine|acceptable|mandatory|obligatory|required|possible|necessary)\\b)|is it (?:okay|ok|fine|alright|allowed|permitted|mandatory|obligatory|possible|acceptable|necessary)(?: to| for| if)?|(?:can|may)(?= \\w+)|do you (?:let|allow|permit)(?: us| people| employees)?(?: to)?|what (?:is|are) (?:the|our|your) (?:policy|policies|rule|rules|regulations?)(?: on| about| for| with)?)\\b`)],
  ['existence', /\b(?:is|are|was|were|will) there(?: going to be| be)?\b|\b(?:do|does|did) (?:we|you|i|they|employees|people|staff|(?:the|our) \w+|tarnwick)(?: ever| also)? (?:have|get|receive|(?=(?:offer|make|pay|provide|own|give|fund)\b))|\bhave (?:we|you) got\b|\bcan we expect\b/],
  ['definition', /^(?:what (?:is|are|was|were)|what (?:do|did) you mean by|what does (?=.*\bmeans?\b)|what happened|what went wrong)\b/],
  ['yesno', new RegExp(`^(?:(?:and|but) )?${AUXILIARY}\\b`)],
  ['what', /\bwhat\b/],
]

const PAST = /\b(?:(?:have|has) (?:you|we|they|it|i|anybody|somebody|anyone) (?!to\b|got\b|a\b|an\b|any\b|the\b)(?:\w+)|did|was|were|had|gave|came|got|made|took|went|bought|built|began|wrote|sold|led|drove|inspired|happened|used to|have been|has been)\b/
const PRESENT = /\b(?:do|does|is|are|am|can|may|must|should|will|would|going to)\b/
/** Words that set a question in time. */
const TIMES = /\b(?:last|previous|ago|yesterday|earlier|back then|(?:this|next|coming|following) (?=year|week|month|quarter|summer|winter|spring|autumn)|20\d\d)\b/g
const TIME_OF: Record<string, string> = { next: 'next', coming: 'next', following: 'next', this: 'now' }

const NEGATION = /\b(?:not|no|never|without|nobody|nothing|none|isn|don)\b/
const OF_ASKED = /\b(?:yourself|do you (?!have to|let|allow|permit|pay|offer|make|fund|want|expect|give|provide|sell|use (?:the|our))|are you\b|did you|have you|you take|you use|you work|your (?:own|personal|salary|job|children|family|retirement|holiday))/
const OF_ASKER = /\b(?:i|my|me|mine|myself)\b/

const EVERYWHERE_WEIGHT = 0.4

/** What is said by the way of asking already. */
const IMPLIED: Partial<Record<Ask, readonly string[]>> = {
  price: ['price', 'pay', 'spend', 'budget'],
  rule: ['rule'],
  existence: ['rule'],
  howto: ['rule', 'handle'],
  opinion: ['idea', 'good', 'afraid'],
  duration: ['long'],
  outlook: ['vision', 'big', 'future', 'heading', 'headed'],
}

/** Names that questions to one persona may hold, in lower case. */
export interface KnownNames {
  /** Of the persona: says nothing. */
  own: ReadonlySet<string>
  organisation: ReadonlySet<string>
  /** Others, of one or more words; `wren home` is something else than `wren`. */
  others: readonly string[]
  /** Of the others those that nearly every document holds: they tell no question from another. */
  everywhere: ReadonlySet<string>
}

export const NO_NAMES: KnownNames = { own: new Set(), organisation: new Set(), others: [], everywhere: new Set() }

const FUTURE = /\b(?:will|going to|gonna|plan to|planning to|intend to|next)\b/
/** It is done to the asker or the one asked: «have you been fired». */
const SUFFERED = /\b(?:have|has|had) (?:you|i) (?:ever )?been (?!to\b|in\b|at\b|a\b|the\b|thinking\b)\w+|\b(?:were|are) you (?:ever )?(?:fired|hired|paid|sacked|dismissed|laid|promoted|trained|asked|told|rejected|refused|sued|invited|elected|chosen|helped)\b/

export function frameOf(question: string, names: KnownNames = NO_NAMES): QuestionFrame {
  const plain = plainOf(question)
  const { ask, topic } = askOf(plain)
  const implied = IMPLIED[ask]
  const terms = new Map<string, Term>()
  for (const meaning of meaningsOf(readNames(topic, names).match(/[\p{L}\p{N}_]+/gu) ?? [])) {
    const weight = implied?.includes(meaning) ? 0 : ask === 'price' && meaning === 'make' ? 1 : names.everywhere.has(meaning) ? EVERYWHERE_WEIGHT : weightOf(meaning)
    const key = stem(meaning)
    const isName = meaning.includes('_') && names.others.includes(meaning.replaceAll('_', ' '))
    const excludes = isName || meaning === 'self' || (ask === 'price' && meaning === 'make')
    if (weight > 0 && !terms.has(key)) terms.set(key, { meaning, stem: key, weight, qualifies: excludes || isQualifier(key), excludes })
  }
  return {
    plain,
    ask,
    terms: [...terms.values()],
    // «What was your worst mistake» is no other question than «what is».
    tense: ask === 'definition' ? 'open' : PAST.test(plain) ? 'past' : PRESENT.test(plain) ? 'present' : 'open',
    times: [...new Set([...plain.matchAll(TIMES)].map(([word]) => TIME_OF[word.trim()] ?? (/\d/.test(word) ? word : 'past')))].sort(),
    future: FUTURE.test(plain),
    suffered: SUFFERED.test(plain),
    subject: subjectOf(plain),
    negated: NEGATION.test(plain),
    ofAsked: OF_ASKED.test(plain),
    ofAsker: OF_ASKER.test(plain),
    numbers: [...claimsOf([...terms.values()].map(({ meaning }) => meaning).join(' ')).numbers],
  }
}

/** Names of several words become one word, the organisation a company, the persona nobody. */
function readNames(topic: string, { own, organisation, others }: KnownNames): string {
  const joined = others.filter((name) => name.includes(' ')).reduce((text, name) => ` ${text} `.replaceAll(` ${name} `, ` ${name.replaceAll(' ', '_')} `), topic.replace(/\s+/g, ' '))
  return joined.split(' ').filter((word) => !own.has(word)).map((word) => (organisation.has(word) ? 'company' : word)).join(' ')
}

function subjectOf(plain: string): QuestionFrame['subject'] {
  const [, pronoun] = /\b(?:do|does|did|is|are|was|were|am|can|could|may|will|would|should|shall|must|have|has|had) (?:not )?(i|we|you|my|our|your)\b/.exec(plain) ?? []
  return pronoun === undefined ? 'other' : pronoun.startsWith('you') ? 'asked' : 'asker'
}

function askOf(plain: string): { ask: Ask; topic: string } {
  let first: { ask: Ask; match: RegExpExecArray } | undefined
  for (const [ask, pattern] of ASKS) {
    const match = pattern.exec(plain)
    if (match && (!first || match.index < first.match.index)) first = { ask, match }
  }
  if (!first) return { ask: plain.startsWith('about ') ? 'definition' : 'what', topic: plain }
  const { ask, match } = first
  return { ask, topic: `${plain.slice(0, match.index)} ${plain.slice(match.index + match[0].length)}` }
}

/** A clause that sets the scene before the question itself. */
const SCENE = /^((?:if|when|while|once|in case|as soon as|after|before) .+?) ((?:who|what|where|why|how|which|whom)\b.*|(?:do|does|can|may|must|will|would|should|is there|are there) (?:i|we|you|they|people|the)\b.*)$/

function plainOf(question: string): string {
  let text = question.toLowerCase().replace(/[’`]/g, "'").replace(/[^\p{L}\p{N}' ]+/gu, ' ').replace(/\s+/g, ' ').trim()
  for (const [pattern, written] of CONTRACTIONS) text = text.replace(pattern, written)
  text = text.replace(FILLERS, ' ').replace(/\s+/g, ' ').trim()
  text = text.replace(/^(?:can|could|would|will) you (?:please )?(?:tell|explain|say)(?: to)?(?: (?:me|us))? (?=(?:what|who|how|where|when|why|which|whether|if)\b)|^tell (?:me|us) (?=(?:what|who|how|where|when|why|which)\b)/, '')
  for (const [pattern, written] of REWRITES) text = text.replace(pattern, written)
  text = text.replace(/\s+/g, ' ').trim()
  const direct = text.replace(COURTESY, '')
  const scene = SCENE.exec(direct)
  if (scene && !/^when (?:do|does|did|is|are|was|were|will|can)\b/.test(direct)) return `${scene[2]} ${scene[1]}`
  return (direct === text ? text : /^(?:what|who|how|where|when|why|which|if|whether)\b/.test(direct) ? direct : `about ${direct}`).replace(/[' ]+/g, ' ').trim()
}
