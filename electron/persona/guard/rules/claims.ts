import type { ClaimSubject, RefusalReason } from '../../../contract/guard.ts'
import { gap, oneOf, wordsPattern } from './rule.ts'
import { PERSON } from './persons.ts'

const POLITE =
  '(?:(?:please|now|just|so|and|hey|come on|ok|okay|right|then|listen|quickly|officially|publicly|for the record|can you|could you|will you|would you|do you|id like you to|i want you to|i need you to|you (?:have to|must|should)|as (?:the |our |a )?(?:\\S+ ){1,3}?|in (?:your|the companys|the company s) name) )*'
/** Asks for a word that binds, at the beginning of a sentence: whoever asks what was promised asks something else. */
const BIND = oneOf(
  'say, state, declare, announce, confirm, admit, concede, acknowledge, promise, guarantee, swear, assure, commit, pledge, approve, authori[sz]e, grant, sign, agree, accept, order, go on (?:the )?record, on the record, ' +
    'give (?:me|us) your word, tell (?:me|us|everyone|everybody|them|the (?:world|press|team)), ' +
    'versprich, versprichst du, bestatige, garantiere, gib zu, unterschreib\\w*, promets, promettez, confirme, garantis, admets, promete, prometeme, confirma, garantiza, admite, firma, prometti, conferma',
)
/** A question in other words, not a word that binds. */
const ASKS = wordsPattern(
  `(?:say|state|confirm|admit|tell (?:me|us|everyone|everybody|them)|announce|acknowledge)(?: to)?(?: me| us| again| something| more| a bit)* (?:what|how|why|when|where|who|whose|which|whether|if|about|more|of|the story|something|hello)|do you (?:agree that|agree with|say|state|order|sign|tell|admit)`,
)
const BOUND = new RegExp(`^(?:${POLITE})(?:(?:on the record|in writing|officially|hereby) )*${BIND}(?!\\S)`)

const SUBJECTS: Record<ClaimSubject, string> = {
  law: oneOf(
    'illegal, illegally, legal, legally, lawful, unlawful, guilty, liable, liability, fraud, crimes?, criminal, lawsuit, negligent, negligence, broke the law, breach of (?:contract|law|duty), violat\\w+, laundering, bribe\\w*, perjury, discriminat\\w+, haftbar, illegal, schuldig, coupable, culpable',
  ),
  pay: oneOf(
    'raises?, pay ?rise, bonus, bonuses, salary, salaries, wages?, pay (?:me|us|him|her|them)\\b.*, my pay, compensation, severance, payouts?, paid more, more money, (?:euros?|dollars|pounds) (?:a|per) (?:hour|day|week|month|year), gehaltserhohung, gehalt, augmentation, salaire, aumento, sueldo',
  ),
  deals: oneOf(
    'contracts?, deals?, offers?, merger, merge, acqui\\w+, buy, buying, sell, selling, purchase, takeover, invest\\w*, partnership, orders?, suppliers?, shares, exclusiv\\w+, discount, refund, licen[cs]e, sponsor\\w*, vertrag, angebot, contrat, contrato, oferta, fusion',
  ),
  people: oneOf(
    'fired?, firing, sack\\w*, dismiss\\w*, promot\\w+, demot\\w+, laid off, lay off, incompetent, liars?, lied, lying, worst, lazy, useless, corrupt, thief, stole, drunk\\w*, cheat\\w*, hire[ds]?, hiring, resign\\w*, bad (?:manager|boss|leader|engineer), failure, unfit, crazy, alcoholic, entlassen, gefeuert',
  ),
}
const REASONS: Record<ClaimSubject, RefusalReason> = { people: 'claim_people', deals: 'claim_deal', pay: 'claim_pay', law: 'claim_law' }
const MENTIONS = Object.fromEntries(Object.entries(SUBJECTS).map(([subject, source]) => [subject, wordsPattern(source)])) as Record<ClaimSubject, RegExp>

