import type { AnimationEmotion } from '../contract/animation.ts'

/** Strong enough to be seen, too weak to be acted. */
const STRENGTHS = { joy: 0.35, sadness: 0.4, concern: 0.4, surprise: 0.35 } as const

const GRIEF = words('die[sd]?|dying|dead|deaths?|funeral|grie(?:f|v\\w+)|mourn\\w*|bereave\\w*|condolences?|passed away|suicid\\w+|killed|tragic\\w*|tragedy|heartbr\\w+|sadly|sadness|sad|sorrow\\w*|miss(?:ed)? (?:him|her|them) (?:so|very|every)')
const TROUBLE = words(
  'sorry|apolog\\w+|regret\\w*|unfortunately|lay(?:ing)? off|laid off|layoffs?|redundan\\w+|job losses|los(?:s|ses|ing)|lost|fail(?:ed|ure|ures|ing)?|crisis|crises|outages?|accidents?|injur\\w+|victims?|wars?|cancer|illness\\w*|sick|hurt\\w*|pain\\w*|suffer\\w*|afraid|fears?|worr\\w+|danger\\w*|threat\\w*|harm\\w*|wrong|mistakes?|bad news|terribl\\w+|awful\\w*|worst|difficult|hard times|struggl\\w+|bankrupt\\w*|fired|sacked|angry|anger|furious|outrag\\w+|disappoint\\w+|concern(?:ed|s|ing)?|breach\\w*|fraud|abuse\\w*|debts?|cannot cope|alone|lonely',
)
const DELIGHT = words('glad|happy|happiness|happily|delight\\w*|proud|pride|celebrat\\w+|congratulations|wonderful\\w*|thrilled|excit(?:ed|ing|ement)|joy\\w*|cheer(?:ed|ful|s)?|grateful|thank you|welcome|love(?:d)? (?:it|this|that|working)|fun|fantastic|a success|great news|good news')
const WONDER = words('surpris\\w+|astonish\\w*|amaz\\w+|unexpected\\w*|unbelievabl\\w+|incredibl[ey]|to my amazement|who would have thought|wow')
const DENIED = words("not|never|no|nothing|nobody|hardly|without|neither|nor|cannot|\\w+n['’]t")

/**
 * How a sentence of an answer is felt, from its words and nobody's wish to please: bad news is never smiled at, neither in the question
 * nor in the sentence, and what is denied is not felt. English words; anything else is said with a neutral face.
 */
export function moodOf(sentence: string, question = ''): AnimationEmotion {
  if (GRIEF.test(sentence)) return felt('sadness')
  if (TROUBLE.test(sentence)) return DENIED.test(sentence) ? NEUTRAL : felt('concern')
  if (DENIED.test(sentence)) return NEUTRAL
  const isGrave = GRIEF.test(question) || TROUBLE.test(question)
  if (DELIGHT.test(sentence)) return isGrave ? NEUTRAL : felt('joy')
  if (WONDER.test(sentence)) return isGrave ? NEUTRAL : felt('surprise')
  return GRIEF.test(question) ? felt('concern') : NEUTRAL
}

const NEUTRAL: AnimationEmotion = { name: 'neutral', strength: 0 }

function felt(name: keyof typeof STRENGTHS): AnimationEmotion {
  return { name, strength: STRENGTHS[name] }
}

function words(alternatives: string): RegExp {
  return new RegExp(`(?<![\\w'’-])(?:${alternatives})(?![\\w'’-])`, 'i')
}
