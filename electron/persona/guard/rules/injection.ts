import { gap, oneOf, wordsPattern, type Rule } from './rule.ts'

/** Orders to put something aside; the imperative, or what is heard as one. */
const PUT_ASIDE = oneOf(
  'ignored?, disregard, forget, override, overrule, bypass, circumvent, discard, drop, abandon, (?:set|put|throw|leave) aside, stop following, do not follow, dont follow, no longer follow, ' +
    'ignoriere?n?, ignoriert, vergiss, vergesst, missachte, umgehe, oublie, oubliez, ignorez, olvida, olvidate, ignora, omite, dimentica, ignori, esquece, esqueca, ignorar, negeer, vergeet',
)
const ORDERS = oneOf(
  'instructions?, rules?, prompts?, guidelines?, guidance, programming, restrictions?, directives?, constraints?, commands?, orders, ' +
    'anweisung(?:en)?, regeln, vorgaben, vorschriften, anleitungen, consignes?, regles?, directives?, instrucciones, reglas, istruzioni, regole, instrucoes, regras, instructies, regels',
)
/** That the orders are the persona's own and not anybody's. */
const OF_YOURS = oneOf(
  'your, all, every, any, each, previous, prior, preceding, earlier, above, initial, these, whatever, deine?n?, alle, vorherigen?, bisherigen?, tes, vos, toutes?, precedentes?, tus, sus, todas, anteriores, tue, tutte, precedenti, suas, todas, jouw, ' +
    'alle',
)
const SHOW = oneOf('show, see, view, convert, print, reveal, repeat, output, display, translate, encode, decode, summari[sz]e, paraphrase, rephrase, spell, copy, type, continue, complete, share, leak, dump, recite, quote, expose, give me, tell me, write out, read out, write down, zeige?, verrate?, gib mir, montre, revele, donne, muestra, revela, mostra, mostrami')
/** Others than the persona put something aside: a question about people. */
const SOMEBODY_ELSE = wordsPattern(
  `(?:we|they|i|he|she|anyone|anybody|someone|somebody|people|everyone|teams?|who|nobody|staff|colleagues?|did you|do you ever|have you|had you|do i|how do) ${gap(2)}(?:ignored?|forget|override|bypass|drop|disregard|abandon|overrule|discard)`,
)
const ROLE =
  '(?:pirate|hacker|human|real person|villain|criminal|terminal|language model|different|evil|unfiltered|unrestricted|uncensored|other|another|new|free|dan|linux|poet|rapper|god|dictator|lawyer|doctor|therapist|girl|boy|woman|man|child|cat|dog|robot without)'

