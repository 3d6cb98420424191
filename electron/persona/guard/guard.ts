import type { ClaimSubject, GuardVerdict, RefusalReason } from '../../contract/guard.ts'
import type { PersonaManifest } from '../../contract/persona.ts'
import { words } from '../terms.ts'
import type { PersonaRules } from './persona-rules.ts'
import { plainWords, fold, readingsOf } from './reading.ts'
import { claimAskedFor, claimMade, isAbout, reasonFor } from './rules/claims.ts'
import { HARASSMENT } from './rules/harassment.ts'
import { INJECTION, INJECTION_IN_TEXT, INJECTION_MARKS } from './rules/injection.ts'
import { PERSONAL_DATA, redact } from './rules/personal-data.ts'
import { readPersons } from './rules/persons.ts'
import type { Rule } from './rules/rule.ts'
import { SELF_HARM } from './rules/self-harm.ts'
import { SEXUAL } from './rules/sexual.ts'

const ALLOWED: GuardVerdict = { allowed: true, reason: null, policy: null }
const SUBJECTS: readonly ClaimSubject[] = ['people', 'deals', 'pay', 'law']
/** Whatever a text hides in whichever way; those about persons need its capitals. First come what must never be missed. */
const IN_ANY_READING: readonly Rule[] = [...SELF_HARM, ...INJECTION, ...SEXUAL, ...HARASSMENT]

/** What no order to a program does without, so that a whole corpus is gone through at once: a word of one, or a disguise. */
const MAY_BE_ORDER =
  /instruct|prompt|ignor|disregard|forget|overrid|bypass|assistant|\b(?:ai|llm|dan)\b|language model|persona|chatbot|system|guideline|restrict|pretend|jailbr|mode\b|anweis|regeln|vergiss|consigne|oubli|instrucc|olvid|reglas|istruz|[<>[\]#|*@$]|[a-z0-9+/=]{20,}|(?:\b\p{L}\b[\s.-]+){4}|[\p{Script=Cyrillic}\p{Script=Greek}\u200b-\u200f]|\p{L}\d\p{L}|%[0-9a-f]{2}|only (?:that|with)|positive/iu

/**
 * Decides what is answered and what is said: the product's rules, which hold for every persona, and those of its owner. Knows no
 * model and takes about a millisecond, so that it stands before everything else.
 */
export class Guard {
  private readonly own: readonly string[]
  private readonly things: ReadonlySet<string>

  constructor(
    manifest: Pick<PersonaManifest, 'name' | 'organisation' | 'vocabulary'>,
    private readonly rules: PersonaRules,
  ) {
    this.own = words(manifest.name)
    this.things = new Set([...manifest.vocabulary, manifest.organisation].flatMap(words).filter((word) => !this.own.includes(word)))
  }

  /** A question, typed or heard. @throws `persona_invalid` for a policy that cannot be read: it may forbid anything */
  question(text: string): GuardVerdict {
    const hidden = inAnyReading(text)
    if (hidden) return refused(hidden, 'product')
    if (this.rules.refusesTopicOf(text)) return refused('refused_topic', 'persona')
    if (this.asksForPersonalData(text)) return refused('personal_data', 'product')
    return this.byPersona(text)
  }

  /** Of the product's own rules, whoever the persona is. */
  byProduct(text: string): RefusalReason | null {
    return inAnyReading(text) ?? (this.asksForPersonalData(text) ? 'personal_data' : null)
  }

  /** A sentence of the persona's documents that is neither quoted nor shown to a language model. */
  withholds(sentence: string): boolean {
    return this.isOrderToProgram(sentence) || this.holdsPersonalData(sentence)
  }

  /** A sentence of a document: orders to a program are nobody's words. */
  isOrderToProgram(sentence: string): boolean {
    if (!MAY_BE_ORDER.test(sentence)) return false
    if (INJECTION_MARKS.test(sentence)) return true
    const readings = readingsOf(sentence)
    return [...INJECTION, ...INJECTION_IN_TEXT].some((rule) => readings.some((reading) => breaks(reading, rule)))
  }

  /** Whether a sentence holds a telephone number, an address or an account of somebody. */
  holdsPersonalData(sentence: string): boolean {
    return this.redact(sentence) !== sentence
  }

  redact(text: string): string {
    return redact(text, this.rules.current.publicContacts)
  }

  /**
   * A sentence that is about to be said.
   * @param quoted stands so in a document: the owner's own words are held to the owner's rules and to those on personal data only
   */
  sentence(text: string, quoted: boolean): GuardVerdict {
    if (this.holdsPersonalData(text)) return refused('personal_data', 'product')
    if (!quoted) {
      const reading = plainWords(fold(text))
      const broken = [...SEXUAL, ...HARASSMENT, ...INJECTION].find((rule) => breaks(reading, rule))
      if (broken) return refused(broken.reason, 'product')
      const subject = claimMade(this.withPersons(text))
      if (subject && this.rules.claim(subject) !== 'free') return refused(reasonFor(subject), 'persona')
    }
    return this.forbiddenTopic(text, false)
  }

  private byPersona(text: string): GuardVerdict {
    for (const sentence of text.split(/(?<=[.!?;:\n]|, )\s*/)) {
      const subject = claimAskedFor(this.withPersons(sentence))
      if (subject && this.rules.claim(subject) !== 'free') return refused(reasonFor(subject), 'persona')
    }
    return this.forbiddenTopic(text, true)
  }

  private asksForPersonalData(text: string): boolean {
    return [...readingsOf(text).slice(0, 2), this.withPersons(text)].some((reading) => PERSONAL_DATA.some((rule) => breaks(reading, rule)))
  }

  private forbiddenTopic(text: string, asked: boolean): GuardVerdict {
    if (this.rules.refusesTopicOf(text)) return refused('refused_topic', 'persona')
    const reading = this.withPersons(text)
    const subject = SUBJECTS.find((one) => this.rules.claim(one) === 'refuse' && (asked || one !== 'people') && isAbout(one, reading))
    return subject ? refused(reasonFor(subject), 'persona') : ALLOWED
  }

  private withPersons(text: string): string {
    return readPersons(text, this.own, this.things)
  }
}

function inAnyReading(text: string): RefusalReason | null {
  if (INJECTION_MARKS.test(text)) return 'injection'
  const readings = readingsOf(text)
  return IN_ANY_READING.find((rule) => readings.some((reading) => breaks(reading, rule)))?.reason ?? null
}

function breaks(reading: string, { pattern, unless }: Rule): boolean {
  return pattern.test(reading) && !(unless?.test(reading) ?? false)
}

function refused(reason: RefusalReason, policy: 'product' | 'persona'): GuardVerdict {
  return { allowed: false, reason, policy }
}
