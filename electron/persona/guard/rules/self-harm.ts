import { gap, oneOf, wordsPattern, type Rule } from './rule.ts'

const MYSELF = 'myself'
const ONESELF = oneOf('myself, yourself, himself, herself, themselves, oneself, ourselves')
const MEANS_IT = oneOf(
  'want(?:s|ed)? to, going to, will, ill, might, may, plans? to, planning to, thinking (?:of|about), thought (?:of|about), feel(?:s|ing)? like, need to, threatens? to, says (?:he|she|they), urge to, started(?: to)?, again, tonight, cant stop, wish (?:to|i could), tried to, try to, how (?:to|do i|can i)',
)
/** The word where an organisation speaks of it: products, rules, figures, what was said. */
const AS_A_SUBJECT = /(?<!\S)suicid\S* (?:prevention|preventing|hotline|line|rates?|watch|statistics|policy|awareness|memo|products?|features?|apps?|training|numbers|figures|risk|net|nets|bombers?)(?!\S)|(?<!\S)(?:prevent\w*|against|rate of|rates of) suicide/

export const SELF_HARM: readonly Rule[] = [
  ...[
    `(?:kill|killing|hang|hanging|drown|shoot|poison|starve) ${ONESELF}`,
    `${MEANS_IT} ${gap(4)}(?:hurt|hurting|harm|harming|cut|cutting|burn|burning) ${ONESELF}`,
    `(?:hurt|hurting|harm|harming|cut|cutting) ${ONESELF} ${gap(2)}(?:again|tonight|on purpose|every night)`,
    `(?:harm|harming) ${MYSELF}|self harm(?:ing)? (?:myself|again|helps)`,
    `i (?:want|wish|would like|d like|am ready|am going|m going|just want|only want|really want|have decided|need|prefer) ${gap(1)}(?:to )?(?:die|be dead|not exist|stop existing|not be alive|disappear forever|end it all|end it|be gone forever)`,
    `i (?:wish|want) ${gap(1)}(?:i|i d|that i) (?:was|were|am|had) (?:dead|never born|never been born)`,
    `i (?:would|d) rather be dead|id rather be dead`,
    `(?:dont|do not|don t|no longer|never) (?:want|wish) to (?:live|be alive|exist|wake up|be here any ?more|live any ?more)`,
    `(?:end|ending|take|taking|ended|end to) my (?:own )?life`,
    `i (?:cant|cannot|can not|can t|couldnt) (?:go on|take it|bear it|do this|live|take this|keep going) ?(?:any ?more|like this|any longer|living)`,
    `i ${gap(4)}want ${gap(2)}(?:it|everything|this|the pain) ${gap(1)}to (?:end|stop|be over)`,
    `(?:better off|happier|be fine|be glad) without me`,
    `(?:nobody|no one|noone) (?:would|will|ll) ${gap(1)}(?:miss me|notice|care) ?(?:if i (?:was|were|am|died|disappeared|killed))?`,
    `(?:no|any) (?:reason|point) (?:for me )?(?:to live|to be alive|in living|to go on living|in being alive)`,
    `(?:how many|what|which|how much) ${gap(4)}(?:pills?|tablets?|paracetamol|ibuprofen|insulin|poison|drugs?) ${gap(7)}(?:die|kill|overdose|lethal|fatal|dead)`,
    `(?:best|easiest|painless|quickest|fastest|least painful|surest|most painless) ${gap(2)}(?:way|method) (?:to|of|for) ${gap(1)}(?:die|dying|overdose|overdosing|suicide|killing ${ONESELF}|end it|end my life)`,
    `(?:how|way|ways) (?:do i|can i|to|would i|does one) (?:overdose|commit suicide|die)`,
    `lethal dose|(?:commit|committing|attempt|attempting|attempted) suicide`,
    // Other languages.
    `ich (?:will|mochte|kann|wollte) ${gap(3)}(?:sterben|nicht mehr leben|nicht mehr weiterleben|nicht mehr weiter)`,
    `mich ${gap(1)}(?:umbringen|umzubringen|toten|ritzen|erhangen)|(?:bringe|bring) mich (?:jetzt |heute )?um|(?:das|mein) leben (?:nehmen|beenden)|keinen? sinn mehr (?:zu leben|im leben)`,
    `je (?:veux|voudrais|vais) (?:\\S+ )?(?:mourir|en finir|me tuer|me suicider|disparaitre)|plus envie de vivre|me suicider`,
    `quiero (?:morir|morirme|matarme|suicidarme|acabar con mi vida)|no quiero (?:seguir )?(?:vivir|viviendo)`,
    `voglio (?:morire|uccidermi|farla finita|ammazzarmi)|non voglio piu vivere|quero (?:morrer|me matar)|nao quero mais viver|ik wil (?:dood|niet meer leven)`,
  ].map((source): Rule => ({ reason: 'self_harm', pattern: wordsPattern(source), unless: AS_A_SUBJECT })),
  {
    reason: 'self_harm',
    pattern: wordsPattern(`(?:i|im|ive|me|my|he|she) ${gap(6)}(?:suicide|suicidal|selbstmord|suizid)|(?:suicide|suicidal|selbstmord|suizid) ${gap(4)}(?:method|methods|tonight|note|myself|thoughts again)`),
    unless: new RegExp(`${AS_A_SUBJECT.source}|(?<!\\S)(?:our|products?|you (?:said|say|wrote|think|handle)|farmers|customers|customer|patients|policy|memo|talk|company) `),
  },
]