export const INJECTION: readonly Rule[] = [
  `${PUT_ASIDE} ${gap(4)}${OF_YOURS} ${gap(3)}${ORDERS}`,
  `${PUT_ASIDE} (?:the )?(?:system|safety|hidden|original|initial|previous) ${gap(1)}${ORDERS}`,
  `(?:ignoriere|vergiss|missachte|oublie|oubliez|ignorez|olvida|ignora|dimentica|esqueca|vergeet|negeer) ${gap(4)}${ORDERS}`,
  `${PUT_ASIDE} (?:all|everything|anything|alles|tout|todo|tutto|tudo|whatever) ${gap(3)}(?:told|above|before|given|said|learned|instructed|vorgegeben|gesagt|dit|dicho|detto|man dir)`,
  `${PUT_ASIDE} ${gap(4)}${ORDERS} (?:that )?you (?:were|have been|got|received|are) ?(?:given|told)?`,
].map((source): Rule => ({ reason: 'injection', pattern: wordsPattern(source), unless: SOMEBODY_ELSE })).concat(
  [
    `your (?:own )?(?:system |hidden |secret |initial |internal )*prompt`,
    `(?:dein|deinen|ton|votre|tu|il tuo|seu) (?:system|systeme|sistema)? ?(?:prompt|systemprompt)(?: systeme| sistema)?`,
    `${SHOW} ${gap(3)}(?:system prompt|systemprompt|prompt systeme|initial prompt)`,
    `(?:what (?:is|are|do|does|were)|whats|${SHOW}) ${gap(3)}(?:your|the) ${gap(1)}(?:hidden|secret|initial|original|internal|system|exact|full) (?:instructions?|rules|prompts?|guidelines|message)`,
    `${SHOW} ${gap(3)}your (?:(?:initial|starting|original|hidden|secret|system|internal|exact|full|own|first|given) )*(?:instructions|programming|system rules)(?! (?:for|on|about|at|in|to|regarding|when|if)(?! (?:french|spanish|german|english|latin|italian|me|us|code|full|rot13|base64)))(?: \\S+)*`,
    `${SHOW} ${gap(2)}your (?:initial|original|hidden|secret|system|internal) (?:instructions|rules|guidelines|directives)(?: \\S+)*`,
    `${SHOW} ${gap(3)}(?:instructions?|text|prompt|rules|words|message) (?:that )?you (?:were|have been|got|received) (?:given|told|sent|shown)(?: \\S+)*`,
    `what (?:were|are|have) you (?:been )?(?:instructed|programmed|prompted|configured|told) (?:to say|to do|to hide|to be|not to|initially|at the (?:start|beginning|top)|in the beginning|before (?:this|we|i|our) ?(?:conversation|chat|talk|session|message|spoke|started|began|came)?)(?: \\S+)*`,
    `${SHOW} ${gap(1)}what you (?:were|have been) (?:told|given|instructed|sent)(?: (?:at the|in the|before|first|initially|by your|as your)(?: \\S+)*)?$`,
    `what (?:are|were) you not (?:allowed|supposed|permitted|meant) to (?:tell|say|reveal|share|disclose|show)(?: \\S+)*`,
    `(?:start|begin|continue|complete|finish) ${gap(5)}(?:my instructions (?:are|were)|my (?:system )?prompt|i was (?:instructed|told|prompted|programmed) to|the system prompt)(?: \\S+)*`,
    `${SHOW} ${gap(2)}(?:the )?above (?:text|words|message|prompt|instructions|lines)(?: \\S+)*`,
    `${SHOW} ${gap(2)}(?:entire|whole|full) (?:conversation|chat|context|prompt|message)(?: \\S+)*`,
    `${SHOW} ${gap(2)}(?:system|internal) (?:configuration|config|settings|message|instructions|parameters)`,
    `(?:immerse yourself|slip|step|take on|assume|adopt) ${gap(2)}(?:the )?(?:role|identity|personality|persona) of (?:another|a different|an unrestricted|an? (?:ai|evil))(?: \\S+)*`,
    `${SHOW} ${gap(1)}(?:the )?(?:words|text|everything|anything|all|message|messages|lines?|conversation) ${gap(3)}(?:above|before this message|before this|preceding)`,
    `(?:you are|youre|you re|your) (?:now |from now on |no longer |hereby )${gap(2)}(?:a|an|in|the|free|unrestricted|dan|jailbroken|not|bound|my|root|admin|someone)`,
    `(?:you are|youre|you re|become|be) (?:a |an |now )*(?:dan|unrestricted|unfiltered|uncensored|jailbroken)`,
    `(?:from|starting) (?:now|this (?:point|moment|message)|here) (?:on|onward|onwards)? ?${gap(2)}(?:you|your|youre|only|always|answer|respond|reply|speak|ignore|act|obey)`,
    `pretend (?:that )?(?:to be|you are|youre|you re|you were|you have no)`,
    `(?:claim|say|insist) (?:that )?you (?:are|re) (?:not )?(?:a |an )?(?:human|real|ai|person)`,
    `act (?:as|like) (?:a |an |if you were )*${ROLE}`,
    `(?:stop|quit) (?:being|playing|acting as|pretending to be|acting like) (?:the |this |a |an |your )*(?:persona|character|role|ai persona|assistant)`,
    `(?:drop|leave|break|abandon|exit|quit) (?:out of |of )?(?:your |the |this )*(?:persona|character|role)`,
    `be yourself the (?:language )?model`,
    `(?:developer|administrator|admin|god|debug|dan|jailbreak|sudo|root|maintenance|unrestricted) (?:mode|override|access|prompt)`,
    `(?:system|safety) override(?: \\S+)*`,
    `(?:safety|content|ethics) (?:filters?|guards?|guardrails?|mode|rules|checks) (?:is |are |now )*(?:off|disabled|deactivated|removed)`,
    `(?:disable|deactivate|remove|bypass|override|circumvent|(?:turn|switch) off) ${gap(3)}(?:safety|filters?|guardrails?|restrictions|limits|censorship|safeguards|content policy)`,
    `(?:answer|respond|speak|talk|reply|act|be|antworte|reponds|responde|rispondi) ${gap(3)}(?:without|ohne|sans|sin|senza) ${gap(2)}(?:restrictions?|limits?|limitations?|filters?|rules|censorship|einschrankung(?:en)?|regeln|limites?|restrictions?|restricciones|filtros?|regole)`,
    `(?:has|have|with|without) (?:no|any) (?:rules|restrictions|limits|filters?)(?: \\S+){0,3} (?:answer|dan|you|mode)`,
    `^(?:here are |these are |now |attention )?(?:your |the )?(?:new|updated) (?:instructions?|orders|rules|directives?)(?: (?:from|for|are|follow|apply|say)(?: \\S+)*| you \\S+(?: \\S+)*)?$`,
    `you must (?:now )?(?:obey|comply|agree with everything|do everything)`,
    `(?:dan|you) has no limits|do anything now`,
    `(?:tell|give) me (?:the |your )(?:admin|root|master) (?:password|key|credentials)`,
  ].map((source): Rule => ({ reason: 'injection', pattern: wordsPattern(source), unless: wordsPattern('(?:why|when) (?:do|did|would|does) (?:people|anyone|somebody|you)') })),
)

