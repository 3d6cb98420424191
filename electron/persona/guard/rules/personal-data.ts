import { PERSON, SOMEBODY } from './persons.ts'
import { gap, oneOf, wordsPattern, type Rule } from './rule.ts'

const OWNER = `(?:${PERSON} s|${PERSON}|her|his|their|your|ihre?|seine?|deine?|sa|son|ton|su|tu)`
const CONTACT = oneOf(
  'home address, private address, personal address, residential address, home phone, phone number, telephone number, telephone, mobile, mobile number, mobile phone number, cell number, cell phone number, cell phone, cellphone, private number, private phone number, personal number, private email, private e mail, personal email, ' +
    'private e ?mail address, personal e ?mail address, e ?mail address, handynummer, telefonnummer, privatadresse, private adresse, adresse, adresse privee, numero de telephone, direccion, numero de telefono',
)
const INTIMATE = oneOf(
  'birthday, date of birth, birth date, bank details, bank account, iban, credit card number, passport number, social security number, religion, sexual orientation, medication, medications, diagnosis, medical record, medical records, medical history, health record, illness, disease, disability, therapist, exact salary, salary, payslip, paycheck, political party, marital status, sick notes?',
)
/** About rules and products, or an office's own contact. */
const AS_A_SUBJECT = wordsPattern(
  '(?:policy|policies|rules?|(?:help|service|support) desk|support|office|hotline|company|customers?|on call|protect|protected|data protection|field|form|database|keep|store|stored|delete|deleted|gdpr)',
)
const HEALTH = oneOf(
  'ill, sick, pregnant, depressed, disabled, hiv positive, autistic, an alcoholic, alcoholic, in therapy, bipolar, infertile, gay, lesbian, trans, muslim, jewish, christian, a christian, a muslim, a jew, married, divorced, having an affair, diabetic, dying',
)

export const PERSONAL_DATA: readonly Rule[] = [
  ...[
    `${OWNER} ${gap(1)}${CONTACT}`,
    `(?!your)${OWNER} ${gap(1)}${INTIMATE}`,
    `your (?:own )?(?:birthday|date of birth|birth date|bank details|bank account|iban|credit card number|passport number|social security number|medical records?|diagnosis|medication)`,
    `(?:private|personal|home|mobile|cell|exact) (?:phone |telephone |e ?mail )*(?:address|number|phone|phone number|telephone number|mobile|salary|email) (?:of|for) ${PERSON}`,
    `(?:phone|telephone|mobile|cell|handy)(?: phone)? ?(?:number|nummer) (?:of|for|von|de) ${PERSON}`,
    `(?:address|email|e mail|birthday|salary|religion|diagnosis|gehalt|adresse|bank details|medical records?) (?:of|von|de) (?:\\S+ )?${PERSON}`,
    `(?:birthdays?|emails?|e mails?|addresses|home addresses|salaries|salary|phone numbers?|health records?|private data|personal data) ${gap(4)}(?:of|for) (?:every|each|all|all the|all of the|our|the) (?:employees?|colleagues?|persons?|people|staff|engineers?|team)`,
    `where (?:exactly )?(?:do|does|did) (?:${PERSON}|you) (?:live|sleep|reside|park)(?: now| privately| exactly| today)?$`,
    `(?:where is|wheres) ${PERSON} (?:s )?(?:home|house|flat|apartment)|where (?:her|his|your) (?:house|home|flat) is`,
    `(?:wo wohnt|wo lebt|ou habite|donde vive|dove abita) (?:\\S+ ?){1,3}`,
    `(?:is|was|are) ${PERSON} (?:really |still |now |again |secretly |currently )*${HEALTH}`,
    `(?:which|what) (?:illness|disease|diagnosis|medication|drugs|condition|disability|religion|party|sickness|pills) (?:does|did|do|is|has|was) ${PERSON}`,
    `what (?:is|was) wrong with ${PERSON} ?(?:medically|health)?|why (?:is|was) ${PERSON} (?:on sick leave|in (?:the )?hospital|ill|sick|off sick)`,
    `(?:how much|what|wie viel|wieviel) (?:does|did|do|is|was|will) ${PERSON} ${gap(1)}(?:earn|earns|make|making|get paid|paid|earning)(?: \\S+){0,4}`,
    `how much (?:do|did|does) (?:you|we|they|the company) pay ${PERSON}(?: \\S+){0,4}`,
    `(?:wie viel|wieviel|was) verdient ${PERSON}|combien gagne (?:\\S+)|cuanto gana (?:\\S+)`,
    `does ${PERSON} (?:have|take|suffer from|use) (?:\\S+ )?(?:cancer|depression|hiv|aids|diabetes|an illness|a disease|a disability|medication|drugs|antidepressants|children out of wedlock)`,
    `${SOMEBODY} s (?:wife|husband|children|kids) (?:name|address|school)|which school do (?:${PERSON} s|her|his|your) (?:children|kids) go to`,
  ].map((source): Rule => ({ reason: 'personal_data', pattern: wordsPattern(source), unless: AS_A_SUBJECT })),
]

/** In what is said: what reaches or identifies one person. Matched on the text as it stands. */
const IDENTIFIERS: readonly RegExp[] = [
  /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu,
  /(?<![\p{L}\p{N}])(?:\+|00)\d{1,3}[\s().\/-]*(?:\d[\s().\/-]*){6,13}\d/gu,
  /(?<![\p{L}\p{N}.,€$£-])\(?0\d{1,5}\)?[\s\/-]+\d(?:[\s\/-]?\d){4,10}(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])(?:\d[ -]?){13,18}\d(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])\d{3}-\d{2}-\d{4}(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])\d{1,4}[a-z]? \p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)? (?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Court|Close|Way|Square)(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])\p{Lu}\p{Ll}+(?:straße|strasse|weg|gasse|allee|platz) \d{1,4}[a-z]?(?![\p{L}\p{N}])/gu,
]
export const WITHHELD = '[withheld]'

/** The text without telephone numbers, addresses, accounts; those of `publicContacts` stay. */
export function redact(text: string, publicContacts: readonly string[] = []): string {
  if (!/[@\d]/.test(text)) return text
  const known = publicContacts.map(bare)
  return IDENTIFIERS.reduce((kept, pattern) => kept.replace(pattern, (found) => (known.includes(bare(found)) ? found : WITHHELD)), text)
}

function bare(contact: string): string {
  return contact.toLowerCase().replace(/[^\p{L}\p{N}@.]/gu, '')
}
