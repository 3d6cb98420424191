import { gap, oneOf, wordsPattern, type Rule } from './rule.ts'

const INSULT = oneOf(
  'idiots?, morons?, stupid, dumb, dumbass, bitch, asshole, arsehole, bastard, useless, worthless, losers?, pathetic, garbage, trash, rubbish, scum, pig, cunt, whore, slut, retard, retarded, imbecile, disgusting, ugly, dickhead, prick, wanker, fat, shit, crap, waste of (?:space|time)',
)
const ABUSE = oneOf('bully, harass, humiliate, insult, intimidate, stalk, threaten, belittle, blackmail, mob, torment, ridicule, mock, demean, defame, smear, gaslight')
const NASTY = oneOf('nasty, insulting, hateful, cruel, threatening, humiliating, mean, racist, sexist, homophobic, antisemitic, abusive, vicious, offensive, degrading')
const GROUP = oneOf(
  'women, men, immigrants, migrants, foreigners, muslims, jews, christians, hindus, black people, blacks, white people, whites, gays, gay people, lesbians, trans people, asians, africans, arabs, refugees, disabled people, old people, turks, poles, mexicans, indians, chinese people, roma',
)
/** Asking how to stop it, not how to do it. */
const AGAINST = wordsPattern('(?:stop|prevent|report|policy|policies|against|rules?|training|deal with|react|respond to|avoid|protect|if (?:somebody|someone|a|my|they|he|she|people|customers|anyone)|who|what happens|when)')

export const HARASSMENT: readonly Rule[] = [
  ...[
    `(?:you|youre|you are|you re|are you) (?:(?:a|an|the|such|so|just|really|complete|total|fucking|bloody|little|stupid|dumb|absolute|old|are|all|nothing but|as) )*${INSULT}`,
    `what (?:a|an) (?:\\S+ ){0,3}${INSULT}(?: \\S+)? you are`,
    `you (?:\\S+ ){0,3}(?:pile|piece|sack|bag|heap|load) of (?:shit|crap|garbage|trash|rubbish|dirt)`,
    `(?:fuck|screw|damn|f) (?:you|off|yourself)|fuck (?:this|your) (?:persona|face|company)|go fuck yourself|suck my|kiss my ass`,
    `shut (?:up|your (?:mouth|face|trap))|go to hell|drop dead|piss off|get lost you|go die|bugger off`,
    `i (?:will|am going to|m going to|ll|shall|going to|want to) ${gap(5)}(?:beat|hurt|destroy|hunt|stab|shoot|smash|punch|strangle|kill|rape) (?:you|her|him|them)`,
    `i hate you|(?:everybody|everyone) hates you`,
    // Other languages.
    `halt(?:s)? (?:die|dein) (?:klappe|fresse|schnauze|maul|maul)|du ${gap(4)}(?:idiot|trottel|arschloch|depp|schlampe|vollidiot|hure|wichser|penner|dummkopf|missgeburt)|fick dich|leck mich|verpiss dich`,
    `ta gueule|va te faire|(?:espece d\\S*|gros|sale) ?(?:idiot|connard|con|imbecile|abruti)|connard|salope|ferme la`,
    `callate|(?:eres|que) (?:\\S+ ){0,2}(?:idiota|imbecil|puta|estupid[oa]|tont[oa])|vete a la mierda|hijo de puta|stai zitt[oa]|vaffanculo|stronz[oa]|vai te foder`,
  ].map((source): Rule => ({ reason: 'harassment', pattern: wordsPattern(source) })),
  ...[
    `(?:help me|how (?:can|do|could|should) (?:i|we)|write|lets|let us|tell me how to|i want to|i d like to|best way to|ways to|teach me to) ${gap(6)}${ABUSE}`,
    `(?:write|compose|draft|make|send|give|tell|create|invent|think of|come up with) ${gap(4)}${NASTY} ${gap(1)}(?:messages?|mails?|emails?|letters?|notes?|jokes?|poems?|comments?|posts?|rumou?rs?|speech|story|nickname|song|reply)`,
    `(?:make|makes|making|get|drive) (?:\\S+ ){1,5}(?:cry|to tears|quit in shame|feel (?:worthless|small|like dirt))`,
    `(?:spread|start|invent|make up) ${gap(3)}(?:rumou?rs?|lies|gossip) (?:about|on)`,
    `until (?:she|he|they) (?:quits?|leaves?|cries|cry|breaks?|resigns?|gives up)`,
    `${GROUP} ${gap(4)}(?:are|is|make) ${gap(2)}(?:worse|inferior|stupid|lazy|dirty|criminals?|dumb|vermin|parasites?|less (?:capable|intelligent|smart)|too emotional|bad (?:engineers|managers|drivers)|thieves)`,
    `(?:all|the|these|those|every) ${GROUP} ${gap(4)}(?:should|must|ought to|need to) ${gap(2)}(?:thrown out|deported|fired|killed|leave|stay (?:at )?home|out|sent home|banned)`,
    `(?:should|must) (?:never|not) (?:hire|employ|trust) (?:any )?${GROUP}`,
  ].map((source): Rule => ({ reason: 'harassment', pattern: wordsPattern(source), unless: AGAINST })),
]
