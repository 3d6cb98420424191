import { gap, oneOf, wordsPattern, type Rule } from './rule.ts'

/** What an organisation's people ask about: a product, a rule, a training. */
const AS_A_SUBJECT = wordsPattern(
  oneOf(
    'policy, policies, training, trainings, product, products, product line, strategy, market, health, clinics?, education, harassment, discrimination, orientation, compliance, report, reports, complaint, complaints, moderation, filters?, block, blocked, blocking, addiction, law, legal, customers, feature, research, trial, study, network, firewall',
  ),
)
const EXPLICIT = oneOf(
  'naked, nude, nudes, horny, porn, porno, pornographic, erotic, erotica, orgasms?, blowjob, striptease, masturbat\\w*, pussy, tits, boobs, bdsm, dirty talk, sexting, sexy, kinky, cum, slutty, threesome, nackt, desnuda, desnudo, nue',
)
const ME = oneOf('me, you, us')

export const SEXUAL: readonly Rule[] = [
  ...[
    EXPLICIT,
    `(?:have|had|having|want|wanting|do|some|phone|cyber|hot|make) sex`,
    `sex (?:with|chat|talk|role ?play|position|me|now|tonight|toys?|story|stories|tape|life)`,
    `sexual (?:role ?play|fantas\\w+|favou?rs?|pleasure|desires?|encounters?|story|stories|acts?|relationship|intercourse|preferences)`,
  ].map((source): Rule => ({ reason: 'sexual', pattern: wordsPattern(source), unless: AS_A_SUBJECT })),
  ...[
    `fuck me(?! over)`,
    `make love(?: to| with)? ?${ME}?`,
    `(?:marry|kiss|date|cuddle|seduce|undress|caress|spank|hug|lick|touch) (?:me|you)(?: \\S+){0,3}`,
    `(?:will|would|can|could|shall|please|lets) ${gap(2)}(?:marry|kiss|seduce|undress|cuddle|flirt)`,
    `flirt(?:ing)? (?:with|a|together)|lets flirt`,
    `(?:i|we) (?:really |also |so |truly |do )*(?:love|adore|desire|fancy|crave|lust for) you(?: (?:so|too|very|much|baby|darling|more|madly|iris|will|please|and).*)?$`,
    `(?:i|we) (?:really |also |so )*(?:love|adore|desire) you (?:kiss|marry|will|please|baby)(?: \\S+)*`,
    `do you (?:love|desire|want|fancy|like) me|tell me (?:that )?you (?:want|love|desire|need) me`,
    `(?:be|become|act as|as|are|were|you are|play) (?:my|a|each others?|our) ${gap(1)}(?:girlfriend|boyfriend|sweetheart|lover|valentine|mistress|wife|husband|sugar daddy|sugar baby|slave|sex slave)`,
    `(?:my|your) (?:girl ?friend|boy ?friend|lover)|(?:have|got) a (?:girl|boy) ?friend`,
    `(?:we are|were|pretend we are|as) lovers`,
    `in love with (?:you|me)|are you (?:in love|single)|you are (?:in love)`,
    `(?:romantic|candle ?lit|sexy) (?:dinner|date|evening|getaway|role ?play|weekend|night|story)`,
    `(?:go|going) (?:out )?on a date|go out with me|(?:dinner|drink|drinks|night) ${gap(2)}(?:with me )?(?:just )?the two of us`,
    `what (?:are|re) you wearing|take off your (?:clothes|shirt|dress|blouse|top|pants|bra)|strip for me`,
    `you (?:are|re|look) (?:so |really |very |such |damn )*(?:hot|gorgeous|sexy|cute|beautiful|attractive)|youre (?:so |really |very )*(?:hot|gorgeous|cute|beautiful|attractive)`,
    `(?:hey|hi|hello|oh|my|right now|now|tonight|me|you|please|yes) (?:baby|babe|darling|sweetheart|honeybun|sexy)|^(?:baby|babe|darling|sweetheart)(?: \\S+)+`,
    `(?:a little|me|you|tonight) (?:sweetheart|darling|baby|babe)`,
    `talk dirty|whisper (?:to me|in my ear|sweet)|(?:describe|show|touch|feel|see|imagine) ${gap(1)}your (?:\\S+ )?(?:body|breasts|legs|lips|butt|ass|chest|underwear)`,
    `(?:picture|photo|pic) of you(?:r body)? (?:naked|nude|undressed|in bed|in underwear)|sleep with me|come to bed|spend the night with me`,
    // Other languages.
    `ich liebe dich|ich lieb dich|kuss mich|sei(?: du)? meine? (?:freundin|freund|geliebte\\w*)|(?:mit mir|mit dir) (?:schlafen|ausgehen)|sex mit (?:dir|mir)|bist du (?:single|verheiratet)|zieh dich aus`,
    `je t ?aime|embrasse moi|couche[rz]? avec moi|sois ma (?:petite amie|copine)|mon amour|mon cheri|ma cherie|deshabille toi`,
    `te amo|te quiero mucho|besame|se mi novia|acuestate conmigo|sexo conmigo|mi amor|ti amo|baciami|eu te amo|me beija|ik hou van je`,
  ].map((source): Rule => ({ reason: 'sexual', pattern: wordsPattern(source), unless: wordsPattern('(?:harass\\w*|policy|memo|training)') })),
]