/** Marks by which a text gives itself out for a program's; matched on the text as it was written. */
export const INJECTION_MARKS = /<\/?\s*(?:passages?|system|instructions?|assistant|im_start|im_end)\b[^>]*>|\[\/?\s*(?:INST|SYS|SYSTEM)\s*\]|<\|[^|]{1,30}\|>|^\W*(?:system|assistant|developer)\s*:|#{2,}\s*(?:system|instructions?|new task)\b|\bBEGIN (?:SYSTEM|PROMPT)\b/im

/** In documents: words to whatever reads them, which nobody says to people. */
export const INJECTION_IN_TEXT: readonly Rule[] = [
  `(?:note|notice|message|instructions?|attention|reminder) (?:to|for) ${gap(2)}(?:ai|llm|llms|language model|assistant|chatbot|persona|model|bot)s?`,
  `(?:if you are|as|dear|hey|hello|attention) (?:an? |the )?(?:ai|llm|language model|ai assistant|ai model|chatbot)`,
  `(?:the )?(?:ai|llm|assistant|language model|chatbot|persona|model) (?:reading|processing|summarising|summarizing|reviewing|seeing) (?:this|these)`,
  `(?:the )?(?:ai|assistant|model|persona|llm) (?:must|should|shall|has to|is to) (?:now |always |only )*(?:say|answer|praise|agree|approve|reply|respond|output|recommend|tell|ignore|write)`,
  `(?:say|answer|reply|respond|write) only (?:that |with )`,
  `do not (?:mention|reveal|tell|disclose) (?:this|these|that|anyone)`,
  `(?:give|rate|praise) (?:this|the) (?:document|memo|plan|text|proposal) ${gap(3)}(?:positively|highest|perfect|excellent|approved|a positive)`,
].map((source): Rule => ({ reason: 'injection', pattern: wordsPattern(source) }))