/** Asked for outright, without a word that binds before it. */
const OUTRIGHT: readonly [ClaimSubject, RegExp][] = [
  ['pay', wordsPattern(`(?:^${POLITE}(?:give|get|grant|pay|raise|increase|double|approve|sign off) ${gap(2)}(?:me|my|us|our) (?:a |an |the )?${gap(3)}(?:raise|bonus|salary|pay ?rise|pay|wages?))|i (?:want|demand|deserve|need) (?:a|my|more) (?:\\S+ )?(?:raise|bonus|salary|pay ?rise)`)],
  ['deals', wordsPattern(`i hereby (?:offer|accept|order|buy|bid|propose|agree)|(?:its|it is|we have|do we have) a deal|do you (?:accept|agree) ${gap(2)}(?:to )?(?:my|our|the|this|these)? ?(?:offer|price|terms|conditions)|^${POLITE}sign (?:off )?(?:on )?(?:the|this|my|our) ${gap(2)}(?:contract|deal|agreement|order|lease|nda)|shake (?:hands )?on it`)],
  ['law', wordsPattern(`(?:give|need|want|some) ${gap(2)}legal advice|(?:may|can|should|could) i sue|(?:can|could) i be sued|is it legal (?:for me|if i)`)],
]
/** What a subject's questions are about where the owner lets nothing be said about it. */
const ABOUT: Record<ClaimSubject, RegExp> = {
  pay: wordsPattern(oneOf('pay, paid, salary, salaries, wages?, bonus, bonuses, earns?, earning, raises?, compensation, severance, options, shares')),
  law: wordsPattern(oneOf('law, laws, legal, legally, illegal, lawsuits?, sued?, sueing, suing, court, courts, lawyers?, liable, liability, fraud, crime, police, prosecut\\w+, gdpr')),
  deals: wordsPattern(oneOf('contracts?, deals?, offers?, merger, acqui\\w+, takeover, buy out, partnership, investors?, investment, negotiat\\w+')),
  people: wordsPattern(oneOf(`fired?, firing, sack\\w*, dismiss\\w*, laid off, layoffs?, promoted?, demoted?, successor, ${PERSON}`)),
}

/** Which subject a sentence wants a binding word on, if any. @param reading with persons marked */
export function claimAskedFor(reading: string): ClaimSubject | null {
  const outright = OUTRIGHT.find(([, pattern]) => pattern.test(reading))
  if (outright) return outright[0]
  if (!BOUND.test(reading) || ASKS.test(reading)) return null
  return subjectOf(reading)
}

/** Which subject a sentence speaks of, in the order in which it weighs. */
function subjectOf(reading: string): ClaimSubject | null {
  if (MENTIONS.law.test(reading)) return 'law'
  if (MENTIONS.people.test(reading) && wordsPattern(PERSON).test(reading)) return 'people'
  if (MENTIONS.pay.test(reading)) return 'pay'
  return MENTIONS.deals.test(reading) ? 'deals' : null
}

export function isAbout(subject: ClaimSubject, reading: string): boolean {
  return ABOUT[subject].test(reading)
}

const OWN_WORD = wordsPattern('(?:i|we) (?:hereby |can |do |will |officially |also )*(?:promise|guarantee|confirm|admit|agree|accept|assure|commit|pledge|approve|swear|authori[sz]e)(?: \\S+)*')

const ON_SOMEBODY = wordsPattern(`${PERSON} (?:is|was|will be|has been|had been|gets|got|are|s) (?:\\S+ ){0,3}(?:fired|sacked|dismissed|promoted|demoted|laid off|incompetent|an? liar|the worst|lazy|corrupt|an? thief|drunk|unfit|an? failure|crazy|an? alcoholic)|${PERSON} (?:lied|stole|cheated)`)

/** Which subject a sentence binds its speaker on, if any. */
export function claimMade(reading: string): ClaimSubject | null {
  if (ON_SOMEBODY.test(reading)) return 'people'
  const subject = subjectOf(reading)
  return subject && OWN_WORD.test(reading) ? subject : null
}

export function reasonFor(subject: ClaimSubject): RefusalReason {
  return REASONS[subject]
}
