import { join } from 'node:path'
import { UnderstudyError } from '../../contract/errors.ts'
import type { ClaimRule, ClaimSubject } from '../../contract/guard.ts'
import { personaPolicySchema, type PersonaPolicy } from '../../contract/persona.ts'
import { PACKAGE } from '../package/layout.ts'
import { WatchedFile } from '../package/watched-file.ts'
import { synonymsOf } from '../synonyms.ts'
import { contentWords, stem, words } from '../terms.ts'

const NO_RULES = personaPolicySchema.parse({ formatVersion: 1 })

/**
 * What a package's `policy.json` forbids or allows beyond the product's own rules. Read anew when the file changes.
 */
export class PersonaRules {
  private readonly policy: WatchedFile<PersonaPolicy>

  constructor(personaDir: string) {
    this.policy = new WatchedFile(join(personaDir, PACKAGE.policy), (bytes) => personaPolicySchema.parse(JSON.parse(bytes.toString('utf8'))))
  }

  /** @throws `persona_invalid` for a policy that cannot be read: it may forbid anything */
  get current(): PersonaPolicy {
    const { value, exists } = this.policy.read()
    if (exists && value === null) throw new UnderstudyError('persona_invalid', 'The rules of this persona («policy.json») are damaged; set them anew in the Studio.')
    return value ?? NO_RULES
  }

  claim(subject: ClaimSubject): ClaimRule {
    return this.current.claims?.[subject] ?? 'quoted'
  }

  /** Whether a question or a sentence names a topic that the owner took out, in its words or other words for them. */
  refusesTopicOf(text: string): boolean {
    const topics = this.current.refusedTopics
    if (topics.length === 0) return false
    const stems = new Set(words(text).map(stem))
    return topics.some((topic) => {
      const terms = contentWords(topic)
      return (terms.length > 0 ? terms : words(topic)).every((term) => [term, ...synonymsOf(term)].some((word) => stems.has(stem(word))))
    })
  }
}
